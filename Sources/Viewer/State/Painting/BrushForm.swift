import Volume

/// What the tip of the pen covers.
struct BrushForm: Equatable, Sendable {
  /// Diameter or side in voxels of the smaller in-plane spacing.
  var diameter = 1
  /// Whether it is a square; otherwise a disc.
  var isSquare = false
  /// Whether it reaches into the slices before and after: a ball, or a cube.
  var isDeep = false

  /// What the status line says; empty for the plain pen of one voxel.
  var words: [String] {
    guard self != BrushForm() else { return [] }
    return ["\(diameter) wide"] + (isSquare ? ["square"] : []) + (isDeep ? ["3D"] : [])
  }

  /// "square brush of 5 voxels in 3D".
  var sentence: String {
    "\(isSquare ? "square " : "")brush of \(Words.count(diameter, "voxel"))\(isDeep ? " in 3D" : "")"
  }

  /// The points that it covers around its middle, slice by slice, the one on screen first. True to millimetres: fewer
  /// voxels along an axis of larger spacing.
  func layers(_ layout: PlaneLayout) -> [BrushLayer] {
    let smallest = min(layout.columnSpacing, layout.rowSpacing)
    let unitX = layout.columnSpacing / smallest
    let unitY = layout.rowSpacing / smallest
    let unitZ = layout.sliceSpacing / smallest
    let reach = isDeep ? Int((Double(diameter) / 2 / max(unitZ, 1e-6)).rounded(.down)) : 0
    let steps = [0] + (1...max(1, reach)).filter { $0 <= reach }.flatMap { [$0, -$0] }
    return steps.compactMap { step in
      let height = Double(abs(step)) * unitZ
      let points =
        isSquare
        ? Brush.square(side: diameter, unitX: unitX, unitY: unitY, height: height)
        : Brush.disc(diameter: diameter, unitX: unitX, unitY: unitY, height: height)
      return points.isEmpty ? nil : BrushLayer(slice: step, points: points)
    }
  }
}

/// What a brush covers of one slice.
struct BrushLayer: Equatable, Sendable {
  /// Slices on from the one on screen.
  let slice: Int
  /// Points relative to the middle of the brush.
  let points: [SlicePoint]
}
