/// The slice to be segmented, from a batch's images: each crop is brought to 0…1 by its own smallest and largest value.
///
/// The network sees standardised intensities, while the constants of published losses presume 0…1. A crop of one
/// intensity becomes 0.
struct CropIntensities<Scalar: NeuralScalar> {
  private let images: ClassMaps<Scalar>
  private let channel: Int

  /// The step's images; a step without them cannot evaluate `term`.
  init(_ step: LossStep<Scalar>, for term: ExtraTerm) {
    guard let images = step.context.images else {
      preconditionFailure("the term \(term.rawValue) needs the batch's images")
    }
    let logits = step.heads[0].logits
    precondition(
      images.count == logits.count && images.height == logits.height
        && images.width == logits.width, "\(term.rawValue): images do not fit the logits")
    channel = step.context.imageChannel
    precondition(channel >= 0 && channel < images.classes, "\(term.rawValue): no such channel")
    self.images = images
  }

  /// Writes the H x W intensities of one image, each row `pitch` ≥ W numbers after the last.
  @_specialize(where Scalar == Float)
  @_specialize(where Scalar == Double)
  func write(_ image: Int, to out: UnsafeMutablePointer<Scalar>, pitch: Int) {
    let (height, width) = (images.height, images.width)
    let plane = images.plane(image, channel)
    var (lowest, highest) = (plane[0], plane[0])
    for pixel in 1..<max(1, images.pixels) {
      if plane[pixel] < lowest { lowest = plane[pixel] }
      if plane[pixel] > highest { highest = plane[pixel] }
    }
    let factor = highest > lowest ? 1 / (highest - lowest) : 0
    for row in 0..<height {
      for column in 0..<width {
        out[row * pitch + column] = (plane[row * width + column] - lowest) * factor
      }
    }
  }
}
