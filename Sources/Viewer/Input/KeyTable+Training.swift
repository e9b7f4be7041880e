/// Keys of the training page.
extension KeyTable {
  /// Keys while the training page is on screen.
  package static let trainingPage = BindingGroup(
    title: "Training page",
    bindings: [
      Binding("Up k", .scroll(-1), "line up"),
      Binding("Down j", .scroll(1), "line down"),
      Binding("PgUp", .page(-1), "page up"),
      Binding("PgDn Space", .page(1), "page down"),
      Binding("Home g", .top, "first line"),
      Binding("End G", .bottom, "last line"),
      Binding("Left h", .change(-1), "the value before, the button before"),
      Binding("Right l", .change(1), "the next value, the next button"),
      Binding("Enter", .choose, "next value, or type one (digits begin at once)"),
      Binding("Delete Backspace", .reset, "option as preset and method say"),
      Binding("t", .train, "train with these choices"),
      Binding("Ctrl-T", .stopTraining, "stop training; everything is kept"),
      Binding("Ctrl-P", .pauseTraining, "pause, go on"),
      Binding("L", .showLog, "the trainer's log, and back"),
      Binding("Esc q % Ctrl-C", .close, "close"),
      Binding("Ctrl-L", .redraw, "draw the screen anew"),
      Binding("Ctrl-Z", .suspend, "back to the shell; fg returns"),
    ])

  /// Looks a key up among those of the training page.
  static func trainingCommand(for key: Key) -> Command? { ofTrainingPage[key] }

  private static let ofTrainingPage = index([trainingPage])
}
