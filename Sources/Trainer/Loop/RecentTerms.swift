import Neural

/// The loss over the last steps, as it is shown to a person.
///
/// One step's says little: a crop without strokes has hardly any loss, one with rare classes much.
struct RecentTerms {
  private var terms: [LossTerms] = []
  private static let window = 30

  /// A step is done.
  mutating func mark(_ step: LossTerms) {
    terms.append(step)
    if terms.count > RecentTerms.window { terms.removeFirst() }
  }

  /// Mean of a term over the last steps; 0 before the first one.
  func mean(_ term: KeyPath<LossTerms, Double>) -> Double {
    terms.isEmpty ? 0 : terms.reduce(0) { $0 + $1[keyPath: term] } / Double(terms.count)
  }
}
