/// The maps that a decoder shares with no other. Lists run over levels, from full resolution down.
struct DecoderMaps<Element: MapElement> {
  /// The level below, brought to this level's channels, before its enlargement: backward enlarges it again.
  let low: [FeatureMap<Element>]
  /// Outputs of the blocks' second convolutions. Those of the decoder that runs last hold the encoder's outputs until then.
  let convolved: [FeatureMap<Element>]
  /// What this decoder says about the encoder's outputs; before that the encoder's outputs, made again. The encoder goes on
  /// in the first decoder's maps, to which those of the second are added.
  let encoderGradient: [FeatureMap<Element>]
  /// Logits, then their gradients.
  let logits: [FeatureMap<Element>]
}
