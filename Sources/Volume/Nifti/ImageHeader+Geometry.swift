import CNifti

/// Grid, spacing and position as a header tells them.
extension ImageHeader {
  /// Which of the header's three ways of giving positions is in use.
  package enum Transform: String, Sendable {
    /// A 3 x 4 matrix (`sform`).
    case sform
    /// A rotation, an offset and the voxel size (`qform`).
    case qform
    /// The voxel size alone: the header says nothing about the patient.
    case spacingOnly
  }

  /// Why the dimensions cannot be used, or nil if they can.
  var dimensionFault: String? {
    let rank = integer(.dimensions, 0) ?? 0
    guard (2...7).contains(rank) else {
      return "it announces \(rank) dimensions, expected 2 to 7"
    }
    for index in 1...rank {
      let extent = integer(.dimensions, index) ?? 0
      guard extent > 0 else {
        return "dimension \(index) has \(extent) voxels, expected at least 1"
      }
    }
    return nil
  }

  /// An extent of the image; 1 for dimensions beyond those that it has.
  private func extent(_ index: Int) -> Int {
    index <= integer(.dimensions, 0) ?? 0 ? max(1, integer(.dimensions, index) ?? 1) : 1
  }

  /// How many dimensions the file says it has.
  package var dimensionCount: Int { integer(.dimensions, 0) ?? 0 }

  /// Voxels along i, j and k.
  package var size: GridSize { GridSize(i: extent(1), j: extent(2), k: extent(3)) }

  /// The number of frames: all dimensions after the third, multiplied (capped where that overflows).
  package var frames: Int {
    (4...7).reduce(1) { product, index in
      let (value, overflow) = product.multipliedReportingOverflow(by: extent(index))
      return overflow ? Int.max : value
    }
  }

  /// Millimetres in the header's unit of length (unknown counts as millimetre).
  var millimetresPerUnit: Double {
    switch (integer(.units) ?? 0) & 7 {
    case Int(NIFTI_UNITS_METER): 1000
    case Int(NIFTI_UNITS_MICRON): 0.001
    default: 1
    }
  }

  /// `srow_x` … `srow_z` as a map; not checked.
  private var sform: Affine {
    func column(_ index: Int) -> SIMD3<Double> {
      SIMD3(real(.rowX, index), real(.rowY, index), real(.rowZ, index))
    }
    return Affine(i: column(0), j: column(1), k: column(2), origin: column(3))
  }

  /// The quaternion, offsets and voxel size as a map; not checked.
  func qform(spacing: SIMD3<Double>) -> Affine {
    let matrix = nifti_quatern_to_dmat44(
      real(.quaternionB), real(.quaternionC), real(.quaternionD), real(.offsetX), real(.offsetY),
      real(.offsetZ), spacing.x, spacing.y, spacing.z, real(.pixelDimensions, 0))
    let rows = matrix.m
    return Affine(
      i: SIMD3(rows.0.0, rows.1.0, rows.2.0), j: SIMD3(rows.0.1, rows.1.1, rows.2.1),
      k: SIMD3(rows.0.2, rows.1.2, rows.2.2), origin: SIMD3(rows.0.3, rows.1.3, rows.2.3))
  }

  /// |pixdim| of one axis in the header's unit; nil where that is nothing usable.
  func pixelSize(_ axis: Axis) -> Double? {
    let length = abs(real(.pixelDimensions, axis.rawValue + 1))
    return length > 1e-9 && length < 1e9 ? length : nil
  }

  /// Where the voxels lie: the sform if the header has a usable one, else the qform, else the spacing alone.
  ///
  /// The spacing is that of pixdim, the voxel's own size, which nibabel and ITK measure distances by as well: a transform may
  /// lead into the space of a template and hold its scale. Only where pixdim is nothing usable is it the length of a step of
  /// the transform in use, and where there is none 1.
  package var geometry: Geometry { placed.geometry }

  /// Which of the header's transforms `geometry` uses.
  package var transform: Transform { placed.transform }

  /// Whether it says where in the patient the voxels lie.
  package var saysOrientation: Bool { transform != .spacingOnly }

  /// Which way i, j, k run in the patient, such as "LPS"; nil where it does not say.
  package var orientationLetters: String? { saysOrientation ? geometry.axisLetters : nil }

  /// Which side of the patient lies at which end of which axis.
  var sides: String {
    guard saysOrientation else { return "unknown: neither sform nor qform is usable" }
    let (axis, grows) = Orientation(of: geometry.affine).axis(along: 0)
    let ends = grows ? ("left", "right") : ("right", "left")
    return
      "\(axis.letter) = 0 is the patient's \(ends.0), \(axis.letter) = \(size[axis] - 1) the \(ends.1), by the \(transform.rawValue)"
  }

  /// The sform in the header's unit; nil where the header has none, or none that is usable.
  var usableSform: Affine? { (integer(.sformCode) ?? 0) > 0 && sform.isUsable ? sform : nil }

  /// The qform in the header's unit; nil where the header has none, or none that is usable.
  var usableQform: Affine? {
    guard (integer(.qformCode) ?? 0) > 0 else { return nil }
    let sizes = Axis.allCases.map { pixelSize($0) ?? 1 }
    let rotated = qform(spacing: SIMD3(sizes[0], sizes[1], sizes[2]))
    return rotated.isUsable ? rotated : nil
  }

  private var placed: (geometry: Geometry, transform: Transform) {
    let scale = millimetresPerUnit
    let sform = usableSform
    let steps = Axis.allCases.map { axis in pixelSize(axis) ?? sform?[axis].length ?? 1 }
    let spacing = SIMD3(steps[0], steps[1], steps[2])
    func geometry(_ affine: Affine) -> Geometry {
      Geometry(size: size, spacing: spacing * scale, affine: affine.scaled(by: scale))
    }
    if let sform { return (geometry(sform), .sform) }
    if let rotated = usableQform { return (geometry(rotated), .qform) }
    let plain = Geometry(size: size, spacing: spacing).affine
    return (geometry(plain), .spacingOnly)
  }
}
