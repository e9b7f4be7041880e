import Foundation

/// Where the voxels of an NRRD file lie, and the NIfTI header that says the same.
extension NrrdHeader {
  /// The header with which everything else works.
  ///
  /// - Throws: `VolumeError` for positions that are none.
  func imageHeader(_ layout: NrrdLayout) throws -> ImageHeader {
    let size = GridSize(
      i: layout.extents[0], j: layout.extents[1],
      k: layout.extents.count > 2 ? layout.extents[2] : 1)
    let (geometry, notes) = try geometry(size, layout)
    var header = ImageHeader(
      geometry: try geometry ?? Geometry(size: size, spacing: spacings(layout)),
      description: text("content") ?? "")
    header.origin = ImageHeader.Origin(format: "NRRD", bigEndian: layout.bigEndian, notes: notes)
    // Without directions only the distances are known; a quaternion holds no shear.
    if geometry == nil { header.set(.sformCode, to: 0) }
    if geometry == nil || header.formDifference != nil { header.set(.qformCode, to: 0) }
    if layout.frames > 1 {
      header.set(.dimensions, 0, to: 4)
      header.set(.dimensions, 4, to: Double(layout.frames))
    }
    header.set(.dataType, to: Double(layout.type.rawValue))
    header.set(.bitsPerVoxel, to: Double(8 * layout.type.byteCount))
    if let labels = keys[MapKind.nrrdKey] {
      header.note(labels: labels == MapKind.denseWord ? "" : labels)
    } else if Segments(keys) != nil {
      header.note(labels: "")
    }
    return header
  }

  /// The geometry that directions and origin give, and what a person should know of it; nil where there are no directions.
  private func geometry(
    _ size: GridSize, _ layout: NrrdLayout
  ) throws -> (Geometry?, notes: [String]) {
    guard let all = try vectors("spacedirections") else { return (nil, []) }
    var notes: [String] = []
    let signs = text("space").flatMap(NrrdHeader.signs)
    if signs == nil {
      notes.append(
        "The file does not say which way its axes run in the patient (space: \(text("space") ?? "none")): taken as "
          + "left-posterior-superior, as ITK does.")
    }
    let scale = unit * (signs ?? SIMD3(-1, -1, 1))
    var steps = try layout.spaceAxes.map { try space(all[$0], "spacedirections", scale) }
    if steps.count == 2 { steps.append(steps[0].across(steps[1])) }
    let origin = try vectors("spaceorigin")
    if origin == nil { notes.append("The file gives no space origin: 0 0 0 is used.") }
    let affine = Affine(
      i: steps[0], j: steps[1], k: steps[2],
      origin: try origin.map { try space($0.first ?? nil, "spaceorigin", scale) } ?? .zero)
    guard affine.isUsable else {
      throw wrong("spacedirections", expected: "finite vectors that span space")
    }
    let spacing = SIMD3(affine.i.length, affine.j.length, affine.k.length)
    return (Geometry(size: size, spacing: spacing, affine: affine), notes)
  }

  /// The first three coordinates of a vector; a picture may have two, and a series a fourth in time.
  private func space(
    _ vector: [Double]?, _ field: String, _ scale: SIMD3<Double>
  ) throws -> SIMD3<Double> {
    guard let vector, (2...4).contains(vector.count) else {
      throw wrong(field, expected: "vectors of three numbers")
    }
    // A sum with zero has no zero with a sign.
    return SIMD3(vector[0], vector[1], vector.count > 2 ? vector[2] : 0) * scale + SIMD3(0, 0, 0)
  }

  /// Distances where there are no directions; 1 where one is nothing usable.
  private func spacings(_ layout: NrrdLayout) throws -> SIMD3<Double> {
    let count = (layout.spaceAxes.max() ?? 0) + 1
    let words = text("spacings")?.split(whereSeparator: \.isWhitespace) ?? []
    guard words.isEmpty || words.count >= count else {
      throw wrong("spacings", expected: "a number for each axis")
    }
    var spacing = SIMD3<Double>(1, 1, 1)
    for (place, axis) in layout.spaceAxes.enumerated() where !words.isEmpty {
      let length = abs(Double(words[axis]) ?? .nan) * unit
      if length > 1e-9, length < 1e9 { spacing[place] = length }
    }
    return spacing
  }

  /// Millimetres in the file's unit of length.
  private var unit: Double {
    let words = text("spaceunits")?.split(separator: "\"").map { $0.lowercased() } ?? []
    switch words.first(where: { !$0.allSatisfy(\.isWhitespace) }) {
    case "um", "\u{b5}m", "micron", "microns", "micrometer": return 0.001
    case "cm", "centimeter": return 10
    case "m", "meter": return 1000
    default: return 1
    }
  }

  /// What the coordinates of a space are multiplied by to run to the right, to the front and upwards; nil where the space does
  /// not name the patient's sides.
  private static func signs(of space: String) -> SIMD3<Double>? {
    let words = space.lowercased().split(separator: "-")
    let letters =
      words.count >= 3
      ? words.prefix(3).compactMap(\.first)
      : (3...4).contains(space.count) ? Array(space.lowercased().prefix(3)) : []
    guard letters.count == 3 else { return nil }
    let known: [[Character: Double]] = [["r": 1, "l": -1], ["a": 1, "p": -1], ["s": 1, "i": -1]]
    let signs = (0..<3).compactMap { known[$0][letters[$0]] }
    return signs.count == 3 ? SIMD3(signs[0], signs[1], signs[2]) : nil
  }
}

extension SIMD3<Double> {
  /// A vector of length 1 across both.
  fileprivate func across(_ other: SIMD3<Double>) -> SIMD3<Double> {
    let product = SIMD3(
      y * other.z - z * other.y, z * other.x - x * other.z, x * other.y - y * other.x)
    return product / product.length
  }
}
