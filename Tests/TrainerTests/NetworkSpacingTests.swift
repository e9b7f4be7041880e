import Foundation
import Neural
import Testing
import Volume

@testable import Prediction
@testable import Trainer

/// Pixels of the network that are not the volume's own.
@Suite struct NetworkSpacingTests {
  private var input: NetworkInput {
    var input = NetworkInput()
    input.spacing = 2
    return input
  }

  /// 40 x 30 pixels of 1 x 0.5 mm, two slices; intensity is 10 mm⁻¹ along the columns.
  private var volume: Volume {
    let size = GridSize(i: 40, j: 30, k: 2)
    let voxels = (0..<size.count).map { Float(10 * (size.voxel(at: $0).i)) }
    let geometry = Geometry(size: size, spacing: SIMD3(1, 0.5, 8))
    return Volume(
      header: ImageHeader(geometry: geometry), voxels: voxels, source: URL(fileURLWithPath: "x.nii")
    )
  }

  @Test func stepsCountTheSlicesPixels() {
    let stack = SliceStack(volume, SliceOrder(volume.geometry.size, across: .k))
    #expect(stack.step(input).columns == 2 && stack.step(input).rows == 4)
    #expect(stack.step(NetworkInput()) == .native)
  }

  @Test func largeSlicesAreLookedAtMoreCoarsely() {
    var input = NetworkInput()
    input.side = 100
    func step(_ width: Int, _ height: Int) -> PixelStep {
      PixelStep(input, columnSpacing: 1, rowSpacing: 0.5, width: width, height: height)
    }
    #expect(step(150, 60).columns == 1.5 && step(150, 60).rows == 1.5)
    #expect(step(100, 40) == .native)
    #expect(step(102, 40) == .native, "not worth the blur")
    input.spacing = 2
    #expect(step(200, 200).rows == 4, "a spacing in millimetres decides alone")
  }

  @Test func theMedianIsTakenWhenThePlanIsMade() throws {
    let test = try SyntheticProject(
      spacing: SIMD3(1.5, 1.5, 5), cases: ["one", "two"],
      options: ["network.spacing": "median"])
    var plan = try TrainingPlan(test.project, TrainingRequest())
    plan.takeMedianSpacing(of: try Dataset(test.project, .init(plan.settings)).cases)
    #expect(plan.settings.input.spacing == 1.5 && !plan.settings.usesMedianSpacing)
    var settings = TrainingSettings()
    for value in ["own", "median", "2.5"] {
      try settings.set("network.spacing", to: value)
      let option = TrainingOption.all.first { $0.key == "network.spacing" }
      #expect(option?.value(in: settings) == value)
    }
    #expect(throws: (any Error).self) { try settings.set("network.spacing", to: "0") }
  }

  @Test func cropsCoverMillimetres() {
    var random = SplitMix64(seed: 1)
    let step = PixelStep(input, columnSpacing: 1, rowSpacing: 0.5, width: 40, height: 30)
    let map = SamplingMap(
      height: 5, width: 7, column: 20, row: 15,
      Augmentation(.none, aspect: 0.5, step: step, random: &random))
    // Three pixels of 2 mm to the left of the middle, and two above it.
    #expect(map.columns[0] == 20 - 3 * 2 && map.rows[0] == 15 - 2 * 4)
    #expect(map.columns[34] == 26 && map.rows[34] == 23)
  }

  @Test func aTurnIsOneInMillimetres() {
    var settings = AugmentationSettings.none
    settings.rotation = 90
    let step = PixelStep(input, columnSpacing: 1, rowSpacing: 0.5, width: 40, height: 30)
    for seed: UInt64 in 1...5 {
      var random = SplitMix64(seed: seed)
      let m = Augmentation(settings, aspect: 0.5, step: step, random: &random).matrix
      // One pixel of the crop is 2 mm in any direction.
      let across: Float = m[0] * m[0] + 0.25 * m[2] * m[2]
      let down: Float = m[1] * m[1] + 0.25 * m[3] * m[3]
      #expect(abs(across - 4) < 1e-4 && abs(down - 4) < 1e-4)
    }
  }

  @Test func windowsAreInterpolatedThereAndBack() {
    let stack = SliceStack(volume, SliceOrder(volume.geometry.size, across: .k))
    let region = RegionOfInterest(columns: 4..<36, rows: 2..<26)
    let window = PredictionWindow(region, multiple: 8, step: stack.step(input))
    #expect(window.width == 16 && window.height == 16)
    let batch = window.images(stack, slices: [0], input: input)
    // The image is linear along the columns, so the way there and back gives it again; the outermost column lies half a
    // pixel of the network beyond its first one, which it takes.
    let back = window.regionValues(of: batch.values[...], planes: 1)
    let native = PredictionWindow(region, multiple: 8)
    let direct = native.regionValues(
      of: native.images(stack, slices: [0], input: NetworkInput()).values[...], planes: 1)
    #expect(back.count == 32 * 24 && direct.count == back.count)
    for index in back.indices where (1..<31).contains(index % 32) {
      #expect(abs(back[index] - direct[index]) < 1e-4)
    }
    #expect(back[0] == back[32] && back[0] > direct[0] && back[0] < direct[1])
  }

  @Test func theVolumesOwnSpacingChangesNothing() {
    let stack = SliceStack(volume, SliceOrder(volume.geometry.size, across: .k))
    let region = RegionOfInterest(columns: 3..<20, rows: 1..<20)
    let window = PredictionWindow(region, multiple: 8)
    let values = (0..<2 * window.width * window.height).map { Float($0) }
    let found = window.regionValues(of: values[...], planes: 2)
    let first = (1 - Int(window.top)) * window.width + 3 - Int(window.left)
    let plane = window.width * window.height
    #expect(found[0] == Float(first))
    #expect(found[17] == Float(first + window.width))
    #expect(found[17 * 19] == Float(first + plane))
    #expect(stack.width == 40)
  }

  @Test func trainsAndPredictsOnTheVolumesGrid() throws {
    let options = SyntheticProject.tiny.merging(["network.spacing": "1.5"]) { $1 }
    let test = try SyntheticProject(options: options)
    let status = try test.train(steps: 4, request: { _ in })
    #expect(status.phase == .done)
    let name = test.project.caseNames[0]
    let labels = try LabelMap.load(test.project.prediction(name))
    #expect(labels.size == test.size)
  }
}
