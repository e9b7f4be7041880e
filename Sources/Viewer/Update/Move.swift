import Volume

/// Keys that move the cursor, the slice and the plane.
extension ViewerState {
  mutating func move(_ command: Command) {
    switch command {
    case .cursor(let columns, let rows):
      if view.setsWindow { return adjustWindow(contrast: columns, brightness: -rows) }
      moveCursor(columns: columns, rows: rows)
    case .slice(let step): step == 0 ? () : stepSlice(step)
    case .firstSlice: go(toSlice: 0)
    case .lastSlice: go(toSlice: layout.slices - 1)
    case .annotated(let forward): goToAnnotated(forward: forward)
    case .uncertain(let forward): goToUncertain(forward: forward)
    case .plane(let step):
      let planes = Plane.allCases
      let place = planes.firstIndex(of: view.plane) ?? 0
      show(planes[(place + step + planes.count) % planes.count])
      say("\(view.plane.rawValue) plane")
    case .otherCase(let step): openCase(project.current + step)
    default: break
    }
  }

  /// Moves the cursor, and the pen with it while it is down.
  private mutating func moveCursor(columns: Int, rows: Int) {
    let before = cursorPoint
    // A diagonal ends at the edge: along it, it would be none.
    let isDiagonal = columns != 0 && rows != 0
    let steps = isDiagonal ? min(abs(columns), room(columns: columns, rows: rows)) : 1
    let step = isDiagonal ? (columns.signum(), rows.signum()) : (columns, rows)
    moveCursor(
      to: SlicePoint(column: before.column + steps * step.0, row: before.row + steps * step.1))
    guard let stroke = pen.stroke, !stroke.byMouse else { return }
    extendStroke(to: cursorPoint)
  }

  /// Steps from the cursor to the edges that a diagonal runs towards.
  private func room(columns: Int, rows: Int) -> Int {
    let (layout, here) = (layout, cursorPoint)
    return min(
      StraightLine.room(here.column, columns, layout.columns),
      StraightLine.room(here.row, rows, layout.rows))
  }

  private mutating func stepSlice(_ step: Int) {
    let before = slice
    go(toSlice: slice + step)
    guard slice == before else { return }
    say(step > 0 ? "this is the last slice" : "this is the first slice")
  }

  /// Opens another volume of the project.
  mutating func openCase(_ index: Int) {
    endStroke()
    guard project.cases.count > 1 else {
      return say("this project has one volume; `inkling add` adds more", .warning)
    }
    guard project.cases.indices.contains(index) else {
      return say(index < 0 ? "this is the first volume" : "this is the last volume")
    }
    guard index != project.current else { return }
    if let unsaved, unsaved.isOnlyInMemory {
      return say("strokes of this volume are not on disk yet: \(unsaved.advice)", .failure)
    }
    outbox.append(.openCase(index))
    say("reading \(project.cases[index].name)…")
  }
}
