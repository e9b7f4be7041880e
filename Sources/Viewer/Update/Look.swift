import Volume

/// Keys that change how the slice looks.
extension ViewerState {
  mutating func look(_ command: Command) {
    switch command {
    case .zoom(let step): zoom(by: step)
    case .zoomToCell:
      setZoom(framing.zoom == .pixels(2) ? .fit : .pixels(2))
      say(framing.zoom == .fit ? "whole slice" : "one voxel = one cell high")
    case .fit: setZoom(.fit)
    case .centre:
      centreOnCursor()
      settleCentre()
    case .pan(let columns, let rows):
      let port = viewport
      pan(
        pixelsX: Double(columns * port.pixelColumns / 4), pixelsY: Double(rows * port.pixelRows / 4)
      )
    case .windowMode:
      endStroke()
      view.setsWindow.toggle()
      if view.setsWindow {
        say("window: up and down change brightness, left and right contrast, w leaves")
      }
    case .automaticWindow:
      view.window = open.automaticWindow
      say("window from the percentiles of the volume")
    case .toggle(let layer): toggle(layer)
    case .outline:
      overlays.style = overlays.style == .outline ? .fill : .outline
      overlays.showsPrediction = true
      say(overlays.style == .outline ? "prediction as outline" : "prediction filled")
    case .opacity(let step):
      overlays.opacity = max(1, min(4, overlays.opacity + step))
      overlays.style = .fill
      say("prediction filled at \(overlays.opacity * 25) percent")
    case .panel: showsPanel.toggle()
    case .contrast:
      appearance.highContrast.toggle()
      say(appearance.highContrast ? "high contrast: labels carry digits" : "ordinary contrast")
    default: break
    }
  }

  private mutating func toggle(_ layer: Command.Layer) {
    switch layer {
    case .scribbles:
      overlays.showsScribbles.toggle()
      say(overlays.showsScribbles ? "scribbles shown" : "scribbles hidden")
    case .prediction:
      overlays.showsPrediction.toggle()
      say(overlays.showsPrediction ? "prediction shown" : "prediction hidden")
    case .region:
      overlays.showsRegion.toggle()
      guard overlays.showsRegion else { return say("region hidden") }
      let margin = project.regionMargin.map { "strokes and \(Numbers.fixed($0, 0)) mm around" }
      say("region of training: \(margin ?? "whole slices"); :set margin changes it")
    case .uncertainty:
      overlays.showsUncertainty.toggle()
      if overlays.showsUncertainty, open.predicted.uncertainty == nil {
        say("uncertainty shown once there is a prediction")
      } else {
        say(overlays.showsUncertainty ? "uncertainty shown" : "uncertainty hidden")
      }
    }
  }

  /// Changes the window by steps of a twentieth of its width: brighter means lower, more contrast narrower.
  mutating func adjustWindow(contrast: Int, brightness: Int) {
    let width = view.window.high - view.window.low
    let middle = (view.window.high + view.window.low) / 2 - Float(brightness) * width / 20
    var wider = width
    for _ in 0..<abs(contrast) { wider *= contrast > 0 ? 1 / 1.05 : 1.05 }
    let full = open.automaticWindow.high - open.automaticWindow.low
    wider = max(full / 1000, min(full * 100, wider))
    view.window = IntensityWindow(low: middle - wider / 2, high: middle + wider / 2)
    say("window \(Numbers.short(view.window.low)) to \(Numbers.short(view.window.high))")
  }
}
