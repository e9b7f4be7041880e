import CNifti
import Foundation

/// What a written map means; decides intent, scaling and calibration in its header.
package enum MapKind: Hashable, Sendable {
  /// Dense labels.
  case labels
  /// Scribbles; the encoding's name is noted as the intent's name.
  case scribbleMap(encoding: String)
  /// Uncertainty 0…1 stored in bytes as 0…255 (slope 1/255).
  case uncertainty
  /// Probabilities 0…1, or any other real numbers.
  case values
  /// An image of its own rather than a map on one.
  case image
}

/// Voxels to be written, i fastest.
package enum VoxelData: Sendable {
  /// Bytes.
  case uint8([UInt8])
  /// 16-bit numbers.
  case int16([Int16])
  /// 32-bit floats.
  case float32([Float])

  /// The number of voxels.
  package var count: Int {
    switch self {
    case .uint8(let voxels): voxels.count
    case .int16(let voxels): voxels.count
    case .float32(let voxels): voxels.count
    }
  }

  var type: VoxelType {
    switch self {
    case .uint8: .uint8
    case .int16: .int16
    case .float32: .float32
    }
  }

  /// The voxels as a file of the given byte order holds them.
  func bytes(bigEndian: Bool) -> [UInt8] {
    func pack<T: FixedWidthInteger>(_ voxels: [T]) -> [UInt8] {
      let ordered = voxels.map { bigEndian ? $0.bigEndian : $0.littleEndian }
      return ordered.withUnsafeBytes { Array($0) }
    }
    switch self {
    case .uint8(let voxels): return voxels
    case .int16(let voxels): return pack(voxels)
    case .float32(let voxels): return pack(voxels.map(\.bitPattern))
    }
  }
}

extension ImageHeader {
  /// Whether the header says that the voxels are labels.
  package var isLabelMap: Bool { integer(.intentCode) == Int(NIFTI_INTENT_LABEL) }

  /// The header of a map that lies on this header's image.
  ///
  /// Dimensions, pixdim, qform, sform, their codes, units and everything else stay as they are, but for:
  /// data type, scaling, calibration, intent and description; a series of frames becomes one frame.
  func patched(
    type: VoxelType, kind: MapKind, description: String, calibrationMaximum: Double, frames: Int = 1
  ) -> ImageHeader {
    var header = self
    if (integer(.dimensions, 0) ?? 0) > 3 || frames > 1 {
      header.set(.dimensions, 0, to: frames > 1 ? 4 : 3)
      for index in 4...7 { header.set(.dimensions, index, to: index == 4 ? Double(frames) : 1) }
      header.set(.dimensions, 3, to: Double(size.k))
    }
    header.set(.dataType, to: Double(type.rawValue))
    header.set(.bitsPerVoxel, to: Double(8 * type.byteCount))
    header.set(.slope, to: kind == .uncertainty ? 1 / 255 : 1)
    header.set(.intercept, to: 0)
    header.set(.calibrationMinimum, to: 0)
    header.set(.calibrationMaximum, to: calibrationMaximum)
    for field in [HeaderField.intentParameter1, .intentParameter2, .intentParameter3] {
      header.set(field, to: 0)
    }
    var name = ""
    var code = NIFTI_INTENT_NONE
    if kind == .labels { code = NIFTI_INTENT_LABEL }
    if case .scribbleMap(let encoding) = kind {
      code = NIFTI_INTENT_LABEL
      name = encoding
    }
    header.set(.intentCode, to: Double(code))
    header.set(.intentName, text: name)
    header.set(.description, text: description)
    header.set(.voxelOffset, to: Double(header.bytes.count + header.extensions.count))
    return header
  }

  /// Writes voxels with this header, patched as a map of their kind needs it, to `.nii.gz` or `.nii`.
  ///
  /// The file is written beside its place, flushed, read again and compared before it takes the name.
  ///
  /// - frames: how many maps of the grid's size follow each other in `voxels`, as with probabilities
  /// - Precondition: as many voxels as that.
  /// - Throws: `VolumeError.writeFailed`; then a file that was there before is untouched.
  package func write(
    _ voxels: VoxelData, frames: Int = 1, to url: URL, kind: MapKind, description: String = "",
    calibrationMaximum: Double = 1
  ) throws {
    precondition(voxels.count == size.count * frames, "as many voxels as the grid has")
    let header = patched(
      type: voxels.type, kind: kind, description: description,
      calibrationMaximum: calibrationMaximum, frames: frames)
    let parts = [header.bytes, header.extensions, voxels.bytes(bigEndian: bigEndian)]
    let compressed = url.pathExtension.lowercased() == "gz"
    try AtomicFile.replace(url) { temporary in
      try ImageHeader.store(parts, at: temporary, compressed: compressed, for: url)
      try ImageHeader.compare(parts, with: temporary, for: url)
    }
  }

  static func store(
    _ parts: [[UInt8]], at temporary: URL, compressed: Bool, for url: URL
  ) throws {
    errno = 0
    var file = znzopen(temporary.path, "wb", compressed ? 1 : 0)
    guard file != nil else { throw VolumeError.writeFailed(url, AtomicFile.systemReason()) }
    var complete = true
    for part in parts {
      let written = part.withUnsafeBytes { znzwrite($0.baseAddress, 1, $0.count, file) }
      complete = complete && written == part.count
    }
    let closed = Xznzclose(&file) == 0
    guard complete && closed else {
      let reason = errno == 0 ? "writing stopped early" : AtomicFile.systemReason()
      throw VolumeError.writeFailed(url, reason)
    }
  }

  private static func compare(_ parts: [[UInt8]], with temporary: URL, for url: URL) throws {
    let source = try ByteSource(temporary)
    for part in parts {
      guard source.read(part.count) == part else {
        throw VolumeError.writeFailed(url, "what was written reads back differently")
      }
    }
  }
}
