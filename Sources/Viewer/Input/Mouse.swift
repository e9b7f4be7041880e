/// What a mouse did, as terminals report it in SGR form: `ESC [ < code ; column ; row M` (m on release).
package struct MouseEvent: Hashable, Sendable {
  /// The kind of event.
  package enum Action: Hashable, Sendable {
    /// A button went down.
    case press
    /// The mouse moved with a button down.
    case drag
    /// A button went up.
    case release
    /// The mouse moved with no button down.
    case move
    /// The wheel turned away from the person.
    case wheelUp
    /// The wheel turned towards the person.
    case wheelDown
  }

  /// The button that an event belongs to; left for wheel and move.
  package enum Button: Int, Hashable, Sendable {
    /// Paints.
    case left = 0
    /// Pans.
    case middle = 1
    /// Erases.
    case right = 2
  }

  /// What happened.
  package var action: Action
  /// With which button.
  package var button: Button
  /// Cell column, 0 at the left.
  package var column: Int
  /// Cell row, 0 at the top.
  package var row: Int
  /// Whether Ctrl was held.
  package var control: Bool

  /// An event from its parts.
  package init(
    _ action: Action, _ button: Button = .left, column: Int, row: Int, control: Bool = false
  ) {
    self.action = action
    self.button = button
    self.column = column
    self.row = row
    self.control = control
  }

  /// The event of an SGR report.
  ///
  /// - parameters: the text between `<` and the final letter, for example `0;10;5`
  /// - final: `M` for press and motion, `m` for release
  /// - Returns: nil when the text is no report, or of a button or wheel that the viewer does not know.
  package init?(parameters: String, final: Character) {
    let numbers = parameters.split(separator: ";", omittingEmptySubsequences: false)
      .map { $0.count <= 5 ? Int($0) : nil }
    guard numbers.count == 3, let code = numbers[0], let column = numbers[1], let row = numbers[2],
      code >= 0, column >= 1, row >= 1
    else { return nil }
    let control = code & 16 != 0
    let moving = code & 32 != 0
    if code & 64 != 0 {
      guard code & 2 == 0, !moving, final == "M" else { return nil }  // sideways wheels
      self.init(
        code & 1 == 0 ? .wheelUp : .wheelDown, column: column - 1, row: row - 1, control: control)
      return
    }
    guard code < 64 else { return nil }  // buttons 8…11
    guard let button = Button(rawValue: code & 3) else {
      guard moving else { return nil }
      self.init(.move, column: column - 1, row: row - 1, control: control)
      return
    }
    let action: Action = final == "m" ? .release : moving ? .drag : .press
    self.init(action, button, column: column - 1, row: row - 1, control: control)
  }
}
