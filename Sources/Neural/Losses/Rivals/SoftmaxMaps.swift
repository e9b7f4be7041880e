/// Probabilities of the full-resolution head and the slopes ∂L/∂p: both (N, C, H, W).
final class SoftmaxMaps<Scalar: NeuralScalar> {
  /// p, written by `fill`.
  let values: ClassMaps<Scalar>
  /// ∂L/∂p, written by the loss.
  let slopes: ClassMaps<Scalar>

  private let memory: ScratchMemory<Scalar>

  init(_ shape: LossShape) {
    let elements = shape.count * shape.classes * shape.height * shape.width
    let memory = ScratchMemory<Scalar>(0, count: 2 * elements)
    func maps(at offset: Int) -> ClassMaps<Scalar> {
      ClassMaps(
        count: shape.count, classes: shape.classes, height: shape.height, width: shape.width,
        base: memory.base + offset)
    }
    (values, slopes, self.memory) = (maps(at: 0), maps(at: elements), memory)
  }

  /// N · C, planes of one class of one image.
  var planes: Int { values.count * values.classes }

  /// Bytes held.
  var bytes: Int { memory.bytes }

  /// p = softmax(z).
  func fill(from logits: ClassMaps<Scalar>, _ parallel: ParallelFor) {
    softmax(logits, into: values, parallel)
  }

  /// Adds ∂L/∂z to `gradient`.
  func addGradient(to gradient: ClassMaps<Scalar>, _ parallel: ParallelFor) {
    softmaxBack(values, slopes, into: gradient, parallel)
  }
}
