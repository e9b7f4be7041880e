import Foundation
import Testing
import Volume

@testable import Simulation

@Suite struct EvaluationPhantomTests {
  private static func phantom(seed: UInt64, phase: Double = 0) -> Phantom {
    Phantom(
      PhantomSettings(
        seed: seed, phase: phase, size: GridSize(i: 48, j: 44, k: 6), spacing: SIMD3(3.8, 3.8, 10)))
  }

  @Test func equalSettingsGiveEqualVoxels() {
    let (one, two) = (Self.phantom(seed: 4), Self.phantom(seed: 4))
    #expect(one.image.voxels == two.image.voxels && one.truth == two.truth)
    #expect(Self.phantom(seed: 5).truth != one.truth)
  }

  @Test func itLooksLikeAHeart() {
    for seed in 1...3 {
      let phantom = Self.phantom(seed: UInt64(seed))
      let (truth, size) = (phantom.truth, phantom.truth.size)
      let counts = truth.counts
      #expect((1...3).allSatisfy { counts[$0] > 100 }, "seed \(seed): \(counts[0...3])")
      #expect(counts[4...].allSatisfy { $0 == 0 })
      // The cavity lies inside the muscle: it touches neither right ventricle nor background in plane.
      for k in 0..<size.k {
        let slice = truth.slice(k, along: .k)
        for row in 1..<slice.height - 1 {
          for column in 1..<slice.width - 1 where slice[column, row] == 3 {
            let around = [
              slice[column - 1, row], slice[column + 1, row], slice[column, row - 1],
              slice[column, row + 1],
            ]
            #expect(around.allSatisfy { $0 >= 2 }, "seed \(seed), slice \(k)")
          }
        }
      }
      // Every class is in one piece.
      for label in 1...3 {
        let mask = truth.voxels.map { $0 == UInt8(label) }
        let parts = ConnectedComponents(of: mask, size: size, connectivity: .corners)
        #expect(parts.sizes.max() ?? 0 >= counts[label] * 97 / 100, "seed \(seed), class \(label)")
      }
      // Blood is bright, muscle dark.
      func mean(_ label: UInt8) -> Float {
        let values = zip(phantom.image.voxels, truth.voxels).filter { $1 == label }.map { $0.0 }
        return values.reduce(0, +) / Float(values.count)
      }
      #expect(mean(3) > 1.4 * mean(2) && mean(1) > 1.4 * mean(2))
    }
  }

  @Test func theHeartContracts() {
    for seed in 1...3 {
      let wide = Self.phantom(seed: UInt64(seed)).truth.counts
      let narrow = Self.phantom(seed: UInt64(seed), phase: 1).truth.counts
      let ejected = 1 - Double(narrow[3]) / Double(wide[3])
      #expect((0.4...0.85).contains(ejected), "seed \(seed): \(ejected)")
      #expect((0.7...1.4).contains(Double(narrow[2]) / Double(wide[2])), "seed \(seed)")
    }
  }

  @Test func itIsWrittenAsAnImage() throws {
    let url = FileManager.default.temporaryDirectory
      .appendingPathComponent("phantom-\(UUID().uuidString).nii.gz")
    defer { try? FileManager.default.removeItem(at: url) }
    let phantom = Self.phantom(seed: 2)
    try phantom.writeImage(to: url)
    let read = try Volume.load(url)
    #expect(read.voxels == phantom.image.voxels)
    #expect(read.geometry.axisLetters == "LPS" && read.geometry.sliceAxis == .k)
    #expect(read.header.transform == .sform && read.header.doubts.isEmpty)
  }
}

@Suite struct EvaluationScribbleTests {
  private static let sample = Phantom(PhantomSettings(seed: 3, size: GridSize(i: 96, j: 96, k: 7)))
    .truth
  private var truth: LabelMap { Self.sample }

  @Test func scribblesAgreeWithTheTruth() {
    for seed in 0..<6 {
      let simulation = ScribbleSimulation(seed: UInt64(seed), sliceCount: 3)
      let scribbles = simulation.scribbles(on: truth)
      let slices = simulation.slices(of: truth)
      #expect(slices.count == 3)
      #expect(scribbles.slices(along: .k) { $0 != 0 } == slices)
      for (drawn, true_) in zip(scribbles.voxels, truth.voxels) where drawn != 0 {
        #expect(drawn == (true_ == 0 ? 255 : true_))
      }
      for k in slices {
        let (slice, whole) = (scribbles.slice(k, along: .k), truth.slice(k, along: .k))
        for label in Set(whole.values).subtracting([0]) {
          let (part, all) = (
            slice.values.count { $0 == label }, whole.values.count { $0 == label }
          )
          #expect(part > 0 && part <= max(9, all * 6 / 10), "class \(label): \(part) of \(all)")
        }
        let background = slice.values.count { $0 == 255 }
        #expect(background >= 20 && background < whole.values.count / 20)
      }
    }
  }

  @Test func aSliceDoesNotDependOnTheOthers() {
    let few = ScribbleSimulation(seed: 9, sliceCount: 3)
    let all = ScribbleSimulation(seed: 9, sliceCount: nil)
    let (some, every) = (few.scribbles(on: truth), all.scribbles(on: truth))
    for k in few.slices(of: truth) {
      #expect(some.slice(k, along: .k) == every.slice(k, along: .k))
    }
    #expect(ScribbleSimulation(seed: 10).scribbles(on: truth) != some)
    #expect(few.scribbles(on: truth) == some)
  }

  @Test func slicesAreSpreadEvenly() {
    var map = LabelMap(size: GridSize(i: 1, j: 1, k: 12))
    for k in 2...10 { map.voxels[k] = 1 }
    func slices(_ count: Int?) -> [Int] { ScribbleSimulation(sliceCount: count).slices(of: map) }
    #expect(slices(1) == [6])
    #expect(slices(3) == [3, 6, 9])
    #expect(slices(2) == [4, 8])
    #expect(slices(nil) == Array(2...10))
    #expect(slices(40) == Array(2...10))
    #expect(ScribbleSimulation().slices(of: LabelMap(size: map.size)) == [])
  }

  @Test func anyAxisAndAnyShapeIsDrawn() {
    for seed in 0..<40 {
      var random = SplitMix64(seed: UInt64(seed))
      let size = GridSize(
        i: 1 + Int(random.next() % 20), j: 1 + Int(random.next() % 20),
        k: 1 + Int(random.next() % 5))
      let map = LabelMap(
        size: size,
        voxels: (0..<size.count).map { _ in UInt8(random.next() % UInt64(2 + seed % 4)) })
      for axis in Axis.allCases {
        let drawn = ScribbleSimulation(seed: 1, axis: axis, sliceCount: 2).scribbles(on: map)
        for (scribble, true_) in zip(drawn.voxels, map.voxels) where scribble != 0 {
          #expect(scribble == (true_ == 0 ? 255 : true_))
        }
      }
    }
  }

  @Test func walksFollowTheLine() {
    // A cross: the walk starts at an end and keeps one way through the middle.
    var cross = Slice(width: 9, height: 9, values: [Bool](repeating: false, count: 81))
    for index in 0..<9 {
      cross[index, 4] = true
      cross[4, index] = true
    }
    for seed in 0..<20 {
      var random = SplitMix64(seed: UInt64(seed))
      let walk = SkeletonWalk.walk(along: cross, &random)
      #expect((6...12).contains(walk.count), "seed \(seed): \(walk.count)")
      for (one, two) in zip(walk, walk.dropFirst()) {
        #expect(abs(one.0 - two.0) <= 1 && abs(one.1 - two.1) <= 1)
      }
    }
  }
}
