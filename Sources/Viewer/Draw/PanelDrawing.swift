import Annotation
import Foundation
import Volume

/// The side panel: labels, trainer, review, and small views where there is room.
struct PanelDrawing {
  let state: ViewerState
  let theme: Theme
  let rect: CellRect
  let layout: PanelLayout

  init(_ state: ViewerState, _ theme: Theme, _ rect: CellRect) {
    self.state = state
    self.theme = theme
    self.rect = rect
    layout = PanelLayout(state, rect)
  }

  /// First column of text, and the column after the last.
  private var left: Int { rect.column + 2 }
  private var right: Int { rect.endColumn - 1 }
  private var width: Int { right - left }

  func draw(on grid: inout CellGrid) {
    grid.fill(
      rect, with: Cell(" ", foreground: theme.text.foreground, background: theme.text.background))
    if theme.appearance.colours != .palette256 {
      let line = Cell(
        theme.verticalLine, foreground: theme.dim.foreground, background: theme.dim.background)
      grid.fill(
        CellRect(column: rect.column, row: rect.row, columns: 1, rows: rect.rows), with: line)
    }
    drawLabels(on: &grid)
    drawTrainer(on: &grid)
    drawReview(on: &grid)
    Navigators(
      state, theme,
      CellRect(
        column: left, row: layout.freeRow, columns: width, rows: rect.endRow - layout.freeRow)
    )
    .draw(on: &grid)
  }

  /// Writes inside the panel only.
  @discardableResult
  private func put(
    _ text: String, _ row: Int, _ ink: Ink, column: Int? = nil, on grid: inout CellGrid
  ) -> Int {
    guard row < rect.endRow else { return column ?? left }
    return grid.put(text, column: column ?? left, row: row, ink: ink, limit: right)
  }

  private func heading(_ title: String, _ note: String, _ row: Int, on grid: inout CellGrid) {
    guard row < rect.endRow else { return }
    let at = put(title + " ", row, theme.strong, on: &grid)
    let end = note.isEmpty ? right : right - note.unicodeScalars.count - 1
    let line = String(repeating: String(theme.horizontalLine), count: max(0, end - at))
    put(line, row, theme.empty, column: at, on: &grid)
    grid.putRight(note, endColumn: right, row: row, ink: theme.dim, from: at)
  }

  // MARK: Labels

  private func drawLabels(on grid: inout CellGrid) {
    let more = state.project.labels.labels.count + 1 - layout.labels.count
    heading("Labels", more > 0 ? "\(more) more" : "voxels", rect.row, on: &grid)
    for (index, id) in layout.labels.enumerated() {
      let row = layout.firstLabelRow + index
      guard row < rect.endRow else { return }
      let isChosen = state.pen.label == id && !state.pen.erases
      var at = put(isChosen ? ">" : " ", row, theme.accent.bold, on: &grid)
      at = put(
        " \(id == 255 || id < 10 ? String(Theme.digit(id)) : "\(id)") ", row,
        theme.chip(id, in: state.project.labels), column: at, on: &grid)
      let count = Numbers.count(state.open.scribbles.counts[Int(id)])
      let name = state.labelName(id).shortened(to: width - 12, ellipsis: theme.ellipsis)
      put(" " + name, row, isChosen ? theme.strong : theme.text, column: at, on: &grid)
      grid.putRight(count, endColumn: right, row: row, ink: theme.dim, from: left)
    }
  }

  // MARK: Trainer

  private func drawTrainer(on grid: inout CellGrid) {
    let trainer = state.trainer
    heading("Trainer", trainer.isAutomatic ? "auto on" : "auto off", layout.trainerRow, on: &grid)
    let row = layout.trainerRow + 1
    guard let status = trainer.status, trainer.askedAt == nil else {
      let waits = trainer.askedAt != nil
      put(
        waits ? "starting…".replacing("…", with: theme.ellipsis) : "not trained yet", row,
        theme.text, on: &grid)
      if !waits { put("t trains on the scribbles", row + 1, theme.dim, on: &grid) }
      return
    }
    let (words, weight) = TrainerWords(state).short()
    let phase =
      trainer.isStopping ? "stopping" : weight == .alarm ? words : status.phase.rawValue
    put(phase, row, weight == .alarm ? theme.error : theme.text, on: &grid)
    grid.putRight(
      "step \(status.step)/\(status.steps)", endColumn: right, row: row, ink: theme.dim,
      from: left + phase.count + 1)
    drawProgress(status, row + 1, on: &grid)
    let loss = status.loss.map { "loss \(Numbers.loss($0))" } ?? "no loss yet"
    let at = put(loss + "  ", row + 2, theme.text, on: &grid)
    put(
      Sparkline.text(
        trainer.report.losses, cells: max(0, right - at), glyphs: theme.appearance.glyphs),
      row + 2, theme.accent, column: at, on: &grid)
    let shown = state.open.shownGeneration(slice: state.reviewSlice) ?? status.generation
    put("generation \(shown)", row + 3, theme.text, on: &grid)
    if status.phase.isRunning, weight != .alarm {
      let age = Int(status.age(now: state.now))
      grid.putRight(
        "heartbeat \(age) s", endColumn: right, row: row + 3, ink: theme.dim, from: left + 14)
    }
    let message = TrainerWords(state).message
    drawMessage(message.text, isFailure: message.isFailure, row + 4, on: &grid)
  }

  private func drawProgress(_ status: TrainerStatus, _ row: Int, on grid: inout CellGrid) {
    let left = status.secondsLeft.map { " " + Numbers.duration($0) + " left" } ?? ""
    let bar = width - left.unicodeScalars.count
    guard bar > 4, status.steps > 0 else { return }
    let filled = min(bar, bar * status.step / status.steps)
    let at = put(String(repeating: String(theme.full), count: filled), row, theme.good, on: &grid)
    let end = put(
      String(repeating: String(theme.track), count: bar - filled), row, theme.unfilled, column: at,
      on: &grid)
    put(left, row, theme.dim, column: end, on: &grid)
  }

  /// The trainer's last words on at most two lines.
  private func drawMessage(_ message: String, isFailure: Bool, _ row: Int, on grid: inout CellGrid)
  {
    let ink = isFailure ? theme.warning : theme.dim
    for (index, line) in Wrapping.lines(message, width: width).prefix(2).enumerated() {
      put(line, row + index, ink, on: &grid)
    }
  }

  // MARK: Review

  private func drawReview(on grid: inout CellGrid) {
    let progress = state.open.review.progress(slices: state.open.slices)
    heading("Review", progress.sentence, layout.reviewRow, on: &grid)
    let strip = SliceStrip(state, cells: width)
    guard layout.reviewRow + 1 < rect.endRow else { return }
    strip.draw(on: &grid, column: left, row: layout.reviewRow + 1, theme)
    if layout.reviewRow + 2 < rect.endRow, state.open.uncertainty != nil {
      put(strip.uncertainty(theme.appearance.glyphs), layout.reviewRow + 2, theme.empty, on: &grid)
    }
    let slice = state.reviewSlice
    let state = state.open.review.state(of: slice)
    let isKept = self.state.open.accepted.isAccepted(slice) && !state.isDone
    put(
      "slice \(slice): \(state.rawValue)" + (isKept ? ", kept" : ""), layout.reviewRow + 3,
      theme.text,
      on: &grid)
    let doubt = self.state.open.sliceUncertainty[slice].map {
      "uncertainty \(Numbers.fixed($0, 3))"
    }
    put(doubt ?? "s drawn  A C done  R rejected", layout.reviewRow + 4, theme.dim, on: &grid)
  }
}

/// Text broken into lines at blanks.
enum Wrapping {
  static func lines(_ text: String, width: Int) -> [String] {
    guard width > 0 else { return [] }
    var lines: [String] = []
    var line = ""
    for word in text.split(whereSeparator: { $0 == " " || $0.isNewline }) {
      var rest = word
      while rest.count > width {
        if !line.isEmpty { lines.append(line) }
        line = ""
        lines.append(String(rest.prefix(width)))
        rest = rest.dropFirst(width)
      }
      if line.isEmpty {
        line = String(rest)
      } else if line.count + 1 + rest.count <= width {
        line += " " + rest
      } else {
        lines.append(line)
        line = String(rest)
      }
    }
    return line.isEmpty ? lines : lines + [line]
  }
}
