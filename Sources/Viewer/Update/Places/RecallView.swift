import Volume

/// Looking where one looked before.
extension ViewerState {
  /// Takes up plane, cursor, zoom, window, arrangement and layers of the last time; what makes no sense is left out.
  mutating func recall(_ last: RememberedView) {
    let geometry = open.volume.geometry
    if let voxel = last.voxel(in: geometry.size) { view.cursor = voxel }
    view.plane = last.plane
    let (low, high) = (last.window.low, last.window.high)
    if low.isFinite, high.isFinite, low < high { view.window = last.window }
    for (name, frame) in last.frames {
      guard let plane = Plane(rawValue: name), abs(frame.centreColumn) < 1e6,
        abs(frame.centreRow) < 1e6
      else { continue }
      let pixels = frame.pixels.flatMap { (0.1...64).contains($0) ? Zoom.pixels($0) : nil }
      view.framings[plane] = Framing(
        zoom: pixels ?? .fit, centreColumn: frame.centreColumn, centreRow: frame.centreRow)
    }
    if let arrangement = Arrangement(rawValue: last.arrangement), arrangement != .mosaic {
      wantedArrangement = arrangement
    }
    recall(last.layers)
    settleViews()
  }

  private mutating func recall(_ layers: RememberedView.Layers) {
    overlays.showsScribbles = layers.scribbles
    overlays.showsPrediction = layers.prediction
    overlays.showsUncertainty = layers.uncertainty
    overlays.showsRegion = layers.region
    overlays.style = layers.isFilled ? .fill : .outline
    overlays.opacity = max(1, min(4, layers.opacity))
  }

  /// Begins with a slice that was named on the command line.
  mutating func begin(atSlice slice: Int) {
    view.plane = open.homePlane
    go(toSlice: slice)
  }
}
