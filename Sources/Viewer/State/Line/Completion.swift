import Foundation

/// What Tab can make of the word before the cursor, and which of it stands there now.
struct Completion: Equatable, Sendable {
  /// One of the choices.
  struct Choice: Equatable, Sendable {
    /// What is put into the line.
    let text: String
    /// What stands beside it in the box: what a command does, the name of a label.
    var title = ""
    /// Whether the word goes on after it, as a folder's does.
    var isOpen = false
  }

  /// Where the word begins, in characters of the line.
  let start: Int
  /// What was typed of it.
  let typed: String
  /// The choices, in their order.
  let choices: [Choice]
  /// The one that stands in the line; nil while that is what was typed, or what all of them begin with.
  private(set) var chosen: Int?

  init(start: Int, typed: String, choices: [Choice]) {
    self.start = start
    self.typed = typed
    self.choices = choices
  }

  /// Goes on to the next choice, or back; after the last one comes what was typed.
  mutating func step(_ step: Int) {
    let count = choices.count
    let next = (chosen ?? (step > 0 ? -1 : count)) + step
    chosen = (0..<count).contains(next) ? next : nil
  }

  /// What stands in the line.
  var shown: String { chosen.map { choices[$0].text } ?? typed }

  /// What all choices begin with.
  var commonFront: String {
    guard var front = choices.first?.text else { return typed }
    for choice in choices.dropFirst() { front = front.commonPrefix(with: choice.text) }
    return front
  }
}
