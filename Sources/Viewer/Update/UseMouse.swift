/// What the mouse does: left paints, right erases, middle moves the view, the wheel changes slices.
extension ViewerState {
  mutating func handle(_ mouse: MouseEvent) {
    guard !screenLayout.isTooSmall else { return }
    if mouse.action == .press, mouse.button == .left,
      let click = click(atCell: mouse.column, mouse.row)
    {
      return act(click)
    }
    if commandLine?.completion != nil { return useBox(mouse) }
    if page != nil { return browse(mouse) }
    switch mouse.action {
    case .wheelUp, .wheelDown:
      message = nil
      turn(mouse)
    case .press where isCine: stopCine()
    case .press:
      exporting.endsAfter = false
      message = nil
      press(mouse)
    case .drag: drag(mouse)
    case .release: release(mouse)
    case .move: break
    }
  }

  /// The wheel acts on the view under the pointer, whichever is worked in; over the row of slices, on the slice.
  private mutating func turn(_ mouse: MouseEvent) {
    view.openedBy = nil
    let step = mouse.action == .wheelDown ? 1 : -1
    guard let pane = pane(atCell: mouse.column, mouse.row) else {
      if case .slice? = click(atCell: mouse.column, mouse.row) {
        go(toReviewSlice: max(0, min(open.slices - 1, reviewSlice + step)))
      }
      return
    }
    on(pane.plane) { state in
      guard mouse.control else { return state.go(toSlice: state.slice + step) }
      // In a mosaic all slices are zoomed alike.
      let isMosaic = state.arrangement == .mosaic
      state.zoom(by: -step, at: isMosaic ? nil : (mouse.column, mouse.row))
    }
  }

  /// Does what a click beside the slice asks for.
  private mutating func act(_ click: Click) {
    if isCine { return stopCine() }
    exporting.endsAfter = false
    endStroke()
    message = nil
    view.panFrom = nil
    view.openedBy = nil
    if case .key(let key) = click { return press(key) }
    page = nil
    commandLine = nil
    if case .command(let command) = click { return perform(command) }
    question = nil
    switch click {
    case .command, .key: break
    case .label(let label): choose(label: label)
    case .slice(let slice): go(toReviewSlice: slice)
    case .voxel(let voxel): moveCursor(to: voxel)
    case .line(let text): run(text)
    case .typed(let words): commandLine = CommandLine(text: words)
    }
  }

  private mutating func press(_ mouse: MouseEvent) {
    question = nil
    // A press while a stroke is open: its release was lost.
    endStroke()
    view.panFrom = nil
    let pane = pane(atCell: mouse.column, mouse.row)
    if view.setsWindow || (mouse.button == .middle && pane != nil) {
      view.panFrom = (mouse.column, mouse.row, pane?.plane ?? view.plane)
      return
    }
    guard mouse.button != .middle, let pane, !endsDoubleClick(mouse) else { return }
    if arrangement == .mosaic { return press(mouse, onTile: pane) }
    work(in: pane.plane)
    guard let point = viewport.point(atCell: mouse.column, mouse.row) else { return }
    if mouse.control || (readOnlyReason != nil && mouse.button == .left) {
      return placeCursor(at: point)
    }
    guard mayEdit() else { return }
    let label = mouse.button == .right ? 0 : penLabel
    if pen.isStraight {
      beginDrag(at: point, label: label)
    } else {
      beginStroke(at: point, label: label, byMouse: true)
    }
    placeCursor(at: point)
  }

  private mutating func drag(_ mouse: MouseEvent) {
    if let from = view.panFrom {
      view.panFrom = (mouse.column, mouse.row, from.plane)
      let (dx, dy) = (from.column - mouse.column, from.row - mouse.row)
      if view.setsWindow { return adjustWindow(contrast: -dx, brightness: dy) }
      return on(from.plane) { state in
        state.pan(pixelsX: Double(dx), pixelsY: Double(dy * state.appearance.pixelsPerRow))
      }
    }
    if pen.drag != nil {
      return viewport.point(atCell: mouse.column, mouse.row).map { placeCursor(at: $0) } ?? ()
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
    if pen.drag != nil {
      drag(mouse)
      endStroke()
      return hintAtZoom()
    }
    guard let stroke = pen.stroke, stroke.byMouse else { return }
    // Terminals report where the button went up; a fast drag may have moved on since the last event.
    if stroke.tip != nil, let point = viewport.point(atCell: mouse.column, mouse.row) {
      extendStroke(to: point)
    }
    endStroke()
    hintAtZoom()
  }

  /// Takes the cursor along with the mouse.
  mutating func placeCursor(at point: SlicePoint) {
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
