/// The maps that a decoder shares with no other. Lists run over levels, from full resolution down.
struct DecoderMaps<Scalar: NeuralScalar> {
  /// The level below, brought to this level's channels, before its enlargement: backward enlarges it again.
  let low: [FeatureMap<Scalar>]
  /// What this decoder says about the encoder's outputs. The encoder goes on in the first decoder's maps, to which those of
  /// the second are added.
  let encoderGradient: [FeatureMap<Scalar>]
  let logits: [FeatureMap<Scalar>]
  let logitGradients: [FeatureMap<Scalar>]
}
