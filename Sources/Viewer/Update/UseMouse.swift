/// What the mouse does: left paints, right erases, middle moves the view, the wheel changes slices.
extension ViewerState {
  mutating func handle(_ mouse: MouseEvent) {
    guard !screenLayout.isTooSmall else { return }
    if page != nil { return browse(mouse) }
    switch mouse.action {
    case .wheelUp, .wheelDown:
      message = nil
      let step = mouse.action == .wheelDown ? 1 : -1
      if mouse.control { return zoom(by: -step, at: (mouse.column, mouse.row)) }
      go(toSlice: slice + step)
    case .press:
      message = nil
      press(mouse)
    case .drag: drag(mouse)
    case .release: release(mouse)
    case .move: break
    }
  }

  private mutating func press(_ mouse: MouseEvent) {
    question = nil
    // A press while a stroke is open: its release was lost.
    endStroke()
    view.panFrom = nil
    if mouse.button == .middle || view.setsWindow {
      view.panFrom = (mouse.column, mouse.row)
      return
    }
    if let label = labelOfPanel(atColumn: mouse.column, row: mouse.row) {
      return choose(label: label)
    }
    guard let point = viewport.point(atCell: mouse.column, mouse.row) else { return }
    if mouse.control || (readOnlyReason != nil && mouse.button == .left) {
      return placeCursor(at: point)
    }
    guard mayEdit() else { return }
    beginStroke(at: point, label: mouse.button == .right ? 0 : penLabel, byMouse: true)
    placeCursor(at: point)
  }

  private mutating func drag(_ mouse: MouseEvent) {
    if let from = view.panFrom {
      view.panFrom = (mouse.column, mouse.row)
      let (dx, dy) = (from.column - mouse.column, from.row - mouse.row)
      if view.setsWindow { return adjustWindow(contrast: -dx, brightness: dy) }
      return pan(pixelsX: Double(dx), pixelsY: Double(dy * appearance.pixelsPerRow))
    }
    guard let stroke = pen.stroke, stroke.byMouse else { return }
    guard let point = viewport.point(atCell: mouse.column, mouse.row) else {
      // Beside the image nothing is meant: the stroke goes on where the pointer comes back.
      pen.stroke?.tip = nil
      return
    }
    extendStroke(to: point)
    placeCursor(at: point)
  }

  private mutating func release(_ mouse: MouseEvent) {
    view.panFrom = nil
    guard let stroke = pen.stroke, stroke.byMouse else { return }
    // Terminals report where the button went up; a fast drag may have moved on since the last event.
    if stroke.tip != nil, let point = viewport.point(atCell: mouse.column, mouse.row) {
      extendStroke(to: point)
    }
    endStroke()
    hintAtZoom()
  }

  /// Takes the cursor along with the mouse.
  private mutating func placeCursor(at point: SlicePoint) {
    let before = reviewSlice
    placeCursor(on: layout.voxel(column: point.column, row: point.row, slice: slice))
    if reviewSlice != before { outbox.append(.focus(caseName: open.name, slice: reviewSlice)) }
  }

  /// Says once, after the first stroke, that a cell of the screen is more than a voxel.
  private mutating func hintAtZoom() {
    guard !view.hasHintedAtZoom, !viewport.isMouseExact else { return }
    view.hasHintedAtZoom = true
    let done = message.map { $0.text + "; " } ?? ""
    say(done + "a cell holds several voxels here, z shows one voxel to a cell")
  }
}
