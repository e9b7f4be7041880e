/// What every layer of an inference network is made with.
struct InferenceParts<Element: MapElement> {
  typealias Scalar = Element.Scalar

  let arena: Arena
  let parameters: ParameterBuffer<Scalar>
  let scratch: Scratch<Scalar>
  /// Whether folded weights have memory of their own.
  let keepsWeights: Bool
}
