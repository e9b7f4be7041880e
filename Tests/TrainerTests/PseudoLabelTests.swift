import Testing
import Volume

@testable import Prediction
@testable import Trainer

@Suite struct PseudoLabelTests {
  private func answer(_ slice: Int, _ outputs: String, _ uncertainty: [UInt8]? = nil)
    -> SlicePrediction
  {
    let values = outputs.compactMap { $0.wholeNumberValue.map { UInt8($0) } }
    return SlicePrediction(
      slice: slice, outputs: values,
      uncertainty: uncertainty ?? [UInt8](repeating: 0, count: values.count), probabilities: [])
  }

  @Test func islandsBecomeBackgroundAndDoubtHasNoLabel() {
    let expansion = SeedExpansion(width: 5, height: 1, classes: 3, entropy: 0.1)
    let labels = expansion.labels([
      answer(0, "11020", [0, 25, 26, 0, 255]), answer(1, "10022"), answer(2, "00102"),
    ])
    // Class 1: three voxels over slices 0 and 1 are its largest part, the one on slice 2 is an island.
    // Class 2: (3, 0), (3, 1), (4, 1), (4, 2) hang together through the slices.
    #expect(labels[0] == [1, 1, -1, 2, -1])
    #expect(labels[1] == [1, 0, 0, 2, 2])
    #expect(labels[2] == [0, 0, 0, 0, 2])
  }

  @Test func whenTheyAreMade() {
    var settings = PseudoSettings()
    #expect(!settings.isDue(after: 40, of: 100))
    settings.source = .expansion
    #expect((0...100).filter { settings.isDue(after: $0, of: 100) } == [40, 50, 60, 70, 80, 90])
    #expect(!settings.isWanted(at: 39, of: 100) && settings.isWanted(at: 45, of: 100))
    settings.start = 0
    settings.every = 0.001
    #expect(settings.isDue(after: 1, of: 100))
  }

  /// With two slices of five scribbled, crops of the others are without targets.
  @Test func cropsShowThemWhereNothingIsDrawn() throws {
    let test = try SyntheticProject()
    let data = try Dataset(test.project, Dataset.Options())
    let item = data.cases[0]
    let label: [Int8] = (0..<item.width * item.height).map { Int8($0 % item.width % 3) }
    let maker = BatchMaker(
      Sampler(settings: SamplingSettings(), seed: 3, height: 16, width: 16), augmentation: .none,
      count: 8)
    #expect(try maker.batch(step: 0, of: data.snapshot).pseudo == nil)
    data.pseudo = PseudoLabels(slices: [[[Int8]](repeating: label, count: item.count)])
    let batch = try maker.batch(step: 0, of: data.snapshot)
    let pseudo = try #require(batch.pseudo)
    var drawn = 0
    for (target, given) in zip(batch.targets.values, pseudo.values) {
      if target >= 0 { drawn += 1 }
      #expect((target >= 0) == (given < 0))
    }
    #expect(drawn > 0 && drawn < pseudo.values.count)
    // Neighbours along a row differ by one column: 0 1 2 0 1 2…
    for index in 0..<255 where pseudo.values[index] >= 0 && pseudo.values[index + 1] >= 0 {
      if index % 16 < 15 {
        #expect(pseudo.values[index + 1] == (pseudo.values[index] + 1) % 3)
      }
    }
  }
}
