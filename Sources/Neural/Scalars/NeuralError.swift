/// What can go wrong in Neural for reasons outside it: settings, shapes, checkpoints.
package enum NeuralError: Error, CustomStringConvertible, Equatable {
  /// Settings out of range: what was expected and found.
  case settings(String)
  /// An input of another shape than planned.
  case shape(String)
  /// A tensor missing in a checkpoint or of another shape.
  case parameters(String)

  /// One sentence: expected, found, what to do.
  package var description: String {
    switch self {
    case .settings(let text): "The network settings do not fit: expected \(text)."
    case .shape(let text): "The input does not fit the network: \(text)."
    case .parameters(let text):
      "The checkpoint does not fit the network: \(text). Use a checkpoint of the same settings."
    }
  }
}
