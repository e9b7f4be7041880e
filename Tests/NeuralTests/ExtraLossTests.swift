import Foundation
import Testing

@testable import Neural

/// Every further term: central differences in float64, threads, precision, extreme logits, weights.
@Suite struct ExtraLossTests {
  /// Images, classes, rows, columns, heads: widths around multiples of eight, and cells of up to 8 x 8 pixels.
  static let shapes = [
    [2, 3, 4, 12, 2], [1, 2, 8, 24, 4], [2, 4, 8, 8, 3], [2, 2, 5, 11, 1], [1, 3, 13, 7, 1],
  ]

  private func shape(_ extents: [Int]) throws -> LossShape {
    try LossShape(
      count: extents[0], classes: extents[1], height: extents[2], width: extents[3],
      heads: extents[4])
  }

  @Test(arguments: ExtraTerm.some, shapes)
  func gradient(term: ExtraTerm, extents: [Int]) throws {
    let shape = try self.shape(extents)
    for seed: UInt64 in 1...3 {
      let batch = LossCase<Double>.extra(shape, seed: seed)
      let loss = try ScribbleLoss<Double>(.only(term), shape)
      _ = try batch.evaluate(loss)
      let analytic = batch.gradients.map { $0.values }
      for head in 0..<shape.heads {
        let check = try checkGradient(of: batch.student[head], analytic[head], every: 5) {
          try batch.evaluate(loss).total
        }
        #expect(
          check.largestError < 1e-6 * max(check.scale, 1e-4),
          "\(term), seed \(seed), head \(head): \(check.largestError) of \(check.scale)")
        let isLookedAt = term == .pyramid ? shape.heads > 1 : head == 0
        #expect((check.scale > 1e-4) == isLookedAt, "\(term), head \(head): \(check.scale)")
      }
    }
  }

  @Test(arguments: ExtraTerm.some)
  func sameBitsAtAnyNumberOfThreads(term: ExtraTerm) throws {
    // 72 x 40 pixels: two blocks an image, the second one short.
    let shape = try LossShape(count: 3, classes: 3, height: 72, width: 40, heads: 3)
    let batch = LossCase<Float>.extra(shape, seed: 7)
    let loss = try ScribbleLoss<Float>(.only(term), shape)
    let terms = try batch.evaluate(loss)
    let gradients = batch.gradients.map { $0.values }
    #expect(terms.extra > 0)
    for threads in 1...3 {
      #expect(try batch.evaluate(loss, executor(threads: threads)) == terms)
      #expect(batch.gradients.map { $0.values } == gradients)
    }
  }

  @Test(arguments: ExtraTerm.some)
  func floatAgreesWithDouble(term: ExtraTerm) throws {
    let shape = try LossShape(count: 2, classes: 3, height: 12, width: 20, heads: 3)
    let (small, exact) = (
      LossCase<Float>.extra(shape, seed: 8), LossCase<Double>.extra(shape, seed: 8)
    )
    let found = try small.evaluate(ScribbleLoss(.only(term), shape))
    let expected = try exact.evaluate(ScribbleLoss(.only(term), shape))
    #expect(abs(found.total - expected.total) < 1e-5 * expected.total)
    for (found, expected) in zip(small.gradients, exact.gradients) {
      let largest = expected.values.map { abs($0) }.max() ?? 0
      for (found, expected) in zip(found.values, expected.values) {
        #expect(abs(found - expected) <= 2e-5 * largest)
      }
    }
  }

  @Test(arguments: ExtraTerm.some)
  func extremeLogitsStayFinite(term: ExtraTerm) throws {
    let shape = try LossShape(count: 2, classes: 3, height: 8, width: 20, heads: 3)
    let batch = LossCase<Float>.extra(shape, seed: 9)
    let loss = try ScribbleLoss<Float>(.only(term), shape)
    let patterns: [[Float]] = [[80, -80, 0, 80], [80, -80], [-80], [1e4, -1e4, 1e4]]
    for pattern in patterns {
      for (head, numbers) in batch.student.enumerated() {
        for index in 0..<numbers.count {
          numbers.base[index] = pattern[(index * 7 + index / 23 + head) % pattern.count]
        }
      }
      let terms = try batch.evaluate(loss)
      #expect(terms.total.isFinite && terms.total > -1e-4, "\(pattern): \(terms.total)")
      #expect(batch.gradients.allSatisfy { $0.values.allSatisfy { $0.isFinite } }, "\(pattern)")
    }
    // One class everywhere: the other two have no mass at all.
    for index in 0..<batch.student[0].count {
      batch.student[0].base[index] = index / 160 % 3 == 1 ? 80 : -80
    }
    #expect(try batch.evaluate(loss).total.isFinite)
    #expect(batch.gradients.allSatisfy { $0.values.allSatisfy { $0.isFinite } })
  }

  @Test(arguments: ExtraTerm.some)
  func weightAndRampMultiplyValueAndGradient(term: ExtraTerm) throws {
    let shape = try LossShape(count: 1, classes: 3, height: 4, width: 8, heads: 2)
    let batch = LossCase<Double>.extra(shape, seed: 3)
    let plain = try batch.evaluate(ScribbleLoss(.only(term), shape))
    let gradient = batch.gradients[0].values
    batch.ramp = 0.25
    for (isRamped, factor) in [(false, 3.0), (true, 0.75)] {
      let loss = try ScribbleLoss<Double>(.only(term, weight: 3, isRamped: isRamped), shape)
      let terms = try batch.evaluate(loss)
      #expect(terms.extra == plain.extra)
      #expect(abs(terms.total - factor * plain.extra) < 1e-12)
      for (found, once) in zip(batch.gradients[0].values, gradient) {
        #expect(abs(found - factor * once) < 1e-12)
      }
    }
  }

  @Test(arguments: ExtraTerm.some)
  func gradientsAddToWhatIsThere(term: ExtraTerm) throws {
    let shape = try LossShape(count: 1, classes: 3, height: 4, width: 8, heads: 2)
    let batch = LossCase<Double>.extra(shape, seed: 6)
    let loss = try ScribbleLoss<Double>(.only(term), shape)
    _ = try batch.evaluate(loss)
    let once = batch.gradients.map { $0.values }
    _ = try batch.withTargets {
      try loss.evaluate(
        batch.heads, teacher: nil, targets: $0, rates: .ramps(1, contrast: 1),
        context: batch.context)
    }
    for (twice, once) in zip(batch.gradients, once) {
      #expect(zip(twice.values, once).allSatisfy { abs($0 - 2 * $1) < 1e-14 })
    }
  }

  /// A step down the gradient must lower the loss: catches a wrong sign that both sides of a check share.
  @Test(arguments: ExtraTerm.some)
  func aStepDownhillLowersTheLoss(term: ExtraTerm) throws {
    let shape = try LossShape(count: 2, classes: 3, height: 8, width: 16, heads: 2)
    let batch = LossCase<Double>.extra(shape, seed: 2)
    let loss = try ScribbleLoss<Double>(.only(term), shape)
    let before = try batch.evaluate(loss).total
    for (z, g) in zip(batch.student, batch.gradients) {
      for index in 0..<z.count { z.base[index] -= g.base[index] }
    }
    #expect(try batch.evaluate(loss).total < before)
  }

  @Test(arguments: ExtraTerm.some)
  func scratchMemoryIsCounted(term: ExtraTerm) throws {
    let shape = try LossShape(count: 2, classes: 3, height: 8, width: 16, heads: 2)
    let without = try ScribbleLoss<Float>(.nothing, shape).bytes
    let scratch = try ScribbleLoss<Float>(.only(term), shape).bytes - without
    let map = 4 * 2 * 3 * 8 * 16
    switch term {
    case .none, .entropy: #expect(scratch == 0)
    case .pyramid: #expect(scratch == map + map / 4)
    case .totalVariation: #expect(scratch == 2 * map + 2 * 4 * 6 * 10 * 18 + map / 4)
    case .mumfordShah: #expect(scratch == 2 * map + map / 3)
    // Seven maps of 8 rows of 16 + 2 · 5 numbers an image.
    case .gatedCRF: #expect(scratch == 4 * 2 * 7 * 8 * 26)
    default: Issue.record("a term without a figure: \(term)")
    }
  }

  @Test func aNegativeWeightIsRefused() {
    #expect(throws: LossError.self) { try LossSettings.only(.entropy, weight: -1).validate() }
  }
}
