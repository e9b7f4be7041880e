import Foundation

/// A NIfTI file up to its voxels: the header, checked.
struct NiftiFile {
  /// Its next byte is the first of the voxels.
  let source: ByteSource
  let header: ImageHeader
  let type: VoxelType

  /// How many bytes from the start of a file tell whether it is one.
  static let recognisableBytes = 348

  /// The largest distance from header to voxels that is believed: extensions are kept in memory.
  private static let mostExtensionBytes = 64 << 20

  /// Reads and checks the header.
  ///
  /// - start: the first `recognisableBytes` of the source, which have been read.
  init(_ source: ByteSource, after start: [UInt8]) throws {
    self.source = source
    let url = source.url
    guard let (version, bigEndian) = ImageHeader.recognise(start) else {
      throw VolumeError.notAnImage(url, found: "it does not begin with a NIfTI header")
    }
    var bytes = start
    let length = ImageHeader.byteCounts[version] ?? 348
    bytes += source.read(length - start.count)
    guard bytes.count == length else {
      throw VolumeError.notAnImage(url, found: "it ends within the header")
    }
    var header = ImageHeader(version: version, bigEndian: bigEndian, bytes: bytes, extensions: [])
    try NiftiFile.checkMagic(header, version: version, of: url)
    if let fault = header.dimensionFault { throw VolumeError.badHeader(url, reason: fault) }
    let code = header.integer(.dataType) ?? 0
    guard let type = VoxelType(rawValue: code) else {
      throw VolumeError.unsupported(
        url,
        found: "it has \(VoxelType.unreadName(code)); expected whole numbers or floats, "
          + "one a voxel")
    }
    self.type = type
    let gap = try NiftiFile.gapBeforeVoxels(header, in: source)
    let extents = (1...7).map { index in
      index <= header.integer(.dimensions, 0) ?? 0 ? header.integer(.dimensions, index) ?? 1 : 1
    }
    try ImageSize.check(
      extents, voxelsPerFrame: extents.prefix(3).reduce(1.0) { $0 * Double($1) },
      bytesPerVoxel: type.byteCount, after: header.bytes.count + gap, in: source)
    header.extensions = source.read(gap)
    guard header.extensions.count == gap else {
      throw VolumeError.truncated(
        url, expectedBytes: header.size.count * type.byteCount, foundBytes: 0)
    }
    self.header = header
  }

  /// Refuses headers whose voxels lie in another file.
  private static func checkMagic(_ header: ImageHeader, version: Int, of url: URL) throws {
    let magic = header.text(.magic)
    guard magic != "n+\(version)" else { return }
    guard magic == "ni\(version)" || magic.isEmpty else {
      throw VolumeError.unsupported(
        url, found: "its magic text is \"\(magic)\", expected \"n+\(version)\"")
    }
    throw VolumeError.otherFormat(
      url, name: "the header of a .hdr/.img pair", advice: OtherFormat.conversion(of: url))
  }

  /// The number of bytes between the header and the voxels, at least the four of the extension flag.
  private static func gapBeforeVoxels(
    _ header: ImageHeader, in source: ByteSource
  ) throws -> Int {
    let stated = header.real(.voxelOffset)
    guard stated.isFinite, stated >= 0 else {
      throw VolumeError.badHeader(source.url, reason: "its voxels start at byte \(stated)")
    }
    // Some writers leave 0: the voxels then follow the header and the four bytes of extension flag.
    let offset = max(Double(header.bytes.count + 4), stated)
    guard offset <= Double(mostExtensionBytes), Int(offset) <= source.mostBytes else {
      throw VolumeError.badHeader(
        source.url,
        reason: "its voxels start at byte \(String(format: "%.0f", offset)), "
          + "which the file does not reach")
    }
    return Int(offset) - header.bytes.count
  }
}
