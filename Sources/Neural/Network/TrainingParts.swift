/// What every layer of a training network is made with.
struct TrainingParts<Scalar: NeuralScalar> {
  let arena: Arena
  let settings: NetworkSettings
  let maps: TrainingMaps<Scalar>
  let parameters: ParameterBuffer<Scalar>
  let gradients: ParameterBuffer<Scalar>
  let scratch: Scratch<Scalar>
}
