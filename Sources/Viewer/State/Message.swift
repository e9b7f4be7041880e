/// A line that says what changed, what is missing, or why something did not happen.
package struct Message: Hashable, Sendable {
  /// How much attention it asks for.
  package enum Kind: Hashable, Sendable {
    /// Something was done.
    case done
    /// Something needs attention or was not done.
    case warning
    /// Something failed.
    case failure

    /// How long it is shown when no key comes; nil = until one does.
    var secondsShown: Double? {
      switch self {
      case .done: 10
      case .warning: 30
      case .failure: nil
      }
    }
  }

  /// The sentence.
  package var text: String
  /// Its weight.
  package var kind: Kind
  /// What a click on it does.
  var offer: Command?

  /// A message.
  package init(_ text: String, _ kind: Kind = .done) {
    self.text = text
    self.kind = kind
  }
}
