/// Words of the side panel that answer clicks. Each has a key, too.
struct PanelButtons {
  private let state: ViewerState
  private let theme: Theme
  private let layout: PanelLayout

  init(_ state: ViewerState, _ theme: Theme, _ layout: PanelLayout) {
    self.state = state
    self.theme = theme
    self.layout = layout
  }

  /// At the end of the trainer's heading.
  var training: [PlacedText] {
    let trainer = state.trainer
    let auto = (trainer.isAutomatic ? "auto on" : "auto off", Click.command(.autoTrain))
    guard state.readOnlyReason == nil else { return placed([], endingIn: auto) }
    guard trainer.isRunning else {
      return placed([("train", .command(.train))], endingIn: auto)
    }
    let isWaiting = trainer.isIdle || trainer.status?.phase == .paused
    let pause: (String, Click) =
      isWaiting ? ("go on", .command(.train)) : ("pause", .command(.pauseTraining))
    return placed([pause, ("stop", .command(.stopTraining))], endingIn: auto)
  }

  /// Below the review.
  var review: [PlacedText] {
    guard state.readOnlyReason == nil, layout.reviewButtonsRow < layout.rect.endRow else {
      return []
    }
    let decisions: [(String, Click)] =
      state.showsReviewPlane
      ? [
        ("accept", .command(.accept)), ("reject", .command(.reject)), ("keep", .command(.promote)),
      ] : []
    return placed(
      decisions + [("export", .command(.exportLabels))], column: layout.rect.column + 2,
      row: layout.reviewButtonsRow)
  }

  private func placed(_ buttons: [(String, Click)], column: Int, row: Int) -> [PlacedText] {
    var at = column
    return buttons.map { text, click in
      defer { at += text.cells + 2 }
      return PlacedText(text: text, column: at, row: row, ink: theme.accent, click: click)
    }
  }

  private func placed(_ buttons: [(String, Click)], endingIn last: (String, Click)) -> [PlacedText]
  {
    let all = buttons + [last]
    let width = all.reduce(2 * (all.count - 1)) { $0 + $1.0.cells }
    return placed(all, column: layout.rect.endColumn - 1 - width, row: layout.trainerRow)
  }
}
