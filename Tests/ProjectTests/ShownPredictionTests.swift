import Foundation
import Testing
import Volume

@testable import Project

/// What is shown of predictions comes from the files themselves, and nothing newer gives way to something older.
@Suite struct ShownPredictionTests {
  private let size = GridSize(i: 3, j: 2, k: 4)

  private func live(_ slice: Int, _ generation: Int, label: UInt8) -> LiveSlice {
    LiveSlice(
      caseName: "a", slice: slice,
      stamp: PredictionStamp(generation: generation, step: 10 * generation), size: (3, 2),
      labels: Array(repeating: label, count: 6), uncertainty: Array(repeating: label, count: 6))
  }

  private func whole(_ generation: Int, label: UInt8) -> WholePrediction {
    WholePrediction(
      labels: LabelMap(size: size, filledWith: label),
      uncertainty: LabelMap(size: size, filledWith: label),
      stamp: PredictionStamp(generation: generation), sliceAxis: .k)
  }

  private func shownLabels(_ shown: ShownPrediction) -> [UInt8?] {
    (0..<4).map { shown.labels?.slice($0, along: .k).values.first }
  }

  @Test func inAnyOrderTheNewestOfEverySliceIsShown() {
    let answers: [(inout ShownPrediction) -> Void] = [
      { $0.take(self.whole(4, label: 1)) }, { $0.take(self.live(1, 5, label: 2)) },
      { $0.take(self.live(2, 3, label: 3)) }, { $0.take(self.live(1, 6, label: 4)) },
      { $0.take(self.whole(4, label: 1)) },
    ]
    var random = SplitMix64(seed: 3)
    for _ in 0..<50 {
      var shown = ShownPrediction(size: size, sliceAxis: .k)
      for take in answers.shuffled(using: &random) { take(&shown) }
      #expect(shownLabels(shown) == [1, 4, 1, 1])
      #expect(shown.stamps.map { $0?.generation } == [4, 6, 4, 4])
      #expect(shown.sliceUncertainty[1] == 4.0 / 255)
      #expect(shown.uncertainty?.slice(1, along: .k).values.first == 4)
    }
  }

  @Test func stampsReadBackFromAnySentence() throws {
    let time = Date(timeIntervalSince1970: 1_785_578_405)
    let stamp = PredictionStamp(generation: 30, step: 520, time: time)
    #expect(stamp.text == "generation 30 step 520 time 2026-08-01T10:00:05Z")
    #expect(PredictionStamp(in: "inkling prediction " + stamp.text) == stamp)
    #expect(PredictionStamp(in: "generation 7") == PredictionStamp(generation: 7))
    #expect(PredictionStamp(in: "a label map") == nil && PredictionStamp(in: "generation x") == nil)
    let stamps = [stamp, stamp, PredictionStamp(generation: 27, step: 480), stamp]
    let text = SliceStamps.text(stamps)
    #expect(text.contains("\n0-1 generation 30") && text.contains("\n2 generation 27 step 480\n"))
    #expect(SliceStamps.read(text, slices: 4) == stamps)
    #expect(SliceStamps.read(text, slices: 5) == nil && SliceStamps.read(text, slices: 3) == nil)
    #expect(SliceStamps.read("a comment", slices: 4) == nil)
  }

  @Test func stampsComeFromTheFileAndNotFromTheStatus() throws {
    let folder = TemporaryFolder()
    let geometry = Geometry(size: size, spacing: SIMD3(1, 1, 1))
    let header = ImageHeader(geometry: geometry)
    let image = folder["a.nii.gz"]
    try LabelMap(size: size).write(to: image, like: header)
    var project = try Project.create(
      folder["p.inkling"], labels: LabelTable.standard(names: ["x"]))
    let name = try project.add(image)
    try project.write()
    let stamps = [3, 3, 2, 3].map { PredictionStamp(generation: $0, step: 100 * $0) }
    try LabelMap(size: size, filledWith: 1).write(
      to: project.prediction(name), like: header.adding(comment: SliceStamps.text(stamps)),
      description: "inkling prediction generation 3 step 300")
    try TrainerStatus(phase: .training, generation: 30).write(to: project.statusFile)
    var live = live(1, 7, label: 2)
    live.caseName = name
    try project.live.write(live)
    var feed = PredictionFeed(project, name, geometry: geometry)
    var shown = ShownPrediction(size: size, sliceAxis: .k)
    for slice in feed.newSlices() { shown.take(slice) }
    let isNew = [feed.hasNewWhole(), feed.hasNewWhole()]
    #expect(isNew == [true, false])
    let whole = try #require(try feed.whole())
    #expect(whole.stamps == stamps)
    shown.take(whole)
    #expect(shown.stamps.map { $0?.generation } == [3, 7, 2, 3])
    #expect(shownLabels(shown) == [1, 2, 1, 1])
    #expect(project.lastGeneration == 7)
    #expect(try PredictionFeed.shown(project, name, geometry: geometry) == shown)
    // An uncertainty of another prediction is none of this one.
    try LabelMap(size: size, filledWith: 9).write(
      to: project.uncertainty(name), like: header, description: "inkling prediction generation 4",
      kind: .uncertainty)
    let isNewAgain = feed.hasNewWhole()
    #expect(isNewAgain)
    #expect(try feed.whole()?.uncertainty == nil)
    try LabelMap(size: size, filledWith: 9).write(
      to: project.uncertainty(name), like: header, description: "inkling prediction generation 3",
      kind: .uncertainty)
    #expect(try feed.whole()?.uncertainty?.voxels.first == 9)
  }

  @Test func commentsStandBesideOtherExtensions() throws {
    let header = ImageHeader(geometry: Geometry(size: size, spacing: SIMD3(1, 1, 1)))
    let two = header.adding(comment: "one").adding(comment: "a longer one, of more than a block")
    #expect(two.comments == ["one", "a longer one, of more than a block"])
    #expect((two.extensions.count - 4) % 16 == 0)
    let folder = TemporaryFolder()
    try LabelMap(size: size, filledWith: 3).write(to: folder["m.nii.gz"], like: two)
    let (map, read) = try LabelMap.loadWithHeader(folder["m.nii.gz"])
    #expect(map.voxels.allSatisfy { $0 == 3 } && read.comments == two.comments)
  }
}
