import Foundation
import Testing

@testable import Neural

/// Which pixels are drawn, and what prototypes do.
@Suite struct LossesContrastTests {
  @Test func plansByHand() {
    var settings = ContrastSettings()
    settings.samplesPerClass = 64
    settings.fewestPixels = 8
    // 20 scribbled of 120 with double chance: 64 · 40/140 = 18.3; of 46 others half hard.
    #expect(samplePlan([20, 60, 40], settings) == [18, 23, 23])
    // Too few hard ones: the easy ones fill up.
    #expect(samplePlan([20, 3, 97], settings) == [18, 3, 43])
    // Fewer pixels than wanted: all of them.
    #expect(samplePlan([10, 2, 3], settings) == [10, 2, 3])
    #expect(samplePlan([0, 0, 500], settings) == [0, 0, 64])
    #expect(samplePlan([500, 0, 0], settings) == [64, 0, 0])
    #expect(samplePlan([3, 2, 2], settings) == [0, 0, 0])
  }

  @Test func ranksAreDifferentAndEquallyLikely() {
    var counts = [Int](repeating: 0, count: 10)
    for seed: UInt64 in 0..<2000 {
      var generator = CounterGenerator(seed)
      let ranks = generator.ranks(3, of: 10)
      #expect(ranks.count == 3 && Set(ranks).count == 3 && ranks == ranks.sorted())
      for rank in ranks { counts[rank] += 1 }
    }
    // 600 expected each, standard deviation about 20.
    #expect(counts.allSatisfy { abs($0 - 600) < 100 }, "\(counts)")
  }

  /// One image of 16 x 16: teacher sure of class 1 on the left, of class 0 on the right except in the last row.
  private func batch() throws -> LossCase<Float> {
    let shape = try LossShape(count: 1, classes: 3, height: 16, width: 16, heads: 2)
    return LossCase(
      shape,
      student: { head, n in
        // The student believes in class 0 everywhere.
        (0..<n).map { $0 < n / 3 ? 4 : 0 }
      },
      teacher: { head, n in
        let width = 16 >> head
        return (0..<n).map { index in
          let (label, pixel) = (index / (width * width), index % (width * width))
          if pixel / width == width - 1 { return 0 }
          return label == (pixel % width < width / 2 ? 1 : 0) ? 5 : 0
        }
      }, labels: (0..<256).map { $0 < 4 ? 2 : -1 })
  }

  @Test func classesComeFromScribblesThenFromAConfidentTeacher() throws {
    let batch = try batch()
    var settings = LossSettings()
    settings.contrast.samplesPerClass = 20
    settings.contrast.fewestPixels = 4
    settings.distillation.target = .pooled
    let loss = try ScribbleLoss<Float>(settings, batch.shape, featureChannels: 4)
    _ = try batch.evaluate(loss)
    let samples = batch.chooseSamples(loss)
    #expect(samples.groups.map { $0.label } == [0, 1, 2])
    #expect(samples.groups.map { $0.count } == [20, 20, 4])
    #expect(samples.groups.map { $0.first } == [0, 20, 40])
    for sample in samples.samples {
      let (row, column) = (sample.pixel / 16, sample.pixel % 16)
      #expect(row < 15, "the last row's teacher is not sure")
      let expected: Int32 = sample.pixel < 4 ? 2 : column < 8 ? 1 : 0
      #expect(sample.label == expected)
    }
    for group in samples.groups {
      let pixels = samples.samples[group.first..<(group.first + group.count)].map { $0.pixel }
      #expect(pixels == Array(Set(pixels)).sorted())
    }
    // The same seed and step draw the same, another step draws others.
    #expect(batch.chooseSamples(loss) == samples)
    #expect(batch.chooseSamples(loss, step: 1) != samples)
    #expect(batch.chooseSamples(loss, seed: 2) != samples)
    // At half resolution the same geometry holds.
    settings.contrast.featureLevel = 1
    settings.contrast.fewestPixels = 2
    let half = try ScribbleLoss<Float>(settings, batch.shape, featureChannels: 4)
    _ = try batch.evaluate(half)
    for sample in batch.chooseSamples(half).samples {
      let expected: Int32 = sample.pixel < 2 ? 2 : sample.pixel % 8 < 4 ? 1 : 0
      #expect(sample.label == expected && sample.pixel < 56)
    }
  }

  @Test func oneClassAloneHasNothingToContrast() {
    let batch = PrototypeCase<Double>()
    var samples = PixelSamples()
    samples.groups = [.init(image: 0, label: 1, first: 0, count: 2)]
    samples.samples = (0..<2).map { .init(image: 0, pixel: $0, label: 1) }
    let value = batch.contrast.evaluate(
      samples, student: batch.side(batch.rows, batch.parameters),
      teacher: batch.side(batch.teacherRows, batch.teacherParameters), scale: 1,
      gradient: batch.side(batch.dRows, batch.dParameters))
    #expect(value == 0)
    #expect(batch.dRows.values.allSatisfy { $0 == 0 })
  }

  @Test func deadFeaturesGiveNoGradientAndNoNaN() {
    let batch = PrototypeCase<Float>()
    batch.parameters.base.update(repeating: 0, count: 64)
    #expect(batch.evaluate().isFinite)
    #expect(batch.dParameters.values.allSatisfy { $0.isFinite })
    #expect(batch.dRows.values.allSatisfy { $0 == 0 })
  }

  @Test func theWholeTermAddsUp() throws {
    let batch = try batch()
    var settings = LossSettings()
    settings.contrast.fewestPixels = 4
    let loss = try ScribbleLoss<Float>(settings, batch.shape, featureChannels: 5)
    var terms = try batch.evaluate(loss)
    let before = terms.total
    let samples = batch.chooseSamples(loss)
    let rows = Numbers<Float>(randomNumbers(5 * samples.samples.count, seed: 1))
    let teacherRows = Numbers<Float>(randomNumbers(5 * samples.samples.count, seed: 2))
    let size = ProjectionHead<Float>.parameterCount(inputs: 5, hidden: 32, outputs: 32)
    let parameters = Numbers<Float>(randomNumbers(size, seed: 3, amplitude: 0.3))
    let (dRows, dHead) = (Numbers<Float>(zeros: rows.count), Numbers<Float>(zeros: size))
    func side(_ rows: Numbers<Float>, _ head: Numbers<Float>) -> ProjectedRows<Float> {
      ProjectedRows(
        rows: rows.base, head: ProjectionHead(inputs: 5, hidden: 32, outputs: 32, base: head.base))
    }
    loss.contrast(
      samples, student: side(rows, parameters), teacher: side(teacherRows, parameters),
      contrastRamp: 0.5, gradient: side(dRows, dHead), terms: &terms)
    #expect(terms.contrast > 0)
    #expect(abs(terms.total - before - 0.5 * 0.1 * terms.contrast) < 1e-6)
    #expect(dRows.values.contains { $0 != 0 } && dHead.values.contains { $0 != 0 })
  }
}
