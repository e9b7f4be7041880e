import Annotation
import Foundation
import Project
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
  private var width: Int { PanelLayout.textColumns(rect) }

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
    state.navigators(theme, layout).draw(on: &grid)
  }

  private var buttons: PanelButtons { PanelButtons(state, theme, layout) }

  /// Writes inside the panel only.
  @discardableResult
  private func put(
    _ text: String, _ row: Int, _ ink: Ink, column: Int? = nil, on grid: inout CellGrid
  ) -> Int {
    guard row < rect.endRow else { return column ?? left }
    return grid.put(text, column: column ?? left, row: row, ink: ink, limit: right)
  }

  /// A title, a line, and at the right what `PanelButtons` or a note says.
  private func heading(_ title: String, _ notes: [PlacedText], _ row: Int, on grid: inout CellGrid)
  {
    guard row < rect.endRow else { return }
    let at = put(title + " ", row, theme.strong, on: &grid)
    let end = (notes.first?.column ?? right + 1) - 1
    let line = String(repeating: String(theme.horizontalLine), count: max(0, end - at))
    put(line, row, theme.empty, column: at, on: &grid)
    grid.put(notes, limit: right)
  }

  /// A note at the right end of a row.
  private func note(_ text: String, _ row: Int) -> [PlacedText] {
    [PlacedText(text: text, column: right - text.cells, row: row, ink: theme.dim)]
  }

  // MARK: Labels

  private func drawLabels(on grid: inout CellGrid) {
    let more = state.project.labels.labels.count + 1 - layout.labels.count
    let amounts = LabelAmounts(state.open)
    // Beside the name there must be room for three numbers.
    let showsAmounts = width >= 35 && !amounts.isEmpty
    let columns = showsAmounts ? "voxels  kept \(amounts.proposal.leading(to: 4)) ml" : "voxels"
    heading("Labels", note(more > 0 ? "\(more) more" : columns, rect.row), rect.row, on: &grid)
    for (index, id) in layout.labels.enumerated() {
      let row = layout.firstLabelRow + index
      guard row < rect.endRow else { return }
      let isChosen = state.pen.label == id && !state.pen.erases
      var at = put(isChosen ? ">" : " ", row, theme.accent.bold, on: &grid)
      at = put(
        " \(id == Scribbles.background || id < 10 ? String(Theme.digit(id)) : "\(id)") ", row,
        theme.chip(id, in: state.project.labels), column: at, on: &grid)
      let count = Numbers.count(state.open.scribbles.counts[Int(id)])
      let room = width - (showsAmounts ? 26 : 12)
      let name = state.labelName(id).shortened(to: room, ellipsis: theme.ellipsis)
      put(" " + name, row, isChosen ? theme.strong : theme.text, column: at, on: &grid)
      let numbers =
        showsAmounts
        ? count.leading(to: 6) + amounts.kept(id).leading(to: 6)
          + amounts.proposed(id).leading(to: 8) : count
      grid.putRight(numbers, endColumn: right, row: row, ink: theme.dim, from: left)
    }
  }

  /// Two texts at the ends of a row; the second is left out where both do not fit, for half a word says the wrong thing.
  private func pair(
    _ first: (String, Ink), _ second: String, _ row: Int, on grid: inout CellGrid
  ) {
    put(first.0, row, first.1, on: &grid)
    guard row < rect.endRow,
      first.0.cells + 2 + second.cells <= width
    else { return }
    grid.putRight(second, endColumn: right, row: row, ink: theme.dim, from: left)
  }

  // MARK: Trainer

  private func drawTrainer(on grid: inout CellGrid) {
    let trainer = state.trainer
    heading("Trainer", buttons.training, layout.trainerRow, on: &grid)
    let row = layout.trainerRow + 1
    guard let status = trainer.status, trainer.askedAt == nil else {
      let waits = trainer.askedAt != nil
      put(
        waits ? "starting…".replacing("…", with: theme.ellipsis) : "not trained yet", row,
        theme.text, on: &grid)
      if !waits { put("t trains on the scribbles", row + 1, theme.dim, on: &grid) }
      return
    }
    let words = TrainerWords(state)
    let (short, weight) = words.short()
    let isAlarm = weight == .alarm
    let phase = trainer.isStopping ? "stopping" : isAlarm ? short : status.phase.rawValue
    let step = "step \(status.step)/\(status.steps)"
    let ink = isAlarm ? theme.error : theme.text
    if trainer.hasEndedSilently(now: state.now) {
      // Nothing goes on: no bar and no time left.
      put(phase, row, ink, on: &grid)
      put("at " + step, row + 1, theme.text, on: &grid)
    } else {
      pair((phase, ink), step, row, on: &grid)
      drawProgress(status, row + 1, on: &grid)
    }
    let loss = status.loss.map { "loss \(Numbers.loss($0))" } ?? "no loss yet"
    let at = put(loss + "  ", row + 2, theme.text, on: &grid)
    put(
      Sparkline.text(
        trainer.report.losses, cells: max(0, right - at), glyphs: theme.appearance.glyphs),
      row + 2, theme.accent, column: at, on: &grid)
    drawRun(status, isAlarm ? "" : words.heartbeat ?? "", row + 3, on: &grid)
    drawSaid(row + 4, isFailure: words.message.isFailure, on: &grid)
  }

  /// What the trainer does at this moment, and what it has said.
  private func drawSaid(_ row: Int, isFailure: Bool, on grid: inout CellGrid) {
    for (index, line) in layout.trainerMessage.enumerated() {
      let isActivity = index < layout.activityLines
      let ink = isActivity ? theme.text : isFailure ? theme.warning : theme.dim
      put(line, row + index, ink, on: &grid)
    }
  }

  /// Preset and network of the run that is going or has made the prediction, and its number; of older runs, which do not
  /// say so, the sign of life.
  private func drawRun(
    _ status: TrainerStatus, _ heartbeat: String, _ row: Int, on grid: inout CellGrid
  ) {
    let generation = "generation \(status.generation)"
    guard let network = status.network else {
      return pair((generation, theme.text), heartbeat, row, on: &grid)
    }
    let isShort = network.cells + 2 + generation.cells > width
    pair((network, theme.text), isShort ? "gen. \(status.generation)" : generation, row, on: &grid)
  }

  private func drawProgress(_ status: TrainerStatus, _ row: Int, on grid: inout CellGrid) {
    let left = status.secondsLeft.map { " " + Numbers.duration($0) + " left" } ?? ""
    let bar = width - left.cells
    guard bar > 4, status.steps > 0 else { return }
    let filled = min(bar, bar * status.step / status.steps)
    let at = put(String(repeating: String(theme.full), count: filled), row, theme.good, on: &grid)
    let end = put(
      String(repeating: String(theme.track), count: bar - filled), row, theme.unfilled, column: at,
      on: &grid)
    put(left, row, theme.dim, column: end, on: &grid)
  }

  // MARK: Review

  private func drawReview(on grid: inout CellGrid) {
    let progress = state.open.review.progress(slices: state.open.slices)
    heading("Review", note(progress.sentence, layout.reviewRow), layout.reviewRow, on: &grid)
    let strip = SliceStrip(state, cells: width)
    guard layout.reviewRow + 1 < rect.endRow else { return }
    strip.draw(on: &grid, column: left, row: layout.reviewRow + 1, theme)
    if layout.reviewRow + 2 < rect.endRow, state.open.predicted.uncertainty != nil {
      put(strip.uncertainty(theme.appearance.glyphs), layout.reviewRow + 2, theme.empty, on: &grid)
    }
    let slice = state.reviewSlice
    let state = state.open.review.state(of: slice)
    let isKept = self.state.open.accepted.isAccepted(slice) && !state.isDone
    let note = self.state.open.review.notes[slice].map {
      "note: \($0)".shortened(to: width, ellipsis: theme.ellipsis)
    }
    put(
      "slice \(slice): \(state.rawValue)" + (isKept ? ", kept" : ""), layout.reviewRow + 3,
      theme.text, on: &grid)
    put(
      decidedWords(slice) ?? PredictionWords(self.state).text(room: width), layout.reviewRow + 4,
      theme.text, on: &grid)
    let isImported = self.state.open.importedSlices.contains(slice)
    let doubt = self.state.open.predicted.sliceUncertainty[slice].map {
      isImported ? "" : "uncertainty \(Numbers.fixed($0, 3))"
    }
    let last = note ?? doubt ?? "s drawn  A C done  R rejected"
    put(last, layout.reviewRow + 5, theme.dim, on: &grid)
    grid.put(buttons.review, limit: right)
  }

  /// Who has accepted a slice and when: of a slice that no prediction is shown of, the more useful thing to know.
  private func decidedWords(_ slice: Int) -> String? {
    guard state.open.accepted.isAccepted(slice), state.open.review.state(of: slice).isDone,
      let words = state.decided(slice)
    else { return nil }
    return words.cells + 3 <= width
      ? "by " + words : state.open.review.rows[slice]?.time.minuteText(in: state.timeZone)
  }
}
