/// Memory for the losses of one batch shape, allocated once: nothing large is allocated in a step.
final class LossWorkspace<Scalar: NeuralScalar> {
  /// Partial sums of blocks.
  let sums: PartialSums
  /// The teacher's probabilities at temperature 1, at every scale.
  let plainTeacher: MapPyramid<Scalar>?
  /// The teacher's probabilities at the distillation's temperature; the same object when that is 1.
  let softTeacher: MapPyramid<Scalar>?
  /// The share of pixels without scribble.
  let unlabelled: MapPyramid<Scalar>?
  /// Label mass pooled to the coarse heads.
  let labelMass: MapPyramid<Scalar>?
  /// Sampling code of every pixel of the feature map.
  let codes: UnsafeMutablePointer<UInt16>
  /// Labels at half resolution.
  let halvedLabels: UnsafeMutablePointer<Int8>

  private let codeCount: Int

  init(_ shape: LossShape, _ settings: LossSettings) {
    let blocks = PixelBlocks(images: shape.count, pixels: shape.height * shape.width)
    let classes = shape.classes
    let width = max(classes * classes + 2 * classes, 3 * classes, classes + 2)
    sums = PartialSums(capacity: blocks.count * width)

    let distils = settings.distillation.weight > 0
    let temperature = settings.distillation.temperature
    func maps(if wanted: Bool, _ classes: Int) -> MapPyramid<Scalar>? {
      wanted ? MapPyramid(shape, classes: classes) : nil
    }
    plainTeacher = maps(
      if: settings.contrast.isOn || (distils && temperature == 1), classes)
    softTeacher = distils ? (temperature == 1 ? plainTeacher : maps(if: true, classes)) : nil
    unlabelled = maps(if: distils && settings.distillation.skipsScribbles, 1)
    labelMass = maps(if: settings.coarseLabels, classes)
    codeCount = settings.contrast.isOn ? blocks.images * blocks.pixels : 0
    codes = .allocate(capacity: codeCount)
    codes.initialize(repeating: .max, count: codeCount)
    halvedLabels = .allocate(capacity: codeCount)
    halvedLabels.initialize(repeating: -1, count: codeCount)
  }

  deinit {
    codes.deallocate()
    halvedLabels.deallocate()
  }

  /// Bytes held, the partial sums left out.
  var bytes: Int {
    var pyramids = [plainTeacher, unlabelled, labelMass].compactMap { $0 }
    if let softTeacher, softTeacher !== plainTeacher { pyramids.append(softTeacher) }
    return pyramids.reduce(0) { $0 + $1.bytes } + 3 * codeCount
  }
}
