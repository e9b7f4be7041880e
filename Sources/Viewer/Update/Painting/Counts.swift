import Annotation

/// Digits before a movement: a single one chooses its label, two or more are a count, as in `12l`.
extension ViewerState {
  /// A key of the slice.
  mutating func press(_ key: Key, for command: Command) {
    if case .label = command, case .character(let character) = key.base,
      let digit = character.wholeNumberValue
    {
      return take(digit: digit, command)
    }
    // A digit that names no label yet is a count where a letter that moves follows at once; who uses arrows means a label.
    if let digits = pen.digits, digits.added != nil, case .character = key.base,
      command.times(digits.number) != nil
    {
      takeBack(digits)
      pen.digits?.takeAsCount()
    }
    let count = pen.digits.flatMap { $0.isCount ? $0.number : nil }
    settleDigits()
    guard let count else {
      perform(command)
      return noteHold(of: key, for: command)
    }
    if command == .cancel { return say("count \(count) dropped") }
    guard case .annotated = command else { return perform(command.times(count) ?? command) }
    for _ in 0..<min(count, open.slices) { perform(command) }
  }

  private mutating func take(digit: Int, _ command: Command) {
    if var digits = pen.digits {
      if !digits.isCount { takeBack(digits) }
      digits.append(digit)
      pen.digits = digits
      return say("count \(digits.number): a movement takes it, Esc drops it")
    }
    var digits = PendingDigits(digit, pen, time: now)
    // Whether the stroke goes on is known with the next key.
    (pen.stroke, pen.line) = (nil, nil)
    if case .label(let id) = command, let change = additionForNow(ofLabel: id) {
      digits.added = change
    } else {
      perform(command)
    }
    pen.digits = digits
  }

  /// The first digit was the beginning of a count: what it has done is undone, as if it had never been.
  private mutating func takeBack(_ digits: PendingDigits) {
    (pen.label, pen.previousLabel, pen.erases) = (
      digits.label, digits.previousLabel, digits.erases
    )
    (pen.stroke, pen.line) = (digits.stroke, digits.line)
    if let change = digits.added {
      project.labels = labels(after: LabelChange(before: change.after, after: change.before))
    }
  }

  /// No digit follows: a single one was a label, which ends the stroke before it and is recorded where it is new; a count
  /// that nothing has taken is dropped.
  mutating func settleDigits() {
    guard let digits = pen.digits else { return }
    pen.digits = nil
    let said = message
    if digits.stroke != nil || digits.line != nil {
      (pen.stroke, pen.line) = (digits.stroke, digits.line)
      endStroke()
    }
    if let change = digits.added {
      outbox.append(.writeClasses)
      perform([.label(change)])
    }
    if message != said { message = said }
  }

  /// What else happens than keys: it must not find a stroke that is neither ended nor going on.
  mutating func settleDigits(before event: Event) {
    guard let digits = pen.digits else { return }
    switch event {
    case .input(.mouse(let mouse)): if mouse.action != .move { settleDigits() }
    case .input(.paste), .resize, .opened, .access, .ending: settleDigits()
    case .tick(let date):
      if !digits.isCount, date.timeIntervalSince(digits.time) > PendingDigits.patience {
        settleDigits()
      }
    default: break
    }
  }
}

extension Command {
  /// The same so many times at once; nil where a count means nothing.
  fileprivate func times(_ count: Int) -> Command? {
    switch self {
    case .cursor(let columns, let rows): .cursor(columns: columns * count, rows: rows * count)
    case .pan(let columns, let rows): .pan(columns: columns * count, rows: rows * count)
    case .slice(let step): .slice(step * count)
    case .zoom(let step): .zoom(step * count)
    case .brush(let step): .brush(step * count)
    default: nil
    }
  }
}
