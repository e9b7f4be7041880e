import Annotation
import Foundation
import Volume

/// The first row: mode word, what strokes do, where the person is, and on the right trainer and saving.
struct StatusBar {
  let state: ViewerState
  let theme: Theme

  init(_ state: ViewerState, _ theme: Theme) {
    self.state = state
    self.theme = theme
  }

  func draw(on grid: inout CellGrid, _ rect: CellRect) {
    grid.fill(
      rect,
      with: Cell(
        " ", foreground: theme.bar.foreground, background: theme.bar.background,
        style: theme.bar.style))
    var end = rect.endColumn
    for (text, ink) in rightSide {
      let width = text.unicodeScalars.count
      guard end - width > 30 else { break }
      grid.put(text, column: end - width, row: rect.row, ink: ink)
      end -= width
    }
    // The mode word has ten cells of its own, always the same.
    var at = grid.put(
      " " + state.mode.rawValue.padded(to: 9), column: rect.column, row: rect.row,
      ink: theme.mode(loudness))
    at = grid.put(" ", column: at, row: rect.row, ink: theme.bar)
    at = drawTool(on: &grid, rect.row, at: at, end: end)
    for (text, ink) in fields(room: end - at) {
      at = grid.put(text, column: at, row: rect.row, ink: ink, limit: end)
    }
  }

  private var loudness: Theme.Loudness {
    switch state.mode {
    case .draw, .erase: .calm
    case .painting, .erasing, .line, .window: .active
    case .readOnly, .command, .search, .help, .list, .mosaic: .quiet
    }
  }

  /// Label and brush: what the next stroke does.
  private func drawTool(on grid: inout CellGrid, _ row: Int, at column: Int, end: Int) -> Int {
    guard state.readOnlyReason == nil else {
      return grid.put(" ", column: column, row: row, ink: theme.bar)
    }
    let name = state.labelName(state.pen.label).shortened(to: 14, ellipsis: theme.ellipsis)
    let chip =
      state.pen.erases ? " erase " : " \(Theme.digit(state.pen.label)) \(name) "
    let ink =
      state.pen.erases ? theme.bar.bold : theme.chip(state.pen.label, in: state.project.labels)
    let at = grid.put(chip, column: column, row: row, ink: ink, limit: end)
    var size = state.pen.diameter > 1 ? " \(state.pen.diameter) wide" : ""
    if state.pen.protects { size += " protect" }
    return grid.put(size + " ", column: at, row: row, ink: theme.barDim, limit: end)
  }

  /// Case, plane and slice; the case's name gives way first.
  private func fields(room: Int) -> [(String, Ink)] {
    // Slices are numbered from 0; a count of them would look like the number after the last.
    let place = "\(state.view.plane.rawValue) \(state.slice) (0-\(state.layout.slices - 1))"
    let count = state.project.cases.count
    let frames = state.open.volume.frames
    let which =
      (count > 1 ? " \(state.project.current + 1)/\(count)" : "")
      + (frames > 1 ? " frame \(state.open.shownVolume.frame) (0-\(frames - 1))" : "")
    let spare = room - place.count - which.count - 4
    // A name of a few letters says nothing: then the slice alone is better.
    guard spare >= 6 else { return [("  " + place + " ", theme.bar.bold), (which, theme.barDim)] }
    let name = state.open.name.shortened(to: min(36, spare), ellipsis: theme.ellipsis)
    return [
      (" " + name, theme.bar), (which, theme.barDim), ("  " + place + " ", theme.bar.bold),
    ]
  }

  /// What stands at the right end, rightmost first.
  private var rightSide: [(String, Ink)] {
    var parts: [(String, Ink)] = []
    if let unsaved = state.unsaved {
      parts.append(
        unsaved.isOnlyInMemory ? (" UNSAVED ", theme.error) : (" DISK ", theme.mode(.active)))
    }
    let (text, ink) = TrainerWords(state).short(withTime: state.columns >= 72)
    parts.append(
      (" \(text) ", ink == .bar ? theme.bar : ink == .alarm ? theme.error : theme.barDim))
    if state.trainer.isAutomatic { parts.append((" AUTO ", theme.mode(.active))) }
    return parts
  }
}

/// The trainer in words.
struct TrainerWords {
  enum Weight { case bar, quiet, alarm }

  let state: ViewerState

  init(_ state: ViewerState) { self.state = state }

  /// In few words.
  func short(withTime: Bool = true) -> (String, Weight) {
    let trainer = state.trainer
    if trainer.askedAt != nil { return ("starting", .bar) }
    guard let status = trainer.status else { return ("not trained", .quiet) }
    if trainer.report.ending != nil { return ("trainer ended", .alarm) }
    if trainer.isGone(now: state.now) { return ("trainer gone", .alarm) }
    if let silence = trainer.silence(now: state.now) {
      return ("no heartbeat \(silence) s", .alarm)
    }
    switch status.phase {
    case .training:
      let share = status.steps > 0 ? " \(100 * status.step / status.steps)%" : ""
      let left = withTime ? status.secondsLeft.map { " " + Numbers.duration($0) } ?? "" : ""
      return ((trainer.isStopping ? "stopping" : "training") + share + left, .bar)
    case .failed: return ("training failed", .alarm)
    case .idle: return ("waits for strokes", .quiet)
    default: return ("\(status.phase.rawValue)", status.phase.isRunning ? .bar : .quiet)
    }
  }

  /// The last thing to say about it, and whether that is bad news.
  var message: (text: String, isFailure: Bool) {
    let trainer = state.trainer
    if let ending = trainer.report.ending { return (ending, true) }
    if trainer.isGone(now: state.now) {
      return (
        TrainerEnding.unknown.sentence(after: trainer.status, of: state.project.url.path), true
      )
    }
    return (trainer.status?.message ?? "", trainer.status?.phase == .failed)
  }

  /// How long ago a running trainer gave its last sign of life.
  var heartbeat: String? {
    guard let status = state.trainer.status, status.phase.isRunning,
      !state.trainer.hasEndedSilently(now: state.now)
    else { return nil }
    return "heartbeat \(Int(status.age(now: state.now))) s"
  }
}
