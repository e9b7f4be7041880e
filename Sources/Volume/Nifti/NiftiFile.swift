import Foundation

/// An opened NIfTI file: its header, checked, and its voxels on request.
struct NiftiFile {
  let url: URL
  let header: ImageHeader
  let type: VoxelType
  private let source: ByteSource

  /// The largest distance from header to voxels that is believed: extensions are kept in memory.
  private static let mostExtensionBytes = 64 << 20

  /// Reads and checks the header; the voxels follow with `readVoxels`.
  init(_ url: URL) throws {
    source = try ByteSource(url)
    self.url = url
    let start = source.read(348)
    guard let (version, bigEndian) = ImageHeader.recognise(start) else {
      throw VolumeError.notNifti(url, found: NiftiFile.appearance(start, source.compressed))
    }
    var bytes = start
    let length = ImageHeader.byteCounts[version] ?? 348
    bytes += source.read(length - start.count)
    guard bytes.count == length else {
      throw VolumeError.notNifti(url, found: "it ends within the header")
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
    try NiftiFile.checkSize(header, type, gap: gap, in: source)
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
    let isPair = magic == "ni\(version)" || magic.isEmpty
    throw VolumeError.unsupported(
      url,
      found: isPair
        ? "it is the header of a .hdr/.img pair; convert it to one .nii.gz file"
        : "its magic text is \"\(magic)\", expected \"n+\(version)\"")
  }

  /// What a file that is no NIfTI file looks like, for the message.
  private static func appearance(_ start: [UInt8], _ compressed: Bool) -> String {
    if start.isEmpty { return "its compressed data is damaged" }
    let text = start.prefix(20)
    if text.allSatisfy({ (32..<127).contains($0) || $0 == 10 || $0 == 13 || $0 == 9 }) {
      let line = String(decoding: text, as: UTF8.self).split(whereSeparator: \.isNewline).first
      // What git-annex and Git LFS leave in the place of a file.
      if line?.hasPrefix("/annex/objects/") == true
        || line?.hasPrefix("version https://git-") == true
      {
        return "it holds the name of its content (\"\(line ?? "")…\"), which is not fetched yet "
          + "(`datalad get`, `git annex get` or `git lfs pull`)"
      }
      return "it holds text (\"\(line ?? "")…\")"
    }
    return compressed
      ? "what it unpacks to has no NIfTI header" : "it does not begin with a NIfTI header"
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

  /// Refuses sizes that the file or the memory cannot hold, before anything is allocated.
  private static func checkSize(
    _ header: ImageHeader, _ type: VoxelType, gap: Int, in source: ByteSource
  ) throws {
    let extents = (1...7).map { index in
      index <= header.integer(.dimensions, 0) ?? 0 ? header.integer(.dimensions, index) ?? 1 : 1
    }
    let all = extents.reduce(1.0) { $0 * Double($1) }
    let frame = extents.prefix(3).reduce(1.0) { $0 * Double($1) }
    func refuse(_ reason: String) -> VolumeError {
      .tooLarge(
        source.url, voxels: String(format: "%.0f", all),
        bytes: ByteCount.words(all * Double(type.byteCount)), reason: reason)
    }
    let memory = Double(sysconf(Int32(_SC_PHYS_PAGES))) * Double(sysconf(Int32(_SC_PAGESIZE)))
    guard frame * 4 <= memory else {
      throw refuse(
        "and one frame of it needs \(ByteCount.words(frame * 4)) of memory; this machine has "
          + ByteCount.words(memory))
    }
    let needed = Double(header.bytes.count + gap) + all * Double(type.byteCount)
    guard needed <= Double(source.mostBytes) || all <= 1_000_000 else {
      throw refuse(
        "but the file has only \(source.fileSize) bytes: it is incomplete or its header is damaged")
    }
  }

  /// Reads one frame, some voxels at a time, scaled.
  ///
  /// - body: receives the offset of the first voxel and the voxels.
  func readVoxels(
    frame: Int, _ body: (Int, UnsafeBufferPointer<Float>) throws -> Void
  ) throws {
    guard (0..<header.frames).contains(frame) else {
      throw VolumeError.noSuchFrame(url, frame: frame, frames: header.frames)
    }
    let count = header.size.count
    source.skip(frame * count * type.byteCount)
    let scaling = Scaling(header)
    let batch = min(count, 1 << 18)
    let raw = UnsafeMutableRawBufferPointer.allocate(
      byteCount: batch * type.byteCount, alignment: 16)
    let floats = UnsafeMutableBufferPointer<Float>.allocate(capacity: batch)
    defer {
      raw.deallocate()
      floats.deallocate()
    }
    floats.initialize(repeating: 0)
    var offset = 0
    while offset < count {
      let voxels = min(batch, count - offset)
      let wanted = UnsafeMutableRawBufferPointer(rebasing: raw[..<(voxels * type.byteCount)])
      let found = source.read(into: wanted)
      guard found == wanted.count else {
        throw VolumeError.truncated(
          url, expectedBytes: count * type.byteCount,
          foundBytes: offset * type.byteCount + max(0, found))
      }
      let output = UnsafeMutableBufferPointer(rebasing: floats[..<voxels])
      type.decode(
        UnsafeRawBufferPointer(wanted), bigEndian: header.bigEndian, scaling: scaling, into: output)
      try body(offset, UnsafeBufferPointer(output))
      offset += voxels
    }
    // The checksum lies at the end of compressed data.
    if frame == header.frames - 1 && !source.finish() {
      throw VolumeError.unreadable(
        url, reason: "its compressed data is damaged or incomplete (wrong checksum)")
    }
  }
}

/// Sizes in words.
enum ByteCount {
  /// "3.7 TiB", "12 bytes".
  static func words(_ bytes: Double) -> String {
    var value = bytes
    var unit = "bytes"
    for next in ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"] where value >= 1024 {
      value /= 1024
      unit = next
    }
    return unit == "bytes"
      ? "\(Int(value)) bytes" : String(format: "%.\(value < 10 ? 1 : 0)f %@", value, unit)
  }
}
