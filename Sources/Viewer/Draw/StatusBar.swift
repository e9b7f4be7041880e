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
    grid.put(texts(in: rect))
  }

  /// Everything in the row, from the left.
  func texts(in rect: CellRect) -> [PlacedText] {
    var right: [PlacedText] = []
    var end = rect.endColumn
    for part in rightSide {
      guard end - part.text.cells > 30 else { break }
      end -= part.text.cells
      right.insert(part.placed(end, rect.row), at: 0)
    }
    var texts: [PlacedText] = []
    var at = rect.column
    func put(_ part: Part) {
      let text = String(part.text.prefix(cells: max(0, end - at)))
      texts.append(Part(text, part.ink, part.click).placed(at, rect.row))
      at += text.cells
    }
    // The mode word has ten cells of its own, always the same.
    put(Part(" " + state.mode.rawValue.padded(to: 9), theme.mode(loudness), .command(.cancel)))
    put(Part(" ", theme.bar))
    for part in tool(room: end - at) { put(part) }
    for part in fields(room: end - at) { put(part) }
    return texts + right
  }

  /// A piece of the row before it has a place.
  private struct Part {
    let text: String
    let ink: Ink
    let click: Click?

    init(_ text: String, _ ink: Ink, _ click: Click? = nil) {
      (self.text, self.ink, self.click) = (text, ink, click)
    }

    func placed(_ column: Int, _ row: Int) -> PlacedText {
      PlacedText(text: text, column: column, row: row, ink: ink, click: click)
    }
  }

  private var loudness: Theme.Loudness {
    switch state.mode {
    case .draw, .erase: .calm
    case .painting, .erasing, .line, .window, .before, .difference: .active
    case .readOnly, .command, .search, .help, .list, .training, .mosaic: .quiet
    }
  }

  /// Label and brush: what the next stroke does.
  private func tool(room: Int) -> [Part] {
    guard state.readOnlyReason == nil else { return [Part(" ", theme.bar)] }
    let name = state.labelName(state.pen.label).shortened(to: 14, ellipsis: theme.ellipsis)
    let chip =
      state.pen.erases
      ? Part(" erase ", theme.bar.bold, .command(.eraser))
      : Part(
        " \(Theme.digit(state.pen.label)) \(name) ",
        theme.chip(state.pen.label, in: state.project.labels), .command(.nextLabel(1)))
    let words =
      state.pen.brush.words + (state.pen.isStraight ? ["straight"] : [])
      + (state.pen.protects ? ["protect"] : [])
    // Plane and slice must stay in sight.
    var tool = ""
    for word in words where chip.text.cells + tool.cells + word.cells + 22 <= room {
      tool += " " + word
    }
    return [chip, Part(tool + " ", theme.barDim)]
  }

  /// Case, plane and slice; the case's name gives way first.
  private func fields(room: Int) -> [Part] {
    // Slices are numbered from 0; a count of them would look like the number after the last.
    let place = "\(state.view.plane.rawValue) \(state.slice) (0-\(state.layout.slices - 1))"
    let count = state.project.cases.count
    let frames = state.open.volume.frames
    let which =
      (count > 1 ? " \(state.project.current + 1)/\(count)" : "")
      + (frames > 1 ? " frame \(state.open.shownVolume.frame) (0-\(frames - 1))" : "")
    let zoom = zoomWords
    let spare = room - place.cells - which.cells - zoom.cells - 4
    // A name of a few letters says nothing: then the slice alone is better.
    let list: Click? = count > 1 ? .command(.caseList) : nil
    let here = Part("  " + place + " ", theme.bar.bold, .command(.plane(1)))
    guard spare >= 6 else { return [here, Part(which, theme.barDim, list)] }
    let name = state.open.name.shortened(to: min(36, spare), ellipsis: theme.ellipsis)
    return [
      Part(" " + name, theme.bar, list), Part(which, theme.barDim, list), here,
      Part(zoom, theme.barDim, .command(.fit)),
    ]
  }

  /// How large a voxel is drawn, as `:set zoom` takes it; "" where the whole slice is shown.
  private var zoomWords: String {
    guard case .pixels(let pixels) = state.framing.zoom else { return "" }
    let text = Numbers.fixed(pixels, 1)
    return " zoom \(text.hasSuffix(".0") ? String(text.dropLast(2)) : text) "
  }

  /// What stands at the right end, rightmost first.
  private var rightSide: [Part] {
    var parts: [Part] = []
    if let unsaved = state.unsaved {
      let (text, ink) =
        unsaved.isOnlyInMemory ? (" UNSAVED ", theme.error) : (" DISK ", theme.mode(.active))
      parts.append(Part(text, ink, .typed("w")))
    }
    let (text, weight) = TrainerWords(state).short(withTime: state.columns >= 72)
    let ink = weight == .bar ? theme.bar : weight == .alarm ? theme.error : theme.barDim
    parts.append(Part(" \(text) ", ink, .command(.trainingPage)))
    if state.trainer.isAutomatic {
      parts.append(Part(" AUTO ", theme.mode(.active), .command(.autoTrain)))
    }
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

  /// What it does at this moment; nil where nobody knows.
  var activity: String? {
    let trainer = state.trainer
    guard trainer.askedAt == nil, !trainer.hasEndedSilently(now: state.now),
      trainer.silence(now: state.now) == nil
    else { return nil }
    return trainer.status?.activity
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
    if let status = trainer.status, status.phase == .stopped {
      // Its own words name a command of the shell.
      return (
        "stopped at step \(status.step) of \(status.steps); t trains, % can go on from there", false
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
