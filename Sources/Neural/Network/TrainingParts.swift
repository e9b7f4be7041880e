/// What every layer of a training network is made with.
struct TrainingParts<Element: MapElement> {
  typealias Scalar = Element.Scalar

  let arena: Arena
  let settings: NetworkSettings
  let maps: TrainingMaps<Element>
  let parameters: ParameterBuffer<Scalar>
  let gradients: ParameterBuffer<Scalar>
  let scratch: Scratch<Scalar>
}
