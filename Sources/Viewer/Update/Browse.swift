import Annotation

/// Pages that cover the slice: help, lists, texts.
extension ViewerState {
  mutating func openPage(_ command: Command) {
    endStroke()
    switch command {
    case .help: page = .help(top: 0)
    case .worklist:
      let items = worklist.items
      page = .worklist(chosen: items.firstIndex { $0.slice == reviewSlice } ?? 0)
    case .strokes: openHistory()
    case .caseList:
      page = .cases(chosen: project.current)
      outbox.append(.readProgress)
    default: break
    }
  }

  /// How many lines the page has, and how many of them fit.
  var pageLines: (count: Int, visible: Int) {
    let layout = PageLayout(columns: columns, rows: rows)
    let visible = layout.lines
    switch page {
    case .help: return (HelpText.lines(columns: columns, keys: keys).count, visible)
    case .text(_, let lines, _): return (layout.wrapped(lines).count, visible)
    case .worklist: return (open.slices, visible - 1)
    case .strokes: return (historyCount, visible - 1)
    case .cases: return (project.cases.count, visible - 1)
    case .labels: return (project.labels.labels.count, visible - 1)
    case .training, nil: return (0, visible)
    }
  }

  /// A key while a page is open.
  mutating func browse(_ command: Command) {
    let (count, visible) = pageLines
    switch command {
    case .scroll(let step): movePage(by: step, count, visible)
    case .page(let step): movePage(by: step * max(1, visible - 1), count, visible)
    case .top: movePage(by: -count, count, visible)
    case .bottom: movePage(by: count, count, visible)
    case .choose: chooseLine()
    case .search: openSearch()
    case .searchNext(let forward): goToMatch(forward: forward)
    case .undo, .redo: changeHistory(command)
    case .close: page = nil
    case .suspend: outbox.append(.suspend)
    case .redraw: outbox.append(.redraw)
    default: break
    }
  }

  /// The mouse while a page is open: the wheel scrolls, a click chooses a line.
  mutating func browse(_ mouse: MouseEvent) {
    if case .training(let training) = page { return use(mouse, on: training) }
    let (count, visible) = pageLines
    if mouse.action == .press { message = nil }
    switch mouse.action {
    case .wheelUp: movePage(by: -3, count, visible)
    case .wheelDown: movePage(by: 3, count, visible)
    case .press where mouse.button == .left:
      let layout = PageLayout(columns: columns, rows: rows)
      let line = mouse.row - layout.body.row - 1
      switch page {
      case .worklist(let chosen), .cases(let chosen), .strokes(let chosen):
        let top = PageLayout.top(chosen: chosen, count: count, visible: visible)
        guard (0..<visible).contains(line), top + line < count else { return }
        movePage(by: top + line - chosen, count, visible)
        chooseLine()
      case .labels(let chosen):
        let top = PageLayout.top(chosen: chosen, count: count, visible: visible)
        if (0..<visible).contains(line) { click(mouse, line: top + line, chosen: chosen) }
      default: break
      }
    default: break
    }
  }

  mutating func movePage(by step: Int, _ count: Int, _ visible: Int) {
    func scrolled(_ top: Int) -> Int { max(0, min(max(0, count - visible), top + step)) }
    func moved(_ chosen: Int) -> Int { max(0, min(max(0, count - 1), chosen + step)) }
    switch page {
    case .help(let top): page = .help(top: scrolled(top))
    case .text(let title, let lines, let top):
      page = .text(title: title, lines: lines, top: scrolled(top))
    case .worklist(let chosen): page = .worklist(chosen: moved(chosen))
    case .strokes(let chosen): page = .strokes(chosen: moved(chosen))
    case .cases(let chosen): page = .cases(chosen: moved(chosen))
    case .labels(let chosen): page = .labels(chosen: moved(chosen))
    case .training, nil: break
    }
  }

  private mutating func chooseLine() {
    switch page {
    case .worklist(let chosen):
      let items = worklist.items
      page = nil
      guard items.indices.contains(chosen) else { return }
      go(toReviewSlice: items[chosen].slice)
      say("slice \(items[chosen].slice): \(Self.reason(items[chosen]))")
    case .strokes(let chosen):
      page = nil
      go(toLine: chosen)
    case .cases(let chosen):
      page = nil
      if chosen == project.current {
        say("\(project.cases[chosen].name) is open already")
      } else {
        openCase(chosen)
      }
    default: page = nil
    }
  }
}
