import Volume

/// Where a person looked when a volume was left: kept in the project, so that it opens there again.
struct RememberedView: Codable, Equatable, Sendable {
  /// How one plane was framed; no pixels: as the whole slice fits.
  struct Frame: Codable, Equatable, Sendable {
    var pixels: Double?
    var centreColumn: Double
    var centreRow: Double
  }

  /// Which layers were shown.
  struct Layers: Codable, Equatable, Sendable {
    var scribbles: Bool
    var prediction: Bool
    var uncertainty: Bool
    var region: Bool
    var isFilled: Bool
    var opacity: Int
  }

  var plane: Plane
  /// The cursor's voxel: i, j, k.
  var cursor: [Int]
  var window: IntensityWindow
  var frames: [String: Frame]
  var arrangement: String
  var layers: Layers

  init(_ state: ViewerState) {
    plane = state.view.plane
    cursor = [state.view.cursor.i, state.view.cursor.j, state.view.cursor.k]
    window = state.view.window
    arrangement =
      (state.arrangement == .mosaic ? state.arrangementBeforeMosaic : state.wantedArrangement)
      .rawValue
    frames = [:]
    for (plane, framing) in state.view.framings {
      frames[plane.rawValue] = Frame(
        pixels: framing.zoom.pixels, centreColumn: framing.centreColumn,
        centreRow: framing.centreRow)
    }
    let shown = state.overlays
    layers = Layers(
      scribbles: shown.showsScribbles, prediction: shown.showsPrediction,
      uncertainty: shown.showsUncertainty, region: shown.showsRegion,
      isFilled: shown.style == .fill, opacity: shown.opacity)
  }

  /// The voxel, where the volume has it.
  func voxel(in size: GridSize) -> VoxelIndex? {
    guard cursor.count == 3 else { return nil }
    let voxel = VoxelIndex(i: cursor[0], j: cursor[1], k: cursor[2])
    return size.contains(voxel) ? voxel : nil
  }
}

extension Zoom {
  /// Pixels for a voxel; nil where the whole slice is shown.
  fileprivate var pixels: Double? { if case .pixels(let pixels) = self { pixels } else { nil } }
}
