import Foundation
import Testing
import Volume

@testable import Evaluation

/// Scores of medpy and MONAI: Tests/Golden/evaluation.py wrote evaluation.json.
@Suite struct EvaluationGoldenTests {
  /// How to make a mask; the rule is in evaluation.py.
  struct Recipe: Decodable {
    let balls: [[Int]]
    let noise: Int
    let seed: Int

    func mask(_ size: GridSize) -> LabelMap {
      var map = LabelMap(size: size)
      var x = seed
      for offset in 0..<size.count {
        let voxel = size.voxel(at: offset)
        let place = [voxel.i, voxel.j, voxel.k]
        var isIn = balls.contains { ball in
          (0..<3).reduce(0) { sum, axis in
            let distance = 2 * place[axis] - ball[axis]
            return sum + ball[3 + axis] * distance * distance
          } <= ball[6]
        }
        if noise > 0 {
          x = (1_103_515_245 * x + 12345) % (1 << 31)
          if (x >> 16) % 1000 < noise { isIn.toggle() }
        }
        map.voxels[offset] = isIn ? 1 : 0
      }
      return map
    }
  }

  struct Case: Decodable {
    let name: String
    let size: [Int]
    let spacing: [Double]
    let prediction: Recipe
    let truth: Recipe
    let voxels: [Int]
    let dice: Double?
    let hd95: Double?
    let hd95Max: Double?
    let assd: Double?

    enum CodingKeys: String, CodingKey {
      case name, size, spacing, prediction, truth, voxels, dice, hd95, assd
      case hd95Max = "hd95_max"
    }
  }

  struct Fixture: Decodable { let cases: [Case] }

  static let cases: [Case] = {
    let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Golden/evaluation.json")
    return (try? JSONDecoder().decode(Fixture.self, from: Data(contentsOf: url)))?.cases ?? []
  }()

  @Test func otherPackagesAgree() throws {
    #expect(EvaluationGoldenTests.cases.count == 21)
    for known in EvaluationGoldenTests.cases {
      let size = GridSize(i: known.size[0], j: known.size[1], k: known.size[2])
      let (prediction, truth) = (known.prediction.mask(size), known.truth.mask(size))
      #expect([prediction, truth].map { $0.counts[1] } == known.voxels, "\(known.name): the masks")
      let found = Metrics.scores(
        of: prediction, against: truth, label: 1,
        spacing: SIMD3(known.spacing[0], known.spacing[1], known.spacing[2]))
      let pairs = [
        (found.dice, known.dice), (found.hd95, known.hd95), (found.hd95Max, known.hd95Max),
        (found.assd, known.assd),
      ]
      for (value, wanted) in pairs {
        #expect((value == nil) == (wanted == nil), "\(known.name)")
        #expect(
          abs((value ?? 0) - (wanted ?? 0)) <= 1e-9, "\(known.name): \(pairs)")
      }
    }
  }
}
