import CNifti
import Foundation

/// What a written map means; decides intent, scaling and calibration in its header.
package enum MapKind: Hashable, Sendable {
  /// Dense labels.
  case labels
  /// The same with names and colours, for formats that hold them, or scribbles in an encoding with them.
  case segments(LabelTable, encoding: String?)
  /// Scribbles; the encoding's name is noted as the intent's name.
  case scribbleMap(encoding: String)
  /// Uncertainty 0…1 stored in bytes as 0…255 (slope 1/255).
  case uncertainty
  /// Probabilities 0…1, or any other real numbers.
  case values
  /// An image of its own rather than a map on one.
  case image

  /// The code in NIfTI headers that says: these are labels.
  static let labelIntent = Int(NIFTI_INTENT_LABEL)
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

  /// Bytes as fractions of 255, for formats without a scaling.
  var fractions: VoxelData {
    if case .uint8(let voxels) = self { .float32(voxels.map { Float($0) / 255 }) } else { self }
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
  package var isLabelMap: Bool { integer(.intentCode) == MapKind.labelIntent }

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
    header.set(.intentCode, to: Double(NIFTI_INTENT_NONE))
    header.set(.intentName, text: "")
    switch kind {
    case .labels: header.note(labels: "")
    case .segments(_, let encoding): header.note(labels: encoding ?? "")
    case .scribbleMap(let encoding): header.note(labels: encoding)
    case .uncertainty, .values, .image: break
    }
    header.set(.description, text: description)
    header.set(.voxelOffset, to: Double(header.bytes.count + header.extensions.count))
    return header
  }

  /// Writes voxels with this header, patched as a map of their kind needs it, to `.nii.gz` or `.nii`; to `.nrrd` and
  /// `.seg.nrrd` with a text that says the same.
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
    let name = ImageName(url)
    var plain: [UInt8] = []
    let parts: [[UInt8]]
    if name.format == .nrrd || name.format == .segmentation {
      let stored = kind == .uncertainty ? voxels.fractions : voxels
      plain = Array(
        try nrrdText(of: stored, frames: frames, kind: kind, description: description, to: url).utf8
      )
      parts = [stored.bytes(bigEndian: false)]
    } else {
      let header = patched(
        type: voxels.type, kind: kind, description: description,
        calibrationMaximum: calibrationMaximum, frames: frames)
      parts = [header.bytes, header.extensions, voxels.bytes(bigEndian: bigEndian)]
    }
    try AtomicFile.replace(url) { temporary in
      try PackedFile.store(
        parts, after: plain, at: temporary, compressed: name.isCompressed, for: url)
      try PackedFile.compare(parts, after: plain, with: temporary, for: url)
    }
  }
}
