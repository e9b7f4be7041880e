import Foundation
import Project

/// What an event makes of the state, and what is to be done outside because of it.
///
/// Pure: no file, clock or terminal is touched. Effects come in the order in which they must happen; records
/// of strokes stand before anything that shows them.
package func update(_ state: inout ViewerState, _ event: Event) -> [Effect] {
  state.handle(event)
  state.noteLooks()
  defer { state.outbox.removeAll(keepingCapacity: true) }
  return state.outbox
}

extension ViewerState {
  fileprivate mutating func handle(_ event: Event) {
    settleDigits(before: event)
    switch event {
    case .input(let input): take(input)
    case .passthrough: break
    case .keyReleases: pen.hold.isKnown = true
    case .graphics(let mode): appearance.graphics = mode
    case .ending: endStroke()
    case .resize(let columns, let rows): resize(columns, rows)
    case .tick(let date):
      now = date
      dropOldMessage()
      goOnWithCine()
    case .trainer(let report): takeOver(report)
    case .live(let slices): takeOver(slices)
    case .prediction(let name, let whole):
      if name == open.name { open.take(whole, held: heldSlice) }
    case .drawn(let name, let drawn):
      project.labels = drawn.labels
      // What was read before this viewer took over is older than what it has.
      if name == open.name, readOnlyReason != nil { open.take(drawn) }
    case .opened(let opened): begin(with: opened)
    case .projectCreated: project.exists = true
    case .saving(let problem): takeOver(problem)
    case .access(let reason): takeOver(access: reason)
    case .imageRead(let report): outbox.append(.noteImage(report))
    case .checkpointChecked(let path, let refusal): takeOver(checkpoint: path, refusal: refusal)
    case .progress(let cases): project.take(cases)
    case .notStarted:
      trainer.askedAt = nil
      trainer.isAutomatic = false
    case .frame(let name, let frame): takeOver(frame, of: name)
    case .frameFailed(let problem): missFrame(problem)
    case .folder(let listing): takeOver(listing)
    case .log(let lines): page = .text(title: "Trainer's log", lines: lines, top: 0)
    case .exported, .importing, .labelFile, .typing: take(exchanged: event)
    case .said(let said): message = said
    }
  }

  private mutating func begin(with opened: OpenCase) {
    takeOver(opened)
    project.current = opened.index
    outbox.append(.focus(caseName: opened.name, slice: reviewSlice))
    say("\(opened.name): \(opened.volume.geometry.size.description) voxels")
  }

  private mutating func take(_ input: InputEvent) {
    switch input {
    case .key(let key): if !isStillHeld(key) { press(key) }
    case .released(let key): release(key)
    case .mouse(let mouse): handle(mouse)
    case .paste(let text): paste(text)
    case .leftOut(let reason): say(reason)
    case .answer: break
    }
  }

  private mutating func resize(_ columns: Int, _ rows: Int) {
    let before = arrangement
    (self.columns, self.rows) = (columns, rows)
    settleViews()
    noteArrangement(before: before)
    if screenLayout.isTooSmall { endUnseen() }
  }

  private mutating func takeOver(access reason: String?) {
    if reason != nil {
      pen.drag = nil
      endStroke()
    }
    readOnlyReason = reason
    if let reason { say(reason, .warning) }
  }

  private mutating func takeOver(_ problem: SavingProblem?) {
    if let problem, unsaved?.isOnlyInMemory != problem.isOnlyInMemory {
      say(problem.text, problem.isOnlyInMemory ? .failure : .warning)
    }
    if problem == nil, unsaved != nil { say("everything is saved again") }
    unsaved = problem
  }

  private mutating func takeOver(_ slices: [LiveSlice]) {
    for slice in slices where slice.caseName == open.name { open.take(slice, held: heldSlice) }
  }

  // MARK: Keys

  mutating func press(_ key: Key) {
    guard !screenLayout.isTooSmall else { return pressUnseen(key) }
    message = nil
    view.openedBy = nil
    if isCine { return stopCine() }
    exporting.endsAfter = false
    if commandLine != nil { return type(key) }
    if case .training(let training) = page { return press(key, on: training) }
    if case .labels(let chosen)? = page, let does = KeyTable.labelsKey(for: key) {
      return edit(does, label: chosen)
    }
    if page != nil {
      guard let command = keys.listCommand(for: key) else {
        return say("\(key) does nothing here: \(keys.listName(of: .close)) closes this", .warning)
      }
      return browse(command)
    }
    guard let command = keys.command(for: key) else {
      settleDigits()
      question = nil
      return say("\(key) does nothing: \(keys.name(of: .help)) lists the keys", .warning)
    }
    press(key, for: command)
  }

  /// A key while the screen is too small to show what it does: nothing can be changed unseen.
  private mutating func pressUnseen(_ key: Key) {
    message = nil
    switch keys.command(for: key) {
    case .quit?: quit()
    case .suspend?: outbox.append(.suspend)
    case .redraw?: outbox.append(.redraw)
    default: break
    }
  }

  /// The screen has become too small: the pen goes up, and a button's release will not be seen.
  private mutating func endUnseen() {
    pen.drag = nil
    endStroke()
    view.panFrom = nil
  }

  /// Does what a key of the slice stands for.
  mutating func perform(_ command: Command) {
    if command != question?.command, command != .commandLine { question = nil }
    if arrangement == .mosaic, performInMosaic(command) { return }
    switch command {
    case .cursor, .slice, .firstSlice, .lastSlice, .annotated, .uncertain, .plane, .otherCase:
      move(command)
    case .zoom, .zoomToCell, .fit, .centre, .pan, .windowMode, .automaticWindow, .toggle, .outline,
      .opacity, .panel, .contrast:
      look(command)
    case .views: nextArrangement()
    case .frame(let step): stepFrame(step)
    case .cine: startCine()
    case .label, .nextLabel, .swapLabel, .pickLabel, .pen, .enter, .line, .eraser, .brush, .undo,
      .redo,
      .repeatStroke, .copyStrokes, .pasteStrokes, .clearSlice, .protect, .markEmpty, .closeShape,
      .flood, .squareBrush, .deepBrush, .straight, .removeStroke:
      draw(command)
    case .trainingPage: openTrainingPage()
    case .train: train()
    case .autoTrain: toggleAutomatic()
    case .stopTraining: stopTraining()
    case .pauseTraining: pauseTraining()
    case .accept: accept()
    case .reject: reject()
    case .promote: promote()
    case .exportLabels: outbox.append(.proposeExport(.labels))
    case .interpolate, .note, .compareBefore, .compareDifference, .changed: review(command)
    case .caseList, .worklist, .strokes, .help: openPage(command)
    case .commandLine: commandLine = CommandLine()
    case .quit: quit()
    case .cancel, .interrupt: cancel(asked: command == .interrupt)
    case .suspend: outbox.append(.suspend)
    case .redraw: outbox.append(.redraw)
    case .scroll, .page, .top, .bottom, .choose, .close, .search, .searchNext, .change, .reset,
      .showLog:
      break
    }
  }

  /// Esc and Ctrl-C: ends what is under way.
  private mutating func cancel(asked: Bool) {
    if pen.stroke != nil { return endStroke() }
    if pen.drag != nil {
      pen.drag = nil
      return say("line left out")
    }
    if pen.anchor != nil { return endLine() }
    if view.setsWindow {
      view.setsWindow = false
      return
    }
    if arrangement == .mosaic { return openSlice() }
    if open.otherFrame != nil { return leaveFrame() }
    guard asked else { return }
    let quit = "\(keys.name(of: .quit)) quits"
    say(unsaved.map { "\(quit). \($0.text)" } ?? "\(quit); every stroke is saved already")
  }

  /// `q`: ends, unless strokes or decisions would be lost. Files that are only old are made again from the journal.
  mutating func quit(force: Bool = false) {
    endStroke()
    if let unsaved, unsaved.isOnlyInMemory, !force {
      return say(
        "strokes are not on disk yet: \(unsaved.advice), or :q! quits without them", .failure)
    }
    guard exporting.count == 0 || force else { return waitForExports() }
    outbox.append(.quit)
  }
}
