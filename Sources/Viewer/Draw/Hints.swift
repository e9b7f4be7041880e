import Annotation

/// The keys that are useful next, with a word each; keys come from the key table.
enum Hints {
  static func of(_ state: ViewerState) -> [(String, String)] {
    if state.commandLine != nil {
      return [("Enter", "do it"), ("Tab", "complete"), ("Up", "earlier lines"), ("Esc", "leave")]
    }
    if let page = state.page { return hints(of: page) }
    switch state.mode {
    case .painting, .erasing:
      return [
        ("arrows", "draw"), ("HJKL", "ten voxels"), (key(.pen), "pen up"), (key(.undo), "undo"),
        (key(.help), "help"),
      ]
    case .line:
      return [
        ("arrows", "move the end"), (key(.pen), "draw it"), (key(.line), "draw and go on"),
        (key(.cancel), "leave"),
      ]
    case .window:
      return [
        ("up down", "brightness"), ("left right", "contrast"), (key(.automaticWindow), "automatic"),
        (key(.windowMode), "leave"),
      ]
    case .mosaic: return choosing(state)
    case .readOnly: return looking(state)
    default: return drawing(state)
    }
  }

  private static func hints(of page: Page) -> [(String, String)] {
    switch page {
    case .help, .text: [("j k", "scroll"), ("Space", "page"), ("Esc", "close")]
    case .worklist, .cases: [("j k", "choose"), ("Enter", "go there"), ("Esc", "close")]
    }
  }

  private static func choosing(_ state: ViewerState) -> [(String, String)] {
    let mayReview = state.showsReviewPlane && state.readOnlyReason == nil
    return [("arrows", "choose"), (key(.enter), "open")]
      + (mayReview ? [(key(.accept), "accept"), (key(.reject), "reject")] : [])
      + [
        ("+ -", "zoom"), (key(.plane(1)), "plane"), (key(.views), "one view"),
        (key(.help), "help"),
      ]
  }

  private static func looking(_ state: ViewerState) -> [(String, String)] {
    [
      ("n p", "slice"), ("+ -", "zoom"), (key(.plane(1)), plane(state)), ("w", "window"),
      (key(.views), "views"), (key(.help), "help"), (key(.quit), "quit"),
    ]
  }

  /// In the order of work: draw classes, then background, then train, then review.
  private static func drawing(_ state: ViewerState) -> [(String, String)] {
    var hints: [(String, String)] = [(key(.pen), "pen"), ("n p", "slice")]
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
      (key(.label(Scribbles.background)), isNext ? "background comes next" : "background"))
    if state.open.scribbles.canUndo { hints.append((key(.undo), "undo")) }
    if state.trainer.isRunning {
      hints.append((key(.stopTraining), "stop"))
    } else if hasClass && counts[background] > 0 {
      hints.append((key(.train), "train"))
    }
    hints += [
      (key(.help), "help"), ("+ -", "zoom"), (key(.plane(1)), plane(state)),
      (key(.windowMode), "window"), (key(.views), "views"), (key(.quit), "quit"),
    ]
    return hints
  }

  private static func plane(_ state: ViewerState) -> String {
    state.arrangement == .three ? "next view" : "plane"
  }

  /// The first key of a command.
  private static func key(_ command: Command) -> String {
    KeyTable.slice.lazy.flatMap(\.bindings).first { $0.command == command }?.keys.first?.description
      ?? ""
  }
}
