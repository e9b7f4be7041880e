/// What a network in inference form is to its caller, whatever its feature maps keep.
protocol InferenceEngine {
  /// Takes over the parameters' present values, where weights are kept.
  func fold(on workers: Workers)

  /// The logits (N, K+1, H, W) at full resolution to images (N, C, H, W).
  func answer(_ images: ClassMaps<Float>, into logits: ClassMaps<Float>, on workers: Workers)
}

extension InferenceNetwork: InferenceEngine where Element.Scalar == Float {
  func answer(_ images: ClassMaps<Float>, into answer: ClassMaps<Float>, on workers: Workers) {
    self.images.fill(from: images, on: workers)
    run(on: workers)
    logits[0].copy(to: answer, on: workers)
  }
}
