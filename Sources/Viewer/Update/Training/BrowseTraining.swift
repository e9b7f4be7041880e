import Project

/// Keys and mouse on the training page.
extension ViewerState {
  /// `%`: opens the page.
  mutating func openTrainingPage() {
    endStroke()
    page = .training(TrainingPage())
  }

  /// Whether characters go into a text that is being typed.
  var takesText: Bool {
    if case .training(let training) = page, training.input != nil { return true }
    return commandLine != nil
  }

  /// What the buttons say now, in their order.
  var trainingButtons: [String] {
    ["Start", trainer.status?.phase == .paused ? "Go on" : "Pause", "Stop", "Log", "Close"]
  }

  // MARK: Keys

  /// A key while the page is open.
  mutating func press(_ key: Key, on training: TrainingPage) {
    if training.input != nil { return type(key, into: training) }
    if training.logUp == nil, case .character(let digit) = key.base, digit.isNumber, !key.control,
      form.takesDigits(form.item(training.chosen))
    {
      return open(training, with: String(digit))
    }
    guard let command = KeyTable.trainingCommand(for: key) else {
      return say("\(key) does nothing here: Esc closes this", .warning)
    }
    switch command {
    case .train: train()
    case .stopTraining: stopTraining()
    case .pauseTraining: pauseTraining()
    case .suspend: outbox.append(.suspend)
    case .redraw: outbox.append(.redraw)
    default:
      if training.logUp == nil { choose(command, training) } else { scrollLog(command, training) }
    }
  }

  private var form: TrainingForm { TrainingForm(self) }

  private var trainingLayout: TrainingPageLayout {
    TrainingPageLayout(columns: columns, rows: rows)
  }

  private mutating func choose(_ command: Command, _ training: TrainingPage) {
    let item = form.item(training.chosen)
    switch command {
    case .scroll(let step): move(training, by: step)
    case .page(let step): move(training, by: step * max(1, trainingLayout.form.rows - 1))
    case .top: move(training, by: -form.items.count)
    case .bottom: move(training, by: form.items.count)
    case .change(let step): change(item, by: step, training)
    case .choose: enter(item, training)
    case .reset:
      if case .option(let option) = item { choose(.option(option.key, nil)) }
    case .showLog: show(training) { $0.logUp = 0 }
    case .close: page = nil
    default: break
    }
  }

  private mutating func show(_ training: TrainingPage, _ change: (inout TrainingPage) -> Void) {
    var next = training
    change(&next)
    page = .training(next)
  }

  private mutating func move(_ training: TrainingPage, by step: Int) {
    let line = form.line(step, from: training.chosen)
    show(training) { $0.chosen = line }
  }

  private mutating func change(_ item: TrainingForm.Item, by step: Int, _ training: TrainingPage) {
    if item == .buttons {
      let count = TrainingButton.allCases.count
      let next = TrainingButton(rawValue: (training.button.rawValue + step + count) % count)
      return show(training) { $0.button = next ?? .start }
    }
    if let setting = form.next(item, step) { return choose(setting) }
    say("\(form.explanation(of: item)) Enter opens the line")
  }

  private mutating func enter(_ item: TrainingForm.Item, _ training: TrainingPage) {
    if item == .buttons { return press(training.button, training) }
    if let text = form.typed(item) { return open(training, with: text) }
    change(item, by: 1, training)
  }

  private mutating func press(_ button: TrainingButton, _ training: TrainingPage) {
    switch button {
    case .start: train()
    case .pause: pauseTraining()
    case .stop: stopTraining()
    case .log: show(training) { $0.logUp = 0 }
    case .close: page = nil
    }
  }

  // MARK: Typing

  private mutating func open(_ training: TrainingPage, with text: String) {
    guard mayEdit() else { return }
    show(training) { $0.input = text }
  }

  private mutating func type(_ key: Key, into training: TrainingPage) {
    switch key {
    case "Esc", "Ctrl-C": show(training) { $0.input = nil }
    case "Enter":
      let isTaken = take(typed: training.input ?? "", for: form.item(training.chosen))
      if isTaken { show(training) { $0.input = nil } }
    case "Backspace":
      show(training) { $0.input?.removeLast(training.input?.isEmpty == true ? 0 : 1) }
    case "Ctrl-U": show(training) { $0.input = "" }
    default:
      if case .character(let character) = key.base, !key.control {
        show(training) { $0.append(String(character)) }
      }
    }
  }

  // MARK: The log

  private mutating func scrollLog(_ command: Command, _ training: TrainingPage) {
    let layout = PageLayout(columns: columns, rows: rows)
    let most = max(0, layout.wrapped(trainer.report.log).count - layout.lines)
    func scroll(_ up: Int) { show(training) { $0.logUp = max(0, min(most, ($0.logUp ?? 0) + up)) } }
    switch command {
    case .scroll(let step): scroll(-step)
    case .page(let step): scroll(-step * max(1, layout.lines - 1))
    case .top: scroll(most)
    case .bottom: scroll(-most)
    case .showLog, .close: show(training) { $0.logUp = nil }
    default: break
    }
  }

  // MARK: Mouse

  /// The mouse while the page is open: a click chooses a line, on its value changes it, on a button presses it.
  mutating func use(_ mouse: MouseEvent, on training: TrainingPage) {
    switch mouse.action {
    case .wheelUp where training.logUp != nil: scrollLog(.scroll(-3), training)
    case .wheelDown where training.logUp != nil: scrollLog(.scroll(3), training)
    case .wheelUp: move(training, by: -3)
    case .wheelDown: move(training, by: 3)
    case .press where mouse.button == .left:
      message = nil
      click(mouse, training)
    default: break
    }
  }

  private mutating func click(_ mouse: MouseEvent, _ training: TrainingPage) {
    guard training.logUp == nil else { return show(training) { $0.logUp = nil } }
    let layout = trainingLayout
    let places = layout.places(trainingButtons)
    if let at = places.firstIndex(where: { $0.contains(column: mouse.column, row: mouse.row) }),
      let button = TrainingButton(rawValue: at)
    {
      let here = TrainingPage(button: button)
      page = .training(here)
      return press(button, here)
    }
    if layout.log?.contains(column: mouse.column, row: mouse.row) == true {
      return show(training) { $0.logUp = 0 }
    }
    guard layout.form.contains(column: mouse.column, row: mouse.row) else { return }
    let count = form.items.count
    let line =
      layout.top(chosen: training.chosen, count: count) + mouse.row - layout.form.row
    guard line < count, form.line(0, from: line) == line else { return }
    let here = TrainingPage(chosen: line)
    page = .training(here)
    let value = layout.form.column + TrainingPageLayout.labelCells
    if mouse.column >= value { enter(form.item(line), here) }
  }
}
