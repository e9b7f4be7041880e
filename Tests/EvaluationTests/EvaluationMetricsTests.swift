import Foundation
import Testing
import Volume

@testable import Evaluation

@Suite struct EvaluationMetricsTests {
  private let size = GridSize(i: 8, j: 6, k: 3)
  private let spacing = SIMD3(1.0, 2.0, 5.0)

  private func box(_ i: Range<Int>, _ j: Range<Int>, _ k: Range<Int>) -> LabelMap {
    var map = LabelMap(size: size)
    for offset in 0..<size.count {
      let voxel = size.voxel(at: offset)
      if i.contains(voxel.i) && j.contains(voxel.j) && k.contains(voxel.k) {
        map.voxels[offset] = 1
      }
    }
    return map
  }

  private func scores(
    _ prediction: LabelMap, _ truth: LabelMap, skipping: Set<Int> = []
  ) -> ClassScores {
    Metrics.scores(
      of: prediction, against: truth, label: 1, spacing: spacing, skipping: (.k, skipping))
  }

  @Test func aMapAgainstItself() {
    let map = box(1..<5, 1..<4, 0..<3)
    #expect(scores(map, map) == ClassScores(dice: 1, hd95: 0, hd95Max: 0, assd: 0))
  }

  @Test func oneVoxelAgainstAnother() {
    // 3 steps of 1 mm, 0 of 2 mm and 2 of 5 mm apart.
    let found = scores(box(1..<2, 1..<2, 0..<1), box(4..<5, 1..<2, 2..<3))
    let distance = (9.0 + 100).squareRoot()
    #expect(found == ClassScores(dice: 0, hd95: distance, hd95Max: distance, assd: distance))
  }

  @Test func shiftedBarsByHand() {
    // Two bars of 4 voxels in one row, shifted by 2: two voxels each lie on the other, the others at 1 and 2.
    let found = scores(box(0..<4, 2..<3, 1..<2), box(2..<6, 2..<3, 1..<2))
    #expect(found.dice == 0.5)
    #expect(abs((found.assd ?? 0) - 0.75) < 1e-12)
    // Sorted 0 0 0 0 1 1 2 2: place 0.95 * 7 = 6.65 lies between 2 and 2.
    #expect(found.hd95 == 2)
    // One direction, 0 0 1 2: place 2.85 is 1 + 0.85.
    #expect(abs((found.hd95Max ?? 0) - 1.85) < 1e-12)
  }

  @Test func emptySides() {
    let (empty, full) = (LabelMap(size: size), box(0..<2, 0..<2, 0..<1))
    #expect(scores(empty, empty) == .undefined)
    for pair in [(empty, full), (full, empty)] {
      #expect(
        scores(pair.0, pair.1) == ClassScores(dice: 0, hd95: 100, hd95Max: 100, assd: 20))
    }
    // What lies in skipped slices alone is not there.
    #expect(scores(full, full, skipping: [0]) == .undefined)
    #expect(scores(full, box(0..<2, 0..<2, 0..<2), skipping: [0]) == .oneSided)
  }

  @Test func skippedSlicesDoNotCountForDice() {
    let (prediction, truth) = (box(0..<4, 0..<4, 0..<2), box(0..<4, 0..<4, 1..<3))
    #expect(scores(prediction, truth).dice == 0.5)
    #expect(scores(prediction, truth, skipping: [0]).dice == 2.0 * 16 / (16 + 32))
    #expect(scores(prediction, truth, skipping: [0, 2]).dice == 1)
  }

  @Test func exchangingTheSidesChangesNothing() {
    for seed in 0..<30 {
      var random = SplitMix64(seed: UInt64(seed))
      func map() -> LabelMap {
        LabelMap(size: size, voxels: (0..<size.count).map { _ in random.uniform() < 0.3 ? 1 : 0 })
      }
      let (one, two) = (map(), map())
      let (there, back) = (scores(one, two), scores(two, one))
      #expect(there.dice == back.dice && there.hd95Max == back.hd95Max)
      #expect(abs((there.assd ?? 0) - (back.assd ?? 0)) < 1e-12)
      #expect(abs((there.hd95 ?? 0) - (back.hd95 ?? 0)) < 1e-12)
      #expect((there.hd95Max ?? 0) + 1e-12 >= (there.assd ?? 0))
    }
  }

  /// Tests/Golden/metrics.txt, made with scipy and numpy by metrics.py beside it.
  @Test func scipyAgrees() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Golden/metrics.txt")
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst()
    #expect(lines.count == 24)
    for line in lines {
      let columns = line.split(separator: ";", omittingEmptySubsequences: false).map {
        $0.trimmingCharacters(in: .whitespaces)
      }
      let extents = columns[0].split(separator: ",").compactMap { Int($0) }
      let steps = columns[1].split(separator: ",").compactMap { Double($0) }
      let grid = GridSize(i: extents[0], j: extents[1], k: extents[2])
      let skipped = Set(columns[4].split(separator: ",").compactMap { Int($0) })
      let expected = columns[5...].compactMap { Double($0) }
      let found = Metrics.scores(
        of: map(runs: columns[2], grid), against: map(runs: columns[3], grid), label: 1,
        spacing: SIMD3(steps[0], steps[1], steps[2]), skipping: (.k, skipped))
      let values = [found.dice, found.hd95, found.hd95Max, found.assd].compactMap(\.self)
      for (value, wanted) in zip(values, expected) {
        #expect(abs(value - wanted) < 1e-8, "\(columns[0]) \(columns[1]): \(values) \(expected)")
      }
      #expect(values.count == 4 && expected.count == 4)
    }
  }

  private func map(runs: String, _ grid: GridSize) -> LabelMap {
    var voxels: [UInt8] = []
    for (index, run) in runs.split(separator: " ").enumerated() {
      voxels += [UInt8](repeating: UInt8(index % 2), count: Int(run) ?? 0)
    }
    return LabelMap(size: grid, voxels: voxels)
  }

  @Test func undefinedClassesAreLeftOutOfMeansAndNullInJSON() throws {
    let half = ClassScores(dice: 0.5, hd95: 2, hd95Max: 3, assd: 1)
    let whole = ClassScores(dice: 1, hd95: 0, hd95Max: 1, assd: 0)
    let report = EvaluationReport(
      scores: [("a", [1: half, 2: .undefined]), ("b", [1: whole, 2: .undefined])]
    ) { "class \($0)" }
    #expect(report.mean == ClassScores(dice: 0.75, hd95: 1, hd95Max: 2, assd: 0.5))
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let text = String(decoding: try encoder.encode(report), as: UTF8.self)
    #expect(
      text.contains(
        #"{"assd":null,"dice":null,"hd95":null,"hd95_max":null,"id":2,"name":"class 2"}"#))
    #expect(text.contains(#""mean":{"assd":0.5,"dice":0.75,"hd95":1,"hd95_max":2}"#))
    #expect(text.hasPrefix(#"{"cases":[{"case":"a","classes":[{"assd":1,"#))
    #expect(report.csv.split(separator: "\n")[2] == "a,2,class 2,,,,")
    #expect(report.csv.split(separator: "\n")[1] == "a,1,class 1,0.5,2.0,3.0,1.0")
  }
}
