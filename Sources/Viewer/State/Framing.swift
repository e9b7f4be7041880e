/// How the slices of a plane are framed.
struct Framing: Equatable, Sendable {
  /// How large they are drawn.
  var zoom = Zoom.fit
  /// The point of the slice in the middle of its cells, in voxels of the plane.
  var centreColumn = 0.0
  var centreRow = 0.0
}

extension ViewerState {
  /// The framing of the plane that is worked in. Every plane keeps its own, and another one for its mosaic.
  var framing: Framing {
    get {
      (arrangement == .mosaic ? view.tileFramings : view.framings)[view.plane] ?? Framing()
    }
    set {
      if arrangement == .mosaic {
        view.tileFramings[view.plane] = newValue
      } else {
        view.framings[view.plane] = newValue
      }
    }
  }
}
