/// What a network in inference form is to a predictor, whatever its feature maps keep.
protocol InferenceEngine {
  /// Takes over the parameters' present values, where weights are kept.
  func fold(on workers: Workers)

  /// - images: (N, C, H, W)
  /// - logits: (N, K+1, H, W), those of the full resolution
  func run(_ images: ClassMaps<Float>, into logits: ClassMaps<Float>, on workers: Workers)
}

extension InferenceNetwork: InferenceEngine where Element.Scalar == Float {
  func run(_ images: ClassMaps<Float>, into logits: ClassMaps<Float>, on workers: Workers) {
    self.images.fill(from: images, on: workers)
    run(on: workers)
    self.logits[0].copy(to: logits, on: workers)
  }
}
