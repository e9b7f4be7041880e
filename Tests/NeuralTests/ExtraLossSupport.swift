import Foundation

@testable import Neural

extension ExtraTerm {
  /// Those that look at the student's logits and the images alone; the others have suites of their own.
  static let some: [ExtraTerm] = [.entropy, .totalVariation, .mumfordShah, .gatedCRF, .pyramid]
}

extension LossSettings {
  /// One further term alone.
  static func only(_ term: ExtraTerm, weight: Float = 1, isRamped: Bool = false) -> LossSettings {
    nothing.with { $0.extra = ExtraLossSettings(term, weight: weight, isRamped: isRamped) }
  }
}

extension LossCase {
  /// Random logits and two image channels, of which the second is the slice.
  static func extra(_ shape: LossShape, seed: UInt64, amplitude: Double = 2) -> LossCase {
    let batch = LossCase(
      shape, student: { randomNumbers($1, seed: 10 * seed + UInt64($0), amplitude: amplitude) },
      teacher: { randomNumbers($1, seed: 100 * seed + UInt64($0), amplitude: amplitude) },
      labels: Array(repeating: -1, count: shape.count * shape.height * shape.width))
    // Intensities as smooth as an image's: independent ones give hardly any pair of the CRF a weight.
    let pixels = shape.height * shape.width
    let noise = randomNumbers(2 * shape.count * pixels, seed: 1000 + seed, amplitude: 0.3)
    batch.show(
      (0..<noise.count).map { noise[$0] + 3 * Double($0 % pixels) / Double(pixels) }, channels: 2,
      slice: 1)
    return batch
  }

  /// Images (N, channels, H, W), of which one channel is the slice.
  func show(_ values: [Double], channels: Int = 1, slice: Int = 0) {
    let numbers = Numbers<S>(values)
    images = numbers
    context.images = ClassMaps(
      count: shape.count, classes: channels, height: shape.height, width: shape.width,
      base: numbers.base)
    context.imageChannel = slice
  }

  /// One image of one row and two classes, from the probabilities of class 1.
  static func row(_ p: [Double], slice: [Double]? = nil) throws -> LossCase {
    let shape = try LossShape(count: 1, classes: 2, height: 1, width: p.count, heads: 1)
    let zeros = Array(repeating: 0.0, count: p.count)
    let batch = LossCase(
      shape, student: { _, _ in zeros + p.map { log($0 / (1 - $0)) } },
      teacher: { _, count in Array(repeating: 0, count: count) },
      labels: Array(repeating: -1, count: p.count))
    if let slice { batch.show(zeros + slice, channels: 2, slice: 1) }
    return batch
  }

  /// p of the full-resolution head (N, C, H, W).
  func probabilities() -> [Double] {
    let p = Numbers<S>(zeros: student[0].count)
    softmax(
      maps(student)[0],
      into: ClassMaps(
        count: shape.count, classes: shape.classes, height: shape.height, width: shape.width,
        base: p.base))
    return p.values
  }
}
