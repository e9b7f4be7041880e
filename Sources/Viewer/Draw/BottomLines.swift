import Foundation
import Volume

/// The last two rows: a message or what is under the cursor, and the keys that are useful next.
struct BottomLines {
  let state: ViewerState
  let theme: Theme

  init(_ state: ViewerState, _ theme: Theme) {
    self.state = state
    self.theme = theme
  }

  func draw(on grid: inout CellGrid, _ layout: ScreenLayout) {
    if let line = state.commandLine {
      drawCommand(line, on: &grid, layout)
    } else {
      drawMessage(on: &grid, layout.message)
    }
    grid.put(HintRow(state, theme).texts(in: layout.hints))
  }

  private func drawCommand(
    _ line: CommandLine, on grid: inout CellGrid, _ layout: ScreenLayout
  ) {
    let drawing = LineDrawing(line, theme, layout.message)
    drawing.draw(on: &grid)
    if let message = state.message {
      // Why Tab or a search did nothing, on the right where there is room.
      let start = layout.message.column + line.characters.count + 4
      if layout.message.endColumn - 1 - start > message.text.cells {
        grid.putRight(
          message.text, endColumn: layout.message.endColumn - 1, row: layout.message.row,
          ink: theme.warning)
      }
    }
    if let completion = line.completion {
      CompletionBox(completion: completion, theme: theme).draw(
        on: &grid, room: layout.above, column: drawing.column(of: completion.start))
    }
  }

  /// What is under the cursor, and the message: beside it where both fit, else on rows of its own above it, as many as it
  /// needs. No word of a message is cut while half of the screen can hold it.
  private func drawMessage(on grid: inout CellGrid, _ rect: CellRect) {
    let readout = Readout(state)
    func putReadout(room: Int) {
      let text = readout.text(room: room)
      grid.putRight(text, endColumn: rect.endColumn - 1, row: rect.row, ink: theme.dim)
    }
    guard let message = state.message else {
      let room = rect.columns - 2
      grid.put(readout.text(room: room), column: rect.column + 1, row: rect.row, ink: theme.dim)
      return
    }
    let ink =
      [Message.Kind.done: theme.text, .warning: theme.warning, .failure: theme.error][message.kind]
      ?? theme.text
    let room = rect.columns - 5 - message.text.cells
    if room >= readout.least {
      grid.put(" " + message.text + " ", column: rect.column, row: rect.row, ink: ink)
      return putReadout(room: room)
    }
    putReadout(room: rect.columns - 2)
    let (lines, width) = wrapped(message)
    for (index, line) in lines.enumerated() {
      grid.put(
        (" " + line).padded(to: width), column: rect.column, row: rect.row - lines.count + index,
        ink: ink)
    }
  }

  private func wrapped(_ message: Message) -> (lines: [String], width: Int) {
    let image = state.screenLayout.image
    let width = state.page == nil ? image.columns : state.columns
    let lines = Wrapping.lines(
      message.text, width: width - 2, most: max(1, image.rows / 2), ellipsis: theme.ellipsis)
    return (lines, width)
  }

  /// The rows in which a message may stand.
  static func messageRows(of state: ViewerState) -> ClosedRange<Int> {
    let row = state.screenLayout.message.row
    let above = state.message.map {
      BottomLines(state, Theme(state.appearance)).wrapped($0).lines.count
    }
    return row - (above ?? 0)...row
  }
}

/// What is under the cursor: voxel, millimetres, intensity, labels, window.
struct Readout {
  let state: ViewerState

  init(_ state: ViewerState) { self.state = state }

  /// Cells that voxel and millimetres take: what must be in sight while a point is placed.
  var least: Int { parts(isTight: true).prefix(2).joined(separator: "  ").cells }

  /// As much as fits, closer together where room is short.
  func text(room: Int) -> String {
    let tight = parts(isTight: true)
    for line in [parts(isTight: false).joined(separator: "   "), tight.joined(separator: "  ")]
    where line.cells <= room { return line }
    var line = ""
    for part in tight {
      let longer = line.isEmpty ? part : line + "  " + part
      guard longer.cells <= room else { break }
      line = longer
    }
    return line
  }

  private func parts(isTight: Bool) -> [String] {
    let cursor = state.view.cursor
    let offset = state.open.volume.geometry.size.offset(cursor)
    let (low, high) = (
      Numbers.short(state.view.window.low), Numbers.short(state.view.window.high)
    )
    let comma = isTight ? "," : ", "
    return [
      "(\(cursor.i)\(comma)\(cursor.j)\(comma)\(cursor.k))", millimetres(isTight: isTight),
      (isTight ? "value " : "intensity ") + Numbers.short(state.open.shownVolume.voxels[offset]),
      label(at: offset), isTight ? "window \(low)-\(high)" : "window \(low) to \(high)",
    ]
  }

  /// Patient coordinates with the letters of their directions.
  private func millimetres(isTight: Bool) -> String {
    let place = state.open.volume.geometry.millimetres(of: state.view.cursor)
    func part(_ value: Double, _ up: String, _ down: String) -> String {
      (value < 0 ? down : up) + (isTight ? "" : " ") + Numbers.fixed(abs(value), 1)
    }
    return [part(place.x, "R", "L"), part(place.y, "A", "P"), part(place.z, "S", "I")]
      .joined(separator: " ") + " mm"
  }

  private func label(at offset: Int) -> String {
    let stroke = state.open.scribbles.map.voxels[offset]
    if stroke != 0 { return "scribble \(state.labelName(stroke))" }
    let slice = state.reviewSlice
    if state.open.isMarkedEmpty(slice), !state.open.accepted.isAccepted(slice) {
      return "marked as empty"
    }
    guard
      state.open.shownStamp(slice: state.reviewSlice) != nil
        || state.open.accepted.isAccepted(state.reviewSlice)
    else { return "no label" }
    let shown = state.labelBelow(at: offset)
    let isKnown = state.knownLabels.contains(shown)
    let name = isKnown ? state.labelName(shown) : "background"
    if state.open.accepted.isAccepted(slice) { return "kept " + name }
    return (state.open.importedSlices.contains(slice) ? "imported " : "predicted ") + name
  }
}
