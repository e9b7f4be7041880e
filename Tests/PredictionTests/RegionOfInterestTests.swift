import Annotation
import Testing
import Volume

@testable import Prediction

@Suite struct RegionOfInterestTests {
  private let size = GridSize(i: 40, j: 30, k: 6)

  private func strokes(_ voxels: [VoxelIndex]) -> LabelMap {
    var map = LabelMap(size: size)
    for voxel in voxels { map[voxel] = 1 }
    return map
  }

  @Test func boxOfAllSlicesPlusMarginInMillimetres() {
    let map = strokes([VoxelIndex(i: 20, j: 12, k: 1), VoxelIndex(i: 25, j: 10, k: 4)])
    let region = RegionOfInterest(
      around: map, spacing: SIMD3(2, 1, 10), margin: 3)
    // 3 mm are two columns of 2 mm (rounded up) and three rows of 1 mm.
    #expect(region == RegionOfInterest(columns: 18..<28, rows: 7..<16))
  }

  @Test func followsTheSliceAxis() {
    let map = strokes([VoxelIndex(i: 20, j: 12, k: 3)])
    let region = RegionOfInterest(
      around: SliceOrder(size, across: .i).stack(map), spacing: SIMD3(1, 1, 9), margin: 1)
    #expect(region == RegionOfInterest(columns: 11..<14, rows: 2..<5))
  }

  @Test func endsAtTheEdges() {
    let map = strokes([VoxelIndex(i: 0, j: 29, k: 0)])
    let region = RegionOfInterest(around: map, spacing: SIMD3(1, 1, 1), margin: 5)
    #expect(region == RegionOfInterest(columns: 0..<6, rows: 24..<30))
  }

  @Test func wholeSlicesWithoutStrokesOrMargin() {
    let whole = RegionOfInterest(width: 40, height: 30)
    let spacing = SIMD3<Double>(1, 1, 1)
    let map = strokes([VoxelIndex(i: 5, j: 5, k: 0)])
    #expect(RegionOfInterest(around: map, spacing: spacing, margin: nil) == whole)
    #expect(
      RegionOfInterest(around: LabelMap(size: size), spacing: spacing, margin: 3) == whole
    )
  }

  @Test func theFrameLiesOnTheSidesThatAreClearOfTheStrokes() {
    let map = strokes([VoxelIndex(i: 10, j: 0, k: 0), VoxelIndex(i: 12, j: 2, k: 0)])
    let region = RegionOfInterest(around: map, spacing: SIMD3(1, 1, 8), margin: 5)
    #expect(region == RegionOfInterest(columns: 5..<18, rows: 0..<8))
    // The strokes touch the slice's upper edge: no frame there.
    let sides = (0..<8).flatMap { [$0 * 40 + 5, $0 * 40 + 17] }
    let expected = Set(sides + (5..<18).map { 7 * 40 + $0 })
    #expect(Set(region.frame(sliceWidth: 40).map { Int($0) }) == expected)
    #expect(RegionOfInterest(width: 40, height: 30).frame(sliceWidth: 40).isEmpty)
  }

  @Test func theFrameTeachesBackgroundWhereNothingIsDrawn() {
    let slice = SliceTargets(scribbles: [-1, 2, -1, -1], assumed: [0, 1])
    var (targets, weights) = ([Int8](repeating: 7, count: 4), [Float](repeating: 0, count: 4))
    slice.draw(into: &targets, weights: &weights, denseWeight: 0.1)
    #expect(targets == [0, 2, -1, -1])
    #expect(weights == [1, 1, 0, 0])
    // A frame is no scribble: a person without background strokes is still told so.
    #expect(slice.counts(outputs: 3) == [0, 0, 1])
  }

  @Test func aSampleOfTheFarFieldCountsAsBackground() {
    let map = strokes([VoxelIndex(i: 20, j: 12, k: 1)])
    let targets = CaseTargets(
      caseName: "a",
      DrawnLabels(scribbles: map, order: SliceOrder(map.size, across: .k), spacing: SIMD3(1, 1, 1)),
      classes: ClassTable([.init(id: 1, name: "x")]),
      margins: Margins(background: 6, backgroundStride: 4))
    #expect(targets.region == RegionOfInterest(width: 40, height: 30))
    // Ten columns 2, 6, … 38 times seven rows 2, 6, … 26, less the 4 x 4 of them within 6 mm of the stroke.
    let sample = targets.slices[1]?.assumed ?? []
    #expect(sample.count == 54 && !sample.contains(14 * 40 + 18) && sample.contains(2 * 40 + 18))
    // It is no scribble, and slices without strokes stay untaught.
    #expect(targets.counts.keys.sorted() == [1] && targets.taughtSlices == [1])
    func assumed(_ spacing: SIMD3<Double>, _ margins: Margins) -> [Int32]? {
      CaseTargets(
        caseName: "a",
        DrawnLabels(scribbles: map, order: SliceOrder(map.size, across: .k), spacing: spacing),
        classes: ClassTable([.init(id: 1, name: "x")]), margins: margins
      ).slices[1]?.assumed
    }
    // A fifth of the shorter side, which is 30 mm; with rows 4 mm apart it is the columns' 40 mm.
    let margins = Margins(background: 100, backgroundShare: 0.2, backgroundStride: 4)
    #expect(assumed(SIMD3(1, 1, 9), margins) == sample)
    let wide = Margins(background: 100, backgroundShare: 0.15, backgroundStride: 4)
    #expect(
      assumed(SIMD3(1, 4, 9), wide)
        == assumed(SIMD3(1, 4, 9), Margins(background: 6, backgroundStride: 4)))
  }

  @Test func acceptedSlicesDoNotEnlargeIt() {
    let map = strokes([VoxelIndex(i: 20, j: 12, k: 1)])
    var accepted = AcceptedLabels(size: size, sliceAxis: .k)
    accepted.accept(3, labels: LabelMap(size: size, filledWith: 1).slice(3, along: .k))
    let targets = CaseTargets(
      caseName: "a",
      DrawnLabels(
        scribbles: map, accepted: accepted, order: SliceOrder(map.size, across: .k),
        spacing: SIMD3(1, 1, 1)),
      classes: ClassTable([.init(id: 1, name: "x")]), margins: Margins(region: 2))
    #expect(targets.region == RegionOfInterest(columns: 18..<23, rows: 10..<15))
    #expect(targets.taughtSlices == [1, 3])
    #expect(targets.slicesOfOutput == [[], [1, 3]])
  }

  /// One stroke that corrects a mask of another program must not cut the rest of it off.
  @Test func labelsOfAnotherProgramEnlargeIt() {
    let size = GridSize(i: 60, j: 50, k: 3)
    var (strokes, imported) = (LabelMap(size: size), LabelMap(size: size, filledWith: 255))
    strokes[VoxelIndex(i: 10, j: 10, k: 1)] = 1
    imported[VoxelIndex(i: 40, j: 30, k: 2)] = 2
    func box(_ strokes: LabelMap, _ imported: LabelMap?) -> RegionOfInterest {
      DrawnLabels(
        scribbles: strokes, imported: imported, order: SliceOrder(size, across: .k),
        spacing: SIMD3(1, 1, 1)
      ).box(5)
    }
    #expect(box(strokes, nil) == RegionOfInterest(columns: 5..<16, rows: 5..<16))
    #expect(box(strokes, imported) == RegionOfInterest(columns: 5..<46, rows: 5..<36))
    // Without a stroke nothing bounds training, as before.
    #expect(box(LabelMap(size: size), imported) == RegionOfInterest(width: 60, height: 50))
  }
}
