import Foundation

@testable import Neural

/// sin(1.7 (i + 1) + 0.013 i² + phase) times `amplitude`: the inputs of Tests/Golden/losses.py.
func wave(_ count: Int, _ phase: Double, _ amplitude: Double = 2) -> [Double] {
  (0..<count).map { (i: Int) -> Double in
    let angle: Double = 1.7 * Double(i + 1) + 0.013 * Double(i * i)
    return amplitude * sin(angle + phase)
  }
}

/// Numbers that a test owns, at a fixed address.
final class Numbers<S: NeuralScalar> {
  let count: Int
  let base: UnsafeMutablePointer<S>

  init(_ values: [Double]) {
    count = values.count
    base = .allocate(capacity: max(1, count))
    base.initialize(repeating: 0, count: max(1, count))
    for (index, value) in values.enumerated() { base[index] = S(value) }
  }

  convenience init(zeros count: Int) { self.init(Array(repeating: 0, count: count)) }

  deinit { base.deallocate() }

  var values: [Double] { (0..<count).map { Double(base[$0]) } }
}

/// Everything a loss looks at, for one batch, in memory that the test owns.
final class LossCase<S: NeuralScalar> {
  let shape: LossShape
  let student, teacher, gradients: [Numbers<S>]
  var labels: [Int8]
  var weights: [Float]?
  var ramp: S = 1
  var contrastRamp: S = 1
  /// What a further term looks at, and the memory of its images.
  var context = LossContext<S>()
  var images: Numbers<S>?

  init(
    _ shape: LossShape, student: (Int, Int) -> [Double], teacher: (Int, Int) -> [Double],
    labels: [Int8], weights: [Float]? = nil
  ) {
    self.shape = shape
    let counts = (0..<shape.heads).map { head in
      let (height, width) = shape.size(ofHead: head)
      return shape.count * shape.classes * height * width
    }
    self.student = counts.enumerated().map { Numbers(student($0, $1)) }
    self.teacher = counts.enumerated().map { Numbers(teacher($0, $1)) }
    gradients = counts.map { Numbers(zeros: $0) }
    self.labels = labels
    self.weights = weights
  }

  /// The batch of Tests/Golden/losses.py: 2 images, 3 classes, 8 x 8, 3 heads.
  static func golden(weighted: Bool = true) throws -> LossCase {
    LossCase(
      try LossShape(count: 2, classes: 3, height: 8, width: 8, heads: 3),
      student: { wave($1, 1 + Double($0)) }, teacher: { wave($1, 11 + Double($0)) },
      labels: goldenLabels, weights: weighted ? goldenWeights : nil)
  }

  static var goldenLabels: [Int8] {
    (0..<128).map { i in
      let k = (7 * i + 3 * (i / 5)) % 11
      return k < 3 ? Int8(k) : -1
    }
  }

  static var goldenWeights: [Float] { (0..<128).map { 0.25 + 0.5 * Float($0 % 3) } }

  func maps(_ numbers: [Numbers<S>]) -> [ClassMaps<S>] {
    numbers.enumerated().map { head, numbers in
      let (height, width) = shape.size(ofHead: head)
      return ClassMaps(
        count: shape.count, classes: shape.classes, height: height, width: width,
        base: numbers.base)
    }
  }

  /// The student's heads, with the gradients that the test owns.
  var heads: [HeadMaps<S>] {
    zip(maps(student), maps(gradients)).map { HeadMaps(logits: $0, gradient: $1) }
  }

  func withTargets<R>(_ body: (TargetMaps) throws -> R) rethrows -> R {
    try labels.withUnsafeBufferPointer { labels in
      guard let classes = labels.baseAddress else { fatalError("no labels") }
      func targets(_ weights: UnsafePointer<Float>?) -> TargetMaps {
        TargetMaps(
          count: shape.count, height: shape.height, width: shape.width, classes: classes,
          weights: weights)
      }
      guard let weights else { return try body(targets(nil)) }
      return try weights.withUnsafeBufferPointer { try body(targets($0.baseAddress)) }
    }
  }

  /// Evaluates with gradients set to 0 first.
  func evaluate(_ loss: ScribbleLoss<S>, _ parallel: ParallelFor = serially) throws -> LossTerms {
    for gradient in gradients { gradient.base.update(repeating: 0, count: gradient.count) }
    return try withTargets { targets in
      try loss.evaluate(
        heads, teacher: maps(teacher), targets: targets,
        rates: .ramps(ramp, contrast: contrastRamp), context: context, parallel)
    }
  }

  func chooseSamples(
    _ loss: ScribbleLoss<S>, seed: UInt64 = 1, step: Int = 0, _ parallel: ParallelFor = serially
  ) -> PixelSamples {
    withTargets {
      loss.chooseSamples(heads, targets: $0, seed: seed, step: step, parallel)
    }
  }
}

extension StepRates {
  /// The rates that a loss looks at.
  static func ramps(_ ramp: Scalar, contrast: Scalar) -> StepRates {
    StepRates(learningRate: 0, ramp: ramp, contrastRamp: contrast, emaDecay: 0)
  }
}

extension LossSettings {
  /// All terms off: a test switches on what it looks at.
  static var nothing: LossSettings {
    var settings = LossSettings.partialCrossEntropyOnly
    settings.crossEntropy = 0
    return settings
  }

  func with(_ change: (inout LossSettings) -> Void) -> LossSettings {
    var settings = self
    change(&settings)
    return settings
  }
}

/// Seeded normal-like numbers (sum of uniforms) for inputs.
func randomNumbers(_ count: Int, seed: UInt64, amplitude: Double = 1) -> [Double] {
  var generator = CounterGenerator(seed, 77)
  var numbers: [Double] = []
  for _ in 0..<count {
    var sum = -2.0
    for _ in 0..<4 { sum += Double(generator.next() >> 11) / 9_007_199_254_740_992 }
    numbers.append(amplitude * 1.7 * sum)
  }
  return numbers
}

/// Result of a comparison of gradients.
struct GradientCheck {
  var largestError = 0.0
  var scale = 0.0
  var relative: Double { largestError / max(scale, 1e-12) }
}

/// Central differences of `value` against `gradient`, in every `step`-th number of `numbers` with eps = 1e-5.
///
/// The error is taken relative to the largest gradient seen.
func checkGradient(
  of numbers: Numbers<Double>, _ gradient: [Double], every step: Int = 1, eps: Double = 1e-5,
  _ value: () throws -> Double
) rethrows -> GradientCheck {
  var check = GradientCheck()
  for index in stride(from: 0, to: numbers.count, by: step) {
    let kept = numbers.base[index]
    numbers.base[index] = kept + eps
    let above = try value()
    numbers.base[index] = kept - eps
    let below = try value()
    numbers.base[index] = kept
    let slope = (above - below) / (2 * eps)
    check.largestError = max(check.largestError, abs(slope - gradient[index]))
    check.scale = max(check.scale, abs(slope))
  }
  return check
}

/// Runs the bodies in a scrambled order on `threads` threads.
func executor(threads: Int) -> ParallelFor {
  { count, body in
    withoutActuallyEscaping(body) { body in
      nonisolated(unsafe) let body = body
      DispatchQueue.concurrentPerform(iterations: threads) { thread in
        for index in stride(from: thread, to: count, by: threads).reversed() { body(index) }
      }
    }
  }
}
