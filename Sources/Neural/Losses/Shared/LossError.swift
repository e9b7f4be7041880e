/// What can be wrong with the settings or the input of a loss.
package enum LossError: Error, Equatable, CustomStringConvertible {
  /// An option has a value outside its range.
  case setting(name: String, found: String, expected: String)
  /// Some pixels carry a label that is no class of the network.
  case labelOutOfRange(pixels: Int, classes: Int)
  /// Some labelled pixels carry a weight that is negative or not finite.
  case unusableWeight(pixels: Int)
  /// Maps do not have the shape that the loss was made for.
  case shape(name: String, expected: String, found: String)

  /// What was expected, what was found, what to do.
  package var description: String {
    switch self {
    case .setting(let name, let found, let expected):
      return "Loss option \(name) is \(found), expected \(expected)."
    case .labelOutOfRange(let pixels, let classes):
      return
        "\(pixels) labelled pixels hold a label that is not -1 (none) nor 0 to \(classes - 1). "
        + "Give the network a class for every label in the scribbles."
    case .unusableWeight(let pixels):
      return "\(pixels) labelled pixels have a negative or infinite weight, expected 0 or more."
    case .shape(let name, let expected, let found):
      return "\(name): expected \(expected), found \(found)."
    }
  }
}
