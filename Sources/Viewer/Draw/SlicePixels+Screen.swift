import Pictures
import Volume

extension SlicePixels {
  /// The slice on screen with the layers that are shown.
  init(_ state: ViewerState, _ port: Viewport) {
    let window = state.view.window
    let scale = 255 / (window.high - window.low)
    let sampling = SliceSampling(
      columns: (0..<port.pixelColumns).map { port.columnRange(atPixel: $0) },
      rows: (0..<port.pixelRows).map { port.rowRange(atPixel: $0) },
      of: state.layout, slice: state.slice, in: state.open.volume.geometry.size)
    self.init(state.open.shownVolume.voxels, sampling) { intensity in
      UInt8(max(0, min(255, (intensity - window.low) * scale)))
    }
    if state.overlays.showsScribbles,
      state.open.scribbles.counts.dropFirst().contains(where: { $0 > 0 })
    {
      addScribbles(state.open.scribbles.map.voxels)
    }
    if state.overlays.showsPrediction {
      let known = state.knownLabels
      let isKnown = (0...255).map { known.contains(UInt8($0)) }
      let (shown, before) = (state.open.shown, state.labelsOfBefore)
      addLabels { offset in
        // An old prediction may hold labels that the project has no more, which accepting takes for background.
        let label = before?.voxels[offset] ?? shown.label(at: offset)
        return isKnown[Int(label)] ? label : 0
      }
    }
    if state.comparisonOnScreen == .difference, let before = state.open.earlier.labels,
      let now = state.open.predicted.labels
    {
      let known = state.knownLabels
      let isKnown = (0...255).map { known.contains(UInt8($0)) }
      addMarks { offset in
        let (old, new) = (before.voxels[offset], now.voxels[offset])
        return (isKnown[Int(old)] ? old : 0) != (isKnown[Int(new)] ? new : 0)
      }
    } else if state.overlays.showsUncertainty, let map = state.open.predicted.uncertainty {
      addUncertainty(map.voxels)
    }
  }
}
