import Annotation

/// The keys that are useful next, with a word each; keys come from the key map.
struct Hints {
  private let keys: KeyMap

  static func of(_ state: ViewerState) -> [(String, String)] {
    Hints(keys: state.keys).hints(for: state).filter { !$0.0.isEmpty }
  }

  private func hints(for state: ViewerState) -> [(String, String)] {
    if let line = state.commandLine { return Self.hints(of: line) }
    if let page = state.page { return hints(of: page) }
    switch state.mode {
    case .painting, .erasing:
      return [
        ("arrows", "draw"), ("HJKL", "ten voxels"), (key(.pen), "pen up"), (key(.undo), "undo"),
        (key(.help), "help"), (key(.closeShape(fills: true)), "close and fill"),
      ]
    case .line:
      return [
        ("arrows", "move the end"), (key(.pen), "draw it"), (key(.line), "draw and go on"),
        (key(.closeShape(fills: false)), "close"),
        (key(.closeShape(fills: true)), "close and fill"), (key(.cancel), "leave"),
      ]
    case .window:
      return [
        ("up down", "brightness"), ("left right", "contrast"), (key(.automaticWindow), "automatic"),
        (key(.windowMode), "leave"),
      ]
    case .before, .difference: return comparing(state)
    case .mosaic: return choosing(state)
    case .readOnly: return looking(state)
    default: return drawing(state)
    }
  }

  private static func hints(of line: CommandLine) -> [(String, String)] {
    if line.completion != nil {
      return [
        ("Tab", "next"), ("Shift-Tab", "back"), ("Enter", "do it"), ("Esc", "as it was typed"),
      ]
    }
    if line.purpose == .search { return [("Enter", "look for it"), ("Esc", "leave")] }
    return [("Enter", "do it"), ("Tab", "complete"), ("Up", "earlier lines"), ("Esc", "leave")]
  }

  private func hints(of page: Page) -> [(String, String)] {
    let lines = [keys.listName(of: .scroll(1)), keys.listName(of: .scroll(-1))]
      .filter { !$0.isEmpty }.joined(separator: " ")
    let search = (keys.listName(of: .search), "search")
    let close = (keys.listName(of: .close), "close")
    switch page {
    case .help, .text:
      return [(lines, "scroll"), (keys.listName(of: .page(1)), "page"), search, close]
    case .strokes:
      return [
        (lines, "choose"), (keys.listName(of: .choose), "go there"),
        (keys.listName(of: .undo), "undo back to it"), close, (keys.listName(of: .redo), "redo"),
        search,
      ]
    case .worklist, .cases:
      return [(lines, "choose"), (keys.listName(of: .choose), "go there"), search, close]
    case .training(let training): return Self.hints(of: training)
    case .labels:
      return [
        (lines, "choose"), (keys.listName(of: .choose), "rename"), ("c", "colour"), ("a", "add"),
        ("d", "delete"), close,
      ]
    }
  }

  private static func hints(of training: TrainingPage) -> [(String, String)] {
    if training.input != nil {
      return [("Enter", "take it"), ("Esc", "leave it"), ("Ctrl-U", "empty")]
    }
    if training.logUp != nil { return [("j k", "scroll"), ("Space", "page"), ("L Esc", "back")] }
    return [
      ("j k", "line"), ("h l", "change"), ("Enter", "edit"), ("t", "start"), ("Ctrl-T", "stop"),
      ("L", "log"), ("Esc", "close"),
    ]
  }

  private func choosing(_ state: ViewerState) -> [(String, String)] {
    let mayReview = state.showsReviewPlane && state.readOnlyReason == nil
    return [("arrows", "choose"), (key(.enter), "open")]
      + (mayReview ? [(key(.accept), "accept"), (key(.reject), "reject")] : [])
      + [
        (keys(.zoom(1), .zoom(-1)), "zoom"), (key(.plane(1)), "plane"), (key(.views), "one view"),
        (key(.help), "help"),
      ]
  }

  private func comparing(_ state: ViewerState) -> [(String, String)] {
    let isBefore = state.mode == .before
    return [
      (key(.compareBefore), isBefore ? "now" : "before"),
      (key(.compareDifference), isBefore ? "difference" : "hide it"),
      (key(.changed), "what else changed"),
    ] + (isBefore ? looking(state) : drawing(state))
  }

  private func looking(_ state: ViewerState) -> [(String, String)] {
    frames(state) + [
      (keys(.slice(1), .slice(-1)), "slice"), (keys(.zoom(1), .zoom(-1)), "zoom"),
      (key(.plane(1)), plane(state)), (key(.windowMode), "window"),
      (key(.views), "views"), (key(.help), "help"), (key(.quit), "quit"),
    ]
  }

  /// In the order of work: draw classes, then background, then train, then review.
  private func drawing(_ state: ViewerState) -> [(String, String)] {
    var hints: [(String, String)] = [(key(.pen), "pen"), (keys(.slice(1), .slice(-1)), "slice")]
    if state.isReviewed { hints.insert((":export labels", "saves all"), at: 0) }
    let counts = state.open.scribbles.counts
    let background = Int(Scribbles.background)
    let hasClass = (1...253).contains { counts[$0] > 0 }
    let last = min(9, Int(state.project.labels.labels.last?.id ?? 1))
    if state.open.shownStamp(slice: state.reviewSlice) != nil, state.showsReviewPlane {
      hints += [
        (key(.accept), "accept"), (key(.reject), "reject"),
        (key(.uncertain(forward: true)), "next"),
      ]
    }
    hints.append((last > 1 ? "1-\(last)" : "1", "label"))
    let isNext = hasClass && counts[background] == 0
    hints.append(
      (key(.label(Scribbles.background)), isNext ? "draw background next" : "background"))
    if state.open.scribbles.canUndo { hints.append((key(.undo), "undo")) }
    if state.trainer.isRunning {
      hints.append((key(.stopTraining), "stop"))
    } else if hasClass && counts[background] > 0 {
      hints.append((key(.train), "train"))
    }
    hints += frames(state)
    hints += [
      (key(.help), "help"), (keys(.zoom(1), .zoom(-1)), "zoom"), (key(.plane(1)), plane(state)),
      (key(.windowMode), "window"), (key(.views), "views"), (key(.quit), "quit"),
    ]
    return hints
  }

  /// For images of several frames alone.
  private func frames(_ state: ViewerState) -> [(String, String)] {
    guard state.open.volume.frames > 1 else { return [] }
    let back = state.open.otherFrame == nil ? [] : [(key(.cancel), "back to draw")]
    return back + [(keys(.frame(1), .frame(-1)), "frame"), (key(.cine), "all in turn")]
  }

  private func plane(_ state: ViewerState) -> String {
    state.arrangement == .three ? "next view" : "plane"
  }

  /// The first key of a command.
  private func key(_ command: Command) -> String { keys.name(of: command) }

  /// The first keys of two commands that belong together.
  private func keys(_ one: Command, _ other: Command) -> String {
    [key(one), key(other)].filter { !$0.isEmpty }.joined(separator: " ")
  }
}
