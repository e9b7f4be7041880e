import Foundation
import Testing
import Volume

@testable import Prediction
@testable import Trainer

@Suite struct AugmentationTests {
  /// A slice stack whose intensity tells the label: three upright stripes, repeated in both halves of the rows.
  private func striped() -> (stack: SliceStack, labels: [Int8]) {
    let size = GridSize(i: 40, j: 36, k: 1)
    var labels: [Int8] = []
    for row in 0..<36 {
      for column in 0..<40 { labels.append(Int8((column / 8 + row / 12) % 3)) }
    }
    let volume = Volume(
      header: ImageHeader(geometry: Geometry(size: size)), voxels: labels.map { Float($0) * 100 },
      source: URL(fileURLWithPath: "x"))
    return (SliceStack(volume, SliceOrder(volume.geometry.size, across: .k)), labels)
  }

  private func render(
    _ augmentation: Augmentation, height: Int = 24, width: Int = 32, column: Float = 19.5,
    row: Float = 17.5
  ) -> (image: [Float], targets: [Int8]) {
    let (stack, labels) = striped()
    let map = SamplingMap(height: height, width: width, column: column, row: row, augmentation)
    let renderer = CropRenderer(
      height: height, width: width, noise: NoiseTable(deviation: 0, limit: 1))
    var image = [Float](repeating: .nan, count: height * width)
    renderer.image(
      stack, slice: 0, slices: 1, through: map, tone: augmentation.tone, into: &image)
    var targets = [Int8](repeating: 99, count: height * width)
    var weights = [Float](repeating: 1, count: height * width)
    renderer.targets(
      SliceLabels(targets: labels, width: 40, height: 36), through: map, into: &targets, &weights,
      at: 0)
    return (image, targets)
  }

  @Test func withoutVariationACropIsTheImage() {
    let (image, targets) = render(.identity)
    let labels = striped().labels
    for row in 0..<24 {
      for column in 0..<32 {
        let source = (row + 6) * 40 + column + 4
        #expect(targets[row * 32 + column] == labels[source])
        #expect(abs(image[row * 32 + column] - Float(labels[source]) / 2) < 1e-4)
      }
    }
  }

  @Test func labelsFollowImages() {
    for seed in 0..<60 as Range<UInt64> {
      var random = SplitMix64(seed: seed)
      var settings = AugmentationSettings()
      settings.gamma = 0
      let augmentation = Augmentation(settings, aspect: 1, random: &random)
      let (image, targets) = render(augmentation, height: 16, width: 16)
      // Between stripes an image pixel is a mixture; where it is pure, the label must be that stripe's.
      for (value, target) in zip(image, targets) where target >= 0 {
        let twice = value * 2
        if abs(twice - twice.rounded()) < 1e-3 && abs(twice - Float(target)) > 0.5 {
          // A mixture of 0 and 2 may look like 1.
          #expect(twice.rounded() == 1, "seed \(seed)")
        }
      }
      let right = zip(image, targets).count { abs($0 * 2 - Float($1)) < 0.51 }
      #expect(Double(right) > 0.9 * Double(16 * 16), "seed \(seed): \(right)")
    }
  }

  @Test func fillsAreMinusOne() {
    for seed in 0..<40 as Range<UInt64> {
      var random = SplitMix64(seed: seed)
      let augmentation = Augmentation(AugmentationSettings(), aspect: 1.3, random: &random)
      let (image, targets) = render(augmentation, height: 48, width: 48, column: 2, row: 33)
      #expect(targets.contains(-1))
      #expect(targets.allSatisfy { (-1...2).contains($0) })
      #expect(image.allSatisfy { (0...1).contains($0) }, "images are mirrored, never empty")
    }
  }

  @Test func turnsAreTurnsInMillimetres() {
    var settings = AugmentationSettings.none
    settings.rotation = 90
    var random = SplitMix64(seed: 1)
    let augmentation = Augmentation(settings, aspect: 3, random: &random)
    // Columns are 1 mm apart, rows 3 mm: lengths in millimetres stay.
    let m = augmentation.matrix
    let column = SIMD2(Double(m[0]), Double(m[2]) * 3)
    let row = SIMD2(Double(m[1]), Double(m[3]) * 3)
    #expect(abs((column * column).sum().squareRoot() - 1) < 1e-5)
    #expect(abs((row * row).sum().squareRoot() - 3) < 1e-5)
    #expect(abs((column * row).sum()) < 1e-5)
  }

  @Test func nothingIsVariedWhereNothingIsWanted() {
    var random = SplitMix64(seed: 9)
    #expect(Augmentation(.none, aspect: 1, random: &random) == .identity)
  }

  @Test func gammaActsOnIntensities() {
    let (plain, _) = render(.identity)
    var bent = Augmentation.identity
    bent.tone.gamma = 1.2
    let (image, _) = render(bent)
    for (before, after) in zip(plain, image) { #expect(abs(pow(before, 1.2) - after) < 2e-3) }
  }

  @Test func contrastAndBrightnessComeAfterGamma() {
    let (plain, _) = render(.identity)
    var toned = Augmentation.identity
    toned.tone = Augmentation.Tone(gamma: 1.2, spread: 0.8, offset: 0.05)
    let (image, _) = render(toned)
    for (before, after) in zip(plain, image) {
      #expect(abs(0.5 + 0.8 * (pow(before, 1.2) - 0.5) + 0.05 - after) < 2e-3)
    }
  }

  @Test func tonesAndShiftsStayWithinWhatIsWanted() {
    var settings = AugmentationSettings.none
    (settings.contrast, settings.brightness, settings.shift) = (0.25, 0.1, 0.1)
    var (spreads, offsets, shifts): ([Float], [Float], [Float]) = ([], [], [])
    for seed in 0..<400 as Range<UInt64> {
      var random = SplitMix64(seed: seed)
      let augmentation = Augmentation(settings, aspect: 1, side: 100, random: &random)
      #expect(augmentation.tone.gamma == 1)
      spreads.append(augmentation.tone.spread)
      offsets.append(augmentation.tone.offset)
      shifts += (0..<3).map { augmentation.shift[$0] }
    }
    func spans(_ values: [Float], _ middle: Float, _ most: Float) -> Bool {
      let range = middle - most...middle + most
      let far = values.count { abs($0 - middle) > most * 0.9 }
      // A tenth of a uniform distribution lies in its outermost tenth.
      return values.allSatisfy(range.contains)
        && (0.05...0.16).contains(Double(far) / Double(values.count))
    }
    #expect(spans(spreads, 1, 0.25) && spans(offsets, 0, 0.1) && spans(shifts, 0, 10))
  }

  @Test func aVolumesShortestSideIsInMillimetres() {
    let size = GridSize(i: 40, j: 36, k: 3)
    let geometry = Geometry(size: size, spacing: SIMD3(1, 2, 10))
    let volume = Volume(
      header: ImageHeader(geometry: geometry),
      voxels: (0..<size.count).map { Float($0 % 7) }, source: URL(fileURLWithPath: "x"))
    #expect(SliceStack(volume, SliceOrder(volume.geometry.size, across: .k)).shortestSide == 30)
    #expect(SliceStack(volume, SliceOrder(volume.geometry.size, across: .i)).shortestSide == 30)
  }

  @Test func noiseIsNormalAndCutOff() {
    let table = NoiseTable(deviation: 0.1, limit: 0.2)
    let mean = table.values.reduce(0, +) / Float(table.values.count)
    let square = table.values.reduce(0) { $0 + $1 * $1 } / Float(table.values.count)
    #expect(abs(mean) < 1e-6)
    // Deviation of a normal distribution cut off at two deviations, with the tails at the limit: 0.0960.
    #expect(abs(square.squareRoot() - 0.0960) < 5e-4)
    #expect(table.values.min() == -0.2)
    #expect(table.values.max() == 0.2)
  }

  @Test func coordinatesFollowTheImage() {
    let (stack, _) = striped()
    let renderer = CropRenderer(height: 4, width: 4, noise: NoiseTable(deviation: 0, limit: 1))
    var output = ArraySlice([Float](repeating: 0, count: 48))
    func draw(_ augmentation: Augmentation) {
      let map = SamplingMap(height: 4, width: 4, column: 19.5, row: 17.5, augmentation)
      renderer.positions(
        stack, slice: 0, through: map, .space, shift: augmentation.shift, into: &output)
    }
    draw(.identity)
    #expect(abs(output[0] + 1.5 / 50) < 1e-6)
    #expect(abs(output[3] - 1.5 / 50) < 1e-6)
    #expect(abs(output[16] + 1.5 / 50) < 1e-6)
    #expect(output[32] == 0)
    // Shifted by millimetres along columns, rows and slices.
    var shifted = Augmentation.identity
    shifted.shift = SIMD3(5, -10, 20)
    draw(shifted)
    #expect(abs(output[0] - (5 - 1.5) / 50) < 1e-6)
    #expect(abs(output[16] - (-10 - 1.5) / 50) < 1e-6)
    #expect(abs(output[32] - 0.4) < 1e-6)
    // Mirrored along the columns: so are the coordinates.
    var mirrored = Augmentation.identity
    mirrored.matrix = SIMD4(-1, 0, 0, 1)
    draw(mirrored)
    #expect(abs(output[0] - 1.5 / 50) < 1e-6)
  }

  @Test func warpingIsSmoothAndAsLargeAsWanted() {
    var settings = AugmentationSettings.none
    settings.warp = 0.075
    var squares = 0.0
    for seed in 0..<20 as Range<UInt64> {
      var random = SplitMix64(seed: seed)
      let augmentation = Augmentation(settings, aspect: 1, random: &random)
      let warped = SamplingMap(height: 40, width: 40, column: 20, row: 20, augmentation)
      let plain = SamplingMap(height: 40, width: 40, column: 20, row: 20, .identity)
      let shifts = zip(warped.columns, plain.columns).map { Double($0 - $1) }
      for index in shifts.indices where index % 40 > 0 {
        #expect(abs(shifts[index] - shifts[index - 1]) < 2, "no jumps from pixel to pixel")
      }
      squares += shifts.reduce(0) { $0 + $1 * $1 } / Double(shifts.count * 20)
    }
    // Between the corners of the grid interpolation averages: a deviation of 3 pixels becomes 2/3 of it.
    #expect((1.5...2.6).contains(squares.squareRoot()))
  }

  @Test func mirroringNeverLeavesTheImage() {
    for place in stride(from: Float(-100), through: 100, by: 0.37) {
      #expect((0...9).contains(CropRenderer.mirrored(place, 9)))
    }
    #expect(CropRenderer.mirrored(-1, 9) == 1)
    #expect(CropRenderer.mirrored(10, 9) == 8)
    #expect(CropRenderer.mirrored(5, 0) == 0)
  }
}
