import Foundation
import Testing

@testable import Volume

@Suite struct FillValueTests {
  /// A noisy picture, 100 to 500, in which some voxels hold other values.
  private func voxels(_ fills: [(value: Float, share: Double)] = [], count: Int = 20_000) -> [Float]
  {
    var random = SplitMix64(seed: 3)
    var voxels = (0..<count).map { _ in Float(Int(random.uniform(in: 100..<500))) }
    var next = 0
    for fill in fills {
      let end = next + Int(fill.share * Double(count))
      // Spread out, so that sampled percentiles see as many as there are.
      for index in next..<end { voxels[(index * 7919) % count] = fill.value }
      next = end
    }
    return voxels
  }

  @Test(
    arguments: [
      -32768, -1024, -2000, -3000, -9999, 32767, 65535, -3.4e38, 1e20, -1e9,
    ] as [Float], [0.0015, 0.028, 0.4, 0.95])
  func areFoundAndLeadNoWindow(value: Float, share: Double) throws {
    let voxels = voxels([(value, share)])
    let fill = try #require(FillValues(in: voxels))
    #expect(fill.entries.map(\.value) == [value])
    #expect(fill.entries[0].voxels == Int(share * 20_000))
    #expect(fill.others.lowerBound >= 100 && fill.others.upperBound < 500)
    let window = IntensityWindow.automatic(for: voxels)
    #expect((95...115).contains(window.low) && (480...500).contains(window.high), "\(window)")
    #expect(window.position(of: value) == (value < 0 ? 0 : 1), "the nearest grey")
  }

  @Test(
    arguments: [
      [-32768, -32767], [-32768, -9999], [-3024, -1024], [-32768, 32767], [-9999, 9999],
      [1e20, 2e20],
    ] as [[Float]])
  func twoAreFound(values: [Float]) throws {
    let voxels = voxels(values.map { ($0, 0.1) })
    let fill = try #require(FillValues(in: voxels))
    #expect(fill.entries.map(\.value) == values)
    #expect(IntensityWindow.automatic(for: voxels).low >= 100)
  }

  @Test func beyondTheWholeRangeOfAType() {
    var random = SplitMix64(seed: 5)
    var voxels = (0..<20_000).map { _ in Float(Int(random.uniform(in: 0..<32_767))) }
    for index in 0..<100 { voxels[index] = -32768 }
    #expect(FillValues(in: voxels)?.entries.map(\.value) == [-32768])
  }

  @Test func areToldInWords() {
    let voxels = voxels([(-32768, 0.028)])
    let sentence = FillValues(in: voxels)?.sentence(voxels: voxels.count) ?? ""
    #expect(sentence.hasPrefix("Fill value -32768 in 2.8 % of the voxels: "))
    #expect(sentence.contains("(100 to 499)"))
    let two = self.voxels([(-1e20, 0.1), (32767, 0.2)])
    let both = FillValues(in: two)?.sentence(voxels: two.count) ?? ""
    #expect(both.hasPrefix("Fill values -1e+20 in 10 % of the voxels and 32767 in 20 %"), "\(both)")
  }

  /// Where nothing is found, window and scale are computed as they always were.
  @Test func ordinaryPicturesHaveNone() {
    var random = SplitMix64(seed: 9)
    func picture(_ value: (Int) -> Float) -> [Float] { (0..<20_000).map(value) }
    let pictures: [(String, [Float])] = [
      ("noise", voxels()),
      ("air", voxels([(0, 0.6)])),
      ("a brain without its skull", picture { $0 % 5 < 3 ? 0 : 1000 + Float($0 % 300) }),
      ("the same, standardised", picture { $0 % 5 < 3 ? -2 : Float(random.normal()) }),
      ("CT", picture { $0 % 3 == 0 ? -1024 : Float($0 % 4000) - 1000 }),
      ("saturation", picture { min(4095, Float($0 % 6000)) }),
      ("one hot voxel", picture { $0 == 7 ? 32767 : 100 + Float($0 % 300) }),
      ("a mask", picture { $0 % 9 == 0 ? 255 : 0 }),
      ("labels", picture { [0, 1, 2, 3, 255][$0 % 5] }),
      ("a map of probabilities", picture { $0 % 50 == 0 ? Float($0 % 255) / 255 : 0 }),
      ("one intensity", picture { _ in 7 }), ("nothing", []),
      ("one voxel", [3]),
    ]
    for (name, voxels) in pictures { #expect(FillValues(in: voxels) == nil, "\(name)") }
  }

  @Test func notFiniteIsNoFillValue() throws {
    var voxels = voxels()
    for index in 0..<4000 { voxels[index] = index % 2 == 0 ? .nan : .infinity }
    #expect(FillValues(in: voxels) == nil)
    let header = ImageHeader(geometry: Geometry(size: GridSize(i: 20_000, j: 1, k: 1)))
    let volume = Volume(header: header, voxels: voxels, source: URL(fileURLWithPath: "x"))
    #expect(volume.nonFiniteCount == 4000 && volume.doubts.isEmpty)
    for index in 0..<1000 { voxels[index + 4000] = -32768 }
    let filled = Volume(header: header, voxels: voxels, source: URL(fileURLWithPath: "x"))
    // What is not finite takes the smallest value there is, and is left out with it.
    #expect(
      filled.doubts.contains { $0.hasPrefix("Fill value -32768 in 25 %") }, "\(filled.doubts)")
    #expect(IntensityWindow.automatic(for: filled).low >= 100)
  }
}

/// Real images, where a copy lies beside the repository: none has a fill value, so window and scale keep their bits.
@Suite struct FillValueRealDataTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("../shared/data").standardizedFileURL
  static var isPresent: Bool { FileManager.default.fileExists(atPath: folder.path) }

  @Test(.enabled(if: isPresent, "needs ../shared/data"))
  func noneHasAny() throws {
    let walk = FileManager.default.enumerator(at: Self.folder, includingPropertiesForKeys: nil)
    let files = (walk?.compactMap { $0 as? URL } ?? [])
      .filter { $0.lastPathComponent.hasPrefix("image.nii") }.sorted { $0.path < $1.path }
    #expect(!files.isEmpty)
    for file in files.enumerated().filter({ $0.offset % 12 == 0 }).map(\.element) {
      let volume = try Volume.load(file)
      #expect(FillValues(in: volume.voxels) == nil, "\(file.path)")
    }
  }
}
