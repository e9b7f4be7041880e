/// The feature rows of the pixels that the contrastive term draws, gathered from and scattered to decoder maps.
final class ContrastRows<Element: MapElement> {
  typealias Scalar = Element.Scalar

  /// Level of the decoder map that the features come from.
  let level: Int
  /// The drawn pixels of the current step.
  var samples = PixelSamples()

  // (samples, channels) each.
  private let studentRows: UnsafeMutablePointer<Scalar>
  private let teacherRows: UnsafeMutablePointer<Scalar>
  private let gradientRows: UnsafeMutablePointer<Scalar>
  private let channels: Int
  private let options: ContrastSettings
  private let width: Int

  init(_ arena: Arena, _ options: ContrastSettings, _ shape: LossShape, channels: Int) {
    (level, self.channels, self.options) = (options.featureLevel, channels, options)
    width = shape.width >> options.featureLevel
    let capacity = shape.count * shape.classes * options.samplesPerClass * channels
    studentRows = arena.zeroed(Scalar.self, count: capacity)
    teacherRows = arena.zeroed(Scalar.self, count: capacity)
    gradientRows = arena.zeroed(Scalar.self, count: capacity)
  }

  /// The student's features with its projection head.
  func student(_ parameters: ParameterBuffer<Scalar>) -> ProjectedRows<Scalar> {
    ProjectedRows(rows: studentRows, head: head(parameters))
  }

  /// The teacher's features with its own.
  func teacher(_ parameters: ParameterBuffer<Scalar>) -> ProjectedRows<Scalar> {
    ProjectedRows(rows: teacherRows, head: head(parameters))
  }

  /// Where the gradients of the student's features and projection head are added up.
  func gradient(_ gradients: ParameterBuffer<Scalar>) -> ProjectedRows<Scalar> {
    ProjectedRows(rows: gradientRows, head: head(gradients))
  }

  /// The projection head's tensors inside a parameter (or gradient) buffer.
  private func head(_ buffer: ParameterBuffer<Scalar>) -> ProjectionHead<Scalar> {
    ProjectionHead(
      inputs: channels, hidden: options.hiddenFeatures, outputs: options.projectedFeatures
    ) { buffer.scalars("projection.\($0)") }
  }

  /// The losses add to the head's gradient: it starts at zero in every step.
  func clearGradient(_ gradients: ParameterBuffer<Scalar>) {
    for name in ["0.weight", "0.bias", "2.weight", "2.bias"] {
      let entry = gradients.table["projection.\(name)"]
      (gradients.base + entry.offset).update(repeating: 0, count: entry.extent)
    }
  }

  /// Copies the drawn pixels' features and zeroes their gradients.
  func gather(student: FeatureMap<Element>, teacher: FeatureMap<Element>) {
    for (row, sample) in samples.samples.enumerated() {
      let (image, pixel) = place(sample, student.plane)
      for block in 0..<student.blocks {
        let (s, t) = (student.pixels(image, block)[pixel], teacher.pixels(image, block)[pixel])
        let start = row * channels + block * 8
        for lane in 0..<8 {
          studentRows[start + lane] = s[lane]
          teacherRows[start + lane] = t[lane]
          gradientRows[start + lane] = 0
        }
      }
    }
  }

  /// Adds the rows' gradients to the map's.
  func scatter(into gradient: FeatureMap<Element>) {
    for (row, sample) in samples.samples.enumerated() {
      let (image, pixel) = place(sample, gradient.plane)
      for block in 0..<gradient.blocks {
        var lanes = Lanes<Scalar>.zero
        for lane in 0..<8 { lanes[lane] = gradientRows[row * channels + block * 8 + lane] }
        gradient.pixels(image, block)[pixel] += lanes
      }
    }
  }

  private func place(_ sample: PixelSample, _ plane: PaddedPlane) -> (image: Int, pixel: Int) {
    let (row, column) = Int(sample.pixel).quotientAndRemainder(dividingBy: width)
    return (Int(sample.image), row * plane.stride + column)
  }
}
