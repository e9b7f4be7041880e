import Volume

/// One large view, three views, a mosaic of slices.
extension ViewerState {
  /// `V`: the next arrangement that the screen has room for.
  mutating func nextArrangement() {
    let next = arrangement.next
    guard next == .three, columns < Arrangement.columnsOfThree else { return arrange(next) }
    arrange(.mosaic)
    say(Arrangement.refusal(columns: columns) + ": this is the mosaic", .warning)
  }

  /// Arranges the views as asked for, or says why not.
  mutating func arrange(_ wanted: Arrangement) {
    guard wanted != .three || columns >= Arrangement.columnsOfThree else {
      return say(Arrangement.refusal(columns: columns), .warning)
    }
    show(wanted)
    switch arrangement {
    case .large: say("one view")
    case .three: say("three views: Tab or a click goes to another one")
    case .mosaic: say("mosaic: arrows choose a slice, Enter or a click opens it")
    }
  }

  private mutating func show(_ wanted: Arrangement) {
    endStroke()
    pen.anchor = nil
    view.panFrom = nil
    if wanted == .mosaic, arrangement != .mosaic { arrangementBeforeMosaic = wantedArrangement }
    wantedArrangement = wanted
    settleViews()
  }

  /// Brings every view back within its slice, and the cursor into sight, after their cells have changed.
  mutating func settleViews() {
    for plane in arrangement == .three ? Plane.allCases : [view.plane] {
      on(plane) { state in
        state.settleCentre()
        state.follow()
      }
    }
  }

  /// What is to be said, and ended, after the screen's size has made another arrangement.
  mutating func noteArrangement(before: Arrangement) {
    guard arrangement != before else { return }
    // Another slice lies under the pointer now: a stroke goes on from there, not across.
    if pen.stroke?.byMouse == true { pen.stroke?.tip = nil }
    if before == .three {
      say(Arrangement.refusal(columns: columns) + ": one view until there is room", .warning)
    }
  }

  // MARK: Mosaic

  /// A key while the mosaic is on screen.
  ///
  /// - Returns: whether it means something of its own there.
  mutating func performInMosaic(_ command: Command) -> Bool {
    switch command {
    case .cursor(let columns, let rows) where !view.setsWindow:
      go(toSlice: slice + columns + rows * mosaic.columns)
    case .enter where !view.setsWindow: openSlice()
    case .pen where !view.setsWindow: sayNoStrokes()
    case .line, .repeatStroke, .closeShape, .flood: sayNoStrokes()
    default: return false
    }
    return true
  }

  /// A click on a slice of the mosaic opens it; with Ctrl the cursor goes there.
  mutating func press(_ mouse: MouseEvent, onTile tile: Pane) {
    guard mouse.button == .left || mouse.control else { return sayNoStrokes() }
    go(toSlice: tile.slice)
    guard mouse.control else {
      view.openedBy = (mouse.column, mouse.row, now)
      return openSlice()
    }
    if let point = viewport.point(atCell: mouse.column, mouse.row) { placeCursor(at: point) }
  }

  /// Whether a press is the second one of a double click on the mosaic: it must not paint on what the first has opened.
  mutating func endsDoubleClick(_ mouse: MouseEvent) -> Bool {
    defer { view.openedBy = nil }
    guard let opened = view.openedBy else { return false }
    return opened.column == mouse.column && opened.row == mouse.row
      && now.timeIntervalSince(opened.time) < 1
  }

  /// Leaves the mosaic for what it was opened from.
  mutating func openSlice() {
    show(arrangementBeforeMosaic)
    say("\(view.plane.rawValue) slice \(slice)")
  }

  private mutating func sayNoStrokes() {
    say("strokes are not drawn in the mosaic: Enter opens slice \(slice)", .warning)
  }
}
