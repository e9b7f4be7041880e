import Foundation

/// NRRD files that lie where a header says.
extension ImageHeader {
  /// The text before the voxels, which follow compressed, low byte first.
  ///
  /// - Throws: `VolumeError.writeFailed` where a segmentation is asked for and these are no labels.
  func nrrdText(
    of voxels: VoxelData, frames: Int, kind: MapKind, description: String, to url: URL
  ) throws -> String {
    let geometry = geometry
    let extents = Axis.allCases.map { "\(geometry.size[$0])" }
    var lines = [
      "NRRD0005", "# Complete NRRD file format specification at:",
      "# https://teem.sourceforge.net/nrrd/format.html",
      "type: \(voxels.type.nrrdName)", "dimension: \(frames > 1 ? 4 : 3)",
    ]
    // Left and right are written only where they are known.
    if saysOrientation { lines.append("space: left-posterior-superior") }
    lines.append("sizes: " + (extents + (frames > 1 ? ["\(frames)"] : [])).joined(separator: " "))
    let flip = SIMD3<Double>(-1, -1, 1)
    if saysOrientation {
      let steps = Axis.allCases.map { NrrdText.vector(geometry.affine[$0] * flip) }
      lines.append(
        "space directions: " + (steps + (frames > 1 ? ["none"] : [])).joined(separator: " "))
    } else {
      let steps = Axis.allCases.map { "\(geometry.spacing(along: $0))" }
      lines.append("spacings: " + (steps + (frames > 1 ? ["nan"] : [])).joined(separator: " "))
    }
    lines += [
      "kinds: domain domain domain" + (frames > 1 ? " list" : ""), "endian: little",
      "encoding: gzip",
    ]
    if saysOrientation {
      lines.append("space origin: \(NrrdText.vector(geometry.affine.origin * flip))")
    }
    if !description.isEmpty { lines.append("content: \(description.plainLine)") }
    lines += try nrrdKeys(of: voxels, kind, url).map { "\($0):=\(NrrdText.escaped($1))" }
    return lines.joined(separator: "\n") + "\n\n"
  }

  private func nrrdKeys(
    of voxels: VoxelData, _ kind: MapKind, _ url: URL
  ) throws -> [(String, String)] {
    var keys: [(String, String)] = []
    if let word = kind.nrrdWord { keys.append((MapKind.nrrdKey, word)) }
    guard ImageName(url).format == .segmentation else { return keys }
    guard case .uint8(let labels) = voxels, kind.nrrdWord != nil else {
      throw VolumeError.writeFailed(
        url, ".seg.nrrd files hold segments, and these are no labels; choose a name ending in .nrrd"
      )
    }
    var table = LabelTable(labels: [])
    if case .segments(let named, _) = kind { table = named }
    return keys + Segments.keys(of: labels, size: size, table: table)
  }

  /// The header of one frame.
  var withoutFrames: ImageHeader {
    var header = self
    header.set(.dimensions, 0, to: 3)
    for index in 4...7 { header.set(.dimensions, index, to: 1) }
    return header
  }

  /// Notes that the voxels are labels, and the name of their encoding where they are scribbles.
  mutating func note(labels encoding: String) {
    set(.intentCode, to: Double(MapKind.labelIntent))
    set(.intentName, text: encoding)
  }
}

extension MapKind {
  /// The key that says in NRRD files what intent and its name say in NIfTI files.
  static let nrrdKey = "inkling_labels"
  /// Its value for dense labels; for scribbles it is their encoding.
  static let denseWord = "dense"

  /// The value of the key; nil for what is no label map.
  var nrrdWord: String? {
    switch self {
    case .labels: MapKind.denseWord
    case .segments(_, let encoding): encoding ?? MapKind.denseWord
    case .scribbleMap(let encoding): encoding
    case .uncertainty, .values, .image: nil
    }
  }
}

extension VoxelType {
  /// The name that NRRD has for the type.
  fileprivate var nrrdName: String {
    switch self {
    case .float32: "float"
    case .float64: "double"
    default: name
    }
  }
}
