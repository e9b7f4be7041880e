/// Class probabilities of batches of one shape, from a checkpoint's tensors: the network in inference form.
package final class Predictor {
  /// How many of `slices` images of a size should go through the network at once: about two of 256 x 256, whose maps stay
  /// in the last-level cache.
  package static func imagesAtOnce(of slices: Int, height: Int, width: Int) -> Int {
    max(1, min(slices, 16, 2 * 256 * 256 / max(1, height * width)))
  }

  /// Shape of the network.
  package let network: NetworkSettings
  /// What it computes with.
  package let arithmetic: Arithmetic
  private let arena = Arena()
  private let inference: any InferenceEngine
  private let parameters: ParameterBuffer<Float>
  private let logits: ClassMaps<Float>
  /// The threads that the network runs on: free for other work while it does not.
  package let workers: Workers
  private let batch: BatchShape

  /// - Parameters:
  ///   - parameters: `teacher.…` or `student.…` tensors; `prefix` says which.
  ///   - batch: sizes are multiples of `network.multiple`.
  /// - Throws: `NeuralError` for settings, sizes or tensors that do not fit.
  package init(
    network: NetworkSettings, parameters tensors: [NamedTensor], prefix: String, batch: BatchShape,
    threads: Int, arithmetic: Arithmetic = .process
  ) throws {
    try network.validate()
    guard batch.count > 0, batch.height > 0, batch.width > 0,
      batch.height % network.multiple == 0, batch.width % network.multiple == 0
    else {
      throw NeuralError.shape(
        "height and width must be positive multiples of \(network.multiple), found "
          + "\(batch.height)x\(batch.width)")
    }
    (self.network, self.batch, self.arithmetic) = (network, batch, arithmetic)
    workers = Workers(threads: threads, arithmetic: arithmetic)
    parameters = ParameterBuffer(arena, ParameterTable(network.predicting))
    let (arena, parameters, workers) = (self.arena, self.parameters, self.workers)
    func inference<Element: KernelElement>(_: Element.Type) -> InferenceNetwork<Element>
    where Element.Scalar == Float {
      let scratch = Scratch<Float>(arena, for: workers)
      defer { scratch.allocateAll() }
      return InferenceNetwork(
        network, in: InferenceMaps(arena, network, heads: 1, batch), parameters: parameters,
        keepsWeights: true, scratch)
    }
    self.inference =
      switch arithmetic.precision {
      case .float32: inference(Float.self)
      case .bfloat16: inference(BFloat16.self)
      }
    logits = ClassMaps(
      count: batch.count, classes: network.classes, height: batch.height, width: batch.width,
      base: arena.zeroed(Float.self, count: batch.pixels * network.classes))
    try load(tensors, prefix: prefix)
  }

  /// Bytes planned.
  package var plannedBytes: Int { arena.bytes }

  /// Takes other weights of the same network.
  package func load(_ tensors: [NamedTensor], prefix: String) throws {
    try parameters.load(tensors, prefix: prefix)
    inference.fold(on: workers)
  }

  /// - images: (N, C, H, W); fewer images than planned are allowed, the rest of the batch is left over.
  /// - Returns: (N, K+1, H, W) probabilities.
  /// - Throws: `NeuralError.shape` for another shape than planned.
  package func probabilities(_ images: ImageBatch) throws -> [Float] {
    guard
      images.count > 0, images.count <= batch.count, images.channels == network.inputChannels,
      (images.height, images.width) == (batch.height, batch.width),
      images.values.count == images.count * images.channels * batch.height * batch.width
    else {
      throw NeuralError.shape(
        "images are \(images.count)x\(images.channels)x\(images.height)x\(images.width), planned "
          + "are up to \(batch.count)x\(network.inputChannels)x\(batch.height)x\(batch.width)")
    }
    var filled = images
    if images.count < batch.count {
      let missing = (batch.count - images.count) * images.channels * batch.height * batch.width
      filled.values += [Float](repeating: 0, count: missing)
      filled.count = batch.count
    }
    withMaps(filled) { inference.run($0, into: logits, on: workers) }
    softmax(logits, temperature: 1, into: logits, workers.run)
    let wanted = images.count * network.classes * batch.height * batch.width
    return Array(UnsafeBufferPointer(start: logits.base, count: wanted))
  }
}
