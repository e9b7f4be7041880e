import Foundation
import Testing
import Volume

@testable import Prediction
@testable import Project

@Suite struct TargetTests {
  private let classes = ClassTable([.init(id: 2, name: "b"), .init(id: 7, name: "g")])

  @Test func labelsWithGapsBecomeOutputs() {
    #expect(classes.outputs == 3)
    #expect(classes.labels == [0, 2, 7])
    #expect(classes.targets[0] == -1)
    #expect(classes.targets[255] == 0)
    #expect(classes.targets[2] == 1)
    #expect(classes.targets[7] == 2)
    #expect(classes.targets[1] == -1, "a label that is no class teaches nothing")
    #expect(classes.output(of: 7) == 2)
    #expect(classes.output(of: 5) == nil)
  }

  @Test func theTableIsAListInJSON() throws {
    let data = try JSONEncoder().encode(classes)
    #expect(try JSONDecoder().decode(ClassTable.self, from: data) == classes)
    #expect(String(decoding: data, as: UTF8.self).hasPrefix("[{"))
  }

  @Test func scribblesWinOverAcceptedPixels() {
    let targets = SliceTargets(scribbles: [-1, 2, -1, -1], dense: [0, 0, 1, -1])
    var labels = [Int8](repeating: 9, count: 4)
    var weights = [Float](repeating: 9, count: 4)
    targets.draw(into: &labels, weights: &weights, denseWeight: 0.25)
    #expect(labels == [0, 2, 1, -1])
    #expect(weights == [0.25, 1, 0.25, 0.25])
    #expect(targets.counts(outputs: 3) == [2, 1, 1])
  }

  @Test func noScribbleIsMinusOneNeverBackground() {
    let size = GridSize(i: 3, j: 2, k: 2)
    var scribbles = LabelMap(size: size)
    scribbles.voxels[0] = 255
    scribbles.voxels[1] = 7
    scribbles.voxels[2] = 1
    let found = CaseTargets(
      caseName: "a",
      DrawnLabels(
        scribbles: scribbles, order: SliceOrder(scribbles.size, across: .k), spacing: SIMD3(1, 1, 1)
      ),
      classes: classes,
      margins: Margins())
    var labels = [Int8](repeating: 9, count: 6)
    var weights: [Float] = []
    found.slices[0]?.draw(into: &labels, weights: &weights, denseWeight: 1)
    #expect(labels == [0, 2, -1, -1, -1, -1])
    #expect(found.slices[1] == nil)
    #expect(found.counts == [255: 1, 7: 1])
  }

  @Test func truthIsTaughtEverywhereAndNeverShown() {
    let size = GridSize(i: 2, j: 2, k: 2)
    var truth = LabelMap(size: size)
    truth.voxels[3] = 2
    let found = CaseTargets(
      caseName: "a",
      DrawnLabels(
        scribbles: LabelMap(size: size), truth: truth, order: SliceOrder(size, across: .k),
        spacing: SIMD3(1, 1, 1)), classes: classes, margins: Margins())
    #expect(found.slices[0]?.dense == [0, 0, 0, 1])
    #expect(found.slices[1]?.dense == [0, 0, 0, 0])
    let prediction = VolumePrediction(
      caseName: "a", width: 2, height: 2, count: 2, labels: classes.labels)
    #expect(prediction.shown(with: found, .none).labels == prediction.raw)
  }

  @Test func intensitiesHaveMeanZeroAndDeviationOne() {
    var random = SplitMix64(seed: 3)
    let voxels = (0..<4000).map { _ in Float(random.normal() * 40 + 300) }
    let scale = IntensityScale(of: voxels)
    let numbers = voxels.map { Double(scale.standardised(scale.position(of: $0))) }
    let mean = numbers.reduce(0, +) / 4000
    let deviation = (numbers.reduce(0) { $0 + $1 * $1 } / 4000 - mean * mean).squareRoot()
    #expect(abs(mean) < 1e-4)
    #expect(abs(deviation - 1) < 1e-3)
    #expect(scale.position(of: 1e9) == 1)
    #expect(scale.position(of: -1e9) == 0)
  }

  /// The network sees the picture as if the fill values were not there, and them as its lowest and highest intensities.
  @Test func fillValuesLeadNoScale() {
    var random = SplitMix64(seed: 4)
    let voxels = (0..<4000).map { _ in Float(random.normal() * 40 + 300) }
    let filled =
      voxels + [Float](repeating: -32768, count: 400) + [Float](repeating: 1e20, count: 90)
    let scale = IntensityScale(of: filled)
    #expect(scale == IntensityScale(of: voxels))
    #expect(scale.position(of: -32768) == 0 && scale.position(of: 1e20) == 1)
    // Zero is air: it has its part as ever.
    let air = IntensityScale(of: voxels + [Float](repeating: 0, count: 400))
    #expect(air.low == 0 && air != scale)
  }

  @Test func imagesOfOneIntensityAreRefused() {
    let header = ImageHeader(geometry: Geometry(size: GridSize(i: 3, j: 4, k: 5)))
    let volume = Volume(
      header: header, voxels: [Float](repeating: 7, count: 60), source: URL(fileURLWithPath: "x"))
    let error = #expect(throws: ProjectError.self) {
      try SliceStack.checked(volume, SliceOrder(volume.geometry.size, across: .k))
    }
    #expect(error?.description.contains("same intensity in every voxel (7.0)") == true)
  }

  @Test func constantVolumesAreNoTrouble() {
    let scale = IntensityScale(of: [Float](repeating: 7, count: 10))
    #expect(scale.standardised(scale.position(of: 7)) == 0)
  }

  @Test(arguments: Axis.allCases) func stacksAreSlicesOneBehindAnother(axis: Axis) {
    let size = GridSize(i: 3, j: 4, k: 5)
    let header = ImageHeader(geometry: Geometry(size: size, spacing: SIMD3(1, 2, 3)))
    let volume = Volume(
      header: header, voxels: (0..<60).map(Float.init), source: URL(fileURLWithPath: "x"))
    let stack = SliceStack(volume, SliceOrder(volume.geometry.size, across: axis))
    for slice in 0..<stack.count {
      let expected = volume.slice(slice, along: axis).values.map {
        UInt16(stack.scale.position(of: $0) * 65_535 + 0.5)
      }
      #expect(Array(stack.values[slice * stack.pixels..<(slice + 1) * stack.pixels]) == expected)
    }
    #expect(stack.columnSpacing == Double(axis == .i ? 2 : 1))
    #expect(stack.neighbours(of: 0, number: 3) == [0, 0, 1])
  }
}
