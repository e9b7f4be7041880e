import Neural
import Testing
import Volume

@testable import Prediction
@testable import Project

@Suite struct VolumePredictionTests {
  private let stamp = PredictionStamp(generation: 1)

  private func pipeline(_ severalOrgans: Set<UInt8> = [], denies: Bool = true) -> PredictionPipeline
  {
    var settings = PredictionSettings()
    settings.deniesSurroundings = denies
    return PredictionPipeline(settings, Calibration(), severalOrgans: severalOrgans)
  }

  @Test func windowsAreMultiplesAroundTheRegion() {
    let region = RegionOfInterest(columns: 10..<33, rows: 0..<5)
    let window = PredictionWindow(region, multiple: 8)
    #expect(window.width == 24 && window.height == 16)
    #expect(window.left == 10 && window.top == -5)
  }

  @Test func placesAreMirroredHoweverFar() {
    #expect((-4...6).map { PredictionWindow.mirrored($0, 3) } == [0, 1, 2, 1, 0, 1, 2, 1, 0, 1, 2])
    #expect(PredictionWindow.mirrored(-9, 1) == 0)
  }

  @Test func scribblesAndAcceptedSlicesAreKept() {
    let size = GridSize(i: 3, j: 1, k: 2)
    let classes = ClassTable([.init(id: 4, name: "a")])
    var map = LabelMap(size: size)
    map.voxels[1] = 4
    map.voxels[2] = 255
    let targets = CaseTargets(
      caseName: "a",
      DrawnLabels(scribbles: map, order: SliceOrder(map.size, across: .k), spacing: SIMD3(1, 1, 1)),
      classes: classes,
      margins: Margins())
    var prediction = VolumePrediction(
      caseName: "a", width: 3, height: 1, count: 2, labels: classes.labels)
    let region = RegionOfInterest(width: 3, height: 1)
    func answer(_ slice: Int, _ outputs: [UInt8]) -> SlicePrediction {
      SlicePrediction(
        slice: slice, outputs: outputs, uncertainty: [50, 60, 70], probabilities: [])
    }
    prediction.take(answer(0, [0, 0, 1]), region: region, stamp: stamp)
    #expect(!prediction.isComplete)
    prediction.take(answer(1, [1, 0, 1]), region: region, stamp: stamp)
    let shown = prediction.shown(with: targets, pipeline())
    // Drawn: 4 and background; in the second slice nothing touches the stroke.
    #expect(shown.labels == [0, 4, 0, 0, 0, 0])
    #expect(shown.uncertainty == [50, 0, 0, 50, 60, 70])
    #expect(
      prediction.shown(with: targets, pipeline([4])).labels == [0, 4, 0, 4, 0, 4])
  }

  @Test func whatAnotherProgramHasNamedIsNoIsland() {
    let size = GridSize(i: 7, j: 1, k: 1)
    let classes = ClassTable([.init(id: 4, name: "a"), .init(id: 6, name: "b")])
    var (map, imported) = (LabelMap(size: size), LabelMap(size: size, filledWith: 255))
    map.voxels[0] = 4
    imported.voxels[3] = 6
    imported.voxels[6] = 6
    let targets = CaseTargets(
      caseName: "a",
      DrawnLabels(
        scribbles: map, imported: imported, order: SliceOrder(size, across: .k),
        spacing: SIMD3(1, 1, 1)), classes: classes, margins: Margins())
    var prediction = VolumePrediction(
      caseName: "a", width: 7, height: 1, count: 1, labels: classes.labels)
    prediction.take(
      SlicePrediction(
        slice: 0, outputs: [1, 0, 2, 2, 0, 2, 1], uncertainty: [UInt8](repeating: 9, count: 7),
        probabilities: []), region: RegionOfInterest(width: 7, height: 1), stamp: stamp)
    // At 5 nothing speaks for class 6; at 6 the other program says another class.
    #expect(prediction.shown(with: targets, pipeline()).labels == [4, 0, 6, 6, 0, 0, 0])
  }

  @Test func aDeniedPartGoesWithTheStroke() {
    let (side, classes) = (9, ClassTable([.init(id: 4, name: "a")]))
    var map = LabelMap(size: GridSize(i: side, j: side, k: 2))
    map.voxels[4 * side + 4] = 255
    let targets = CaseTargets(
      caseName: "a",
      DrawnLabels(scribbles: map, order: SliceOrder(map.size, across: .k), spacing: SIMD3(1, 1, 5)),
      classes: classes,
      margins: Margins())
    var prediction = VolumePrediction(
      caseName: "a", width: side, height: side, count: 2, labels: classes.labels)
    let organ = (0..<side * side).map { pixel -> UInt8 in
      let (x, y) = (pixel % side - 4, pixel / side - 4)
      return x * x + y * y <= 9 ? 1 : 0
    }
    for slice in 0..<2 {
      prediction.take(
        SlicePrediction(
          slice: slice, outputs: organ, uncertainty: [UInt8](repeating: 9, count: organ.count),
          probabilities: []), region: RegionOfInterest(width: side, height: side), stamp: stamp)
      // The second slice is what training has said; nobody has drawn there.
      let shown = prediction.shown(with: targets, pipeline([4])).labels
      #expect(shown[..<organ.count].allSatisfy { $0 == 0 })
      #expect(shown[organ.count...].filter { $0 == 4 }.count == (slice == 1 ? 29 : 0))
      let kept = prediction.shown(
        with: targets, pipeline([4], denies: false))
      #expect(kept.labels[..<organ.count].filter { $0 == 4 }.count == 28, "its own pixel alone")
    }
  }

  @Test func slicesAreShownAsInTheWholeVolume() {
    let (size, classes) = (
      GridSize(i: 12, j: 10, k: 4), ClassTable([.init(id: 1, name: "a"), .init(id: 2, name: "b")])
    )
    var (random, map) = (SplitMix64(seed: 6), LabelMap(size: size))
    for i in 3...8 { map[VoxelIndex(i: i, j: 4, k: 1)] = 255 }
    map[VoxelIndex(i: 2, j: 7, k: 1)] = 1
    map[VoxelIndex(i: 9, j: 2, k: 3)] = 2
    let targets = CaseTargets(
      caseName: "a",
      DrawnLabels(scribbles: map, order: SliceOrder(map.size, across: .k), spacing: SIMD3(1, 1, 5)),
      classes: classes,
      margins: Margins())
    var prediction = VolumePrediction(
      caseName: "a", width: size.i, height: size.j, count: size.k, labels: classes.labels)
    for slice in 0..<size.k {
      let outputs = (0..<120).map { _ in UInt8(random.uniform(in: 0..<2.9)) }
      prediction.take(
        SlicePrediction(
          slice: slice, outputs: outputs, uncertainty: outputs.map { $0 + 7 }, probabilities: []),
        region: RegionOfInterest(width: size.i, height: size.j), stamp: stamp)
      #expect(prediction.isComplete == (slice == 3))
      let whole = prediction.shown(with: targets, pipeline([2]))
      let some = prediction.shown(slices: [1, 2], with: targets, pipeline([2]))
      #expect(some.count == 2)
      for (slice, part) in some {
        #expect(part.labels == Array(whole.labels[slice * 120..<(slice + 1) * 120]))
        #expect(part.uncertainty == Array(whole.uncertainty[slice * 120..<(slice + 1) * 120]))
      }
    }
    #expect(prediction.shown(with: targets, pipeline([2])).labels != prediction.raw)
  }

  @Test func theLargestOutput() {
    // Three classes at four pixels; of equal ones the first.
    let probabilities: [Float] = [0.5, 0.2, 0.3, 0.4, 0.3, 0.5, 0.3, 0.2, 0.2, 0.3, 0.4, 0.4]
    #expect(largestOutputs(of: probabilities, classes: 3) == [0, 1, 2, 0])
  }
}
