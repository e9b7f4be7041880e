import Foundation
import Synchronization
import Testing
import Volume

@testable import Prediction
@testable import Project
@testable import Trainer

/// What the trainer says that it does, and what it does.
@Suite(.serialized) struct ActivityTests {
  @Test func volumesAreCountedAsTheyAreRead() throws {
    let test = try SyntheticProject(cases: ["one", "two", "three"])
    var numbers: [Int] = []
    _ = try Dataset(test.project, Dataset.Options()) { numbers.append($0) }
    #expect(numbers == [1, 2, 3])
    #expect(Activity.reading(volume: 2, of: 3) == "reading volume 2 of 3")
  }

  @Test func aRunSaysWhatItDoes() throws {
    let test = try SyntheticProject(cases: ["one", "two"])
    var told: [(phase: TrainerStatus.Phase, activity: String?)] = []
    let ended = try test.train(steps: 3, watch: { told.append(($0.phase, $0.activity)) })
    let training = told.filter { $0.phase == .training }
    #expect(training.count == 3 && training.allSatisfy { $0.activity == "learning all strokes" })
    let predicting = told.filter { $0.phase == .predicting }.compactMap(\.activity)
    #expect(predicting.first == "predicting slice 1 of 10")
    #expect(Set(predicting).count == predicting.count, "it moves on with every batch")
    #expect(ended.activity == nil, "what has ended does nothing")
    #expect(ended.network == "interactive, 8-8")
    let kept = try #require(try TrainerStatus.load(test.project.statusFile))
    #expect(kept.activity == nil && kept.network == "interactive, 8-8")
  }

  @Test func newStrokesAreNewForAWhile() throws {
    let test = try SyntheticProject()
    let loop = try test.loop(options: ["steps.after-scribbles=2"]) { $0.live = true }
    try loop.takeStep()
    #expect(loop.run.board.current.activity == "learning all strokes")
    var strokes = SyntheticProject.scribbles(test.size, test.axis)
    strokes[VoxelIndex(i: 12, j: 12, k: 2)] = 1
    try test.draw(strokes, on: "heart")
    loop.readStrokes()
    try loop.takeStep()
    #expect(loop.run.board.current.activity == "learning your last stroke")
    try loop.takeStep()
    try loop.takeStep()
    #expect(loop.run.board.current.activity == "learning all strokes")
  }

  /// A disk that notes what the trainer says while its rows are written.
  private final class Witness: Sendable {
    private let board: StatusBoard
    let seen = Mutex<[String?]>([])

    init(_ board: StatusBoard) { self.board = board }

    var disk: JournalDisk {
      var disk = JournalDisk.system
      disk.write = { [self] file, bytes, offset in
        seen.withLock { $0.append(board.current.activity) }
        return JournalDisk.system.write(file, bytes, offset)
      }
      return disk
    }
  }

  @Test func savingIsSaidWhileItIsDone() throws {
    let test = try SyntheticProject()
    let loop = try test.loop { ($0.fresh, $0.steps) = (true, 4) }
    try loop.takeStep()
    try loop.save()
    try loop.takeStep()
    let witness = Witness(loop.run.board)
    try MetricsFile.$disk.withValue(witness.disk) { try loop.save() }
    #expect(witness.seen.withLock { $0 } == ["saving"])
    #expect(loop.run.board.current.activity == "learning all strokes", "and afterwards no more")
  }

  @Test func itSaysThatItWaits() throws {
    let test = try SyntheticProject()
    let loop = try test.loop(options: ["steps=1", "idle.minutes=0.002"]) { $0.live = true }
    try loop.takeStep()
    #expect(try !loop.waitForScribbles())
    #expect(loop.run.board.current.activity == "waiting for strokes")
    #expect(loop.run.board.current.phase == .idle)
  }

  // MARK: Agreement

  @Test func strokesAreComparedWithWhatWasShown() throws {
    let test = try SyntheticProject()
    let loop = try test.loop(options: ["steps.after-scribbles=2"]) { $0.live = true }
    try loop.takeStep()
    var strokes = SyntheticProject.scribbles(test.size, test.axis)
    for column in 10..<14 { strokes[VoxelIndex(i: column, j: 12, k: 2)] = 1 }
    try test.draw(strokes, on: "heart")
    loop.readStrokes()
    #expect(loop.agreement == nil, "nothing was predicted yet")
    try loop.takeStep()
    try loop.refresh()
    // Four voxels of each label on every slice: those on slices that were predicted count.
    for label in [UInt8(1), 2, 255] {
      let row = 16 + Int(label % 5)
      for slice in 0..<test.size.k {
        for column in 4..<8 { strokes[VoxelIndex(i: column, j: row, k: slice)] = label }
      }
    }
    try test.draw(strokes, on: "heart")
    loop.readStrokes()
    let found = try #require(loop.agreement)
    #expect(found.strokes >= 12 && found.strokes % 12 == 0)
    try loop.takeStep()
    #expect(loop.agreement == nil)
    try loop.save()
    let rows = MetricsFile.rows(test.project.metricsFile)
    let share = try #require(found.share)
    #expect(abs((rows.last?.agreement ?? -1) - share) < 1e-5)
    #expect(rows.dropLast().allSatisfy { $0.agreement == nil })
  }

  @Test func agreementCountsWhatIsNew() throws {
    let test = try SyntheticProject()
    let loop = try test.loop()
    let before = loop.data.cases[0]
    var strokes = SyntheticProject.scribbles(test.size, test.axis)
    for column in 2..<6 { strokes[VoxelIndex(i: column, j: 12, k: 2)] = column < 5 ? 2 : 1 }
    try test.draw(strokes, on: "heart")
    _ = loop.data.refresh()
    let size = before.width * before.height
    var prediction = VolumePrediction(
      caseName: "heart", width: before.width, height: before.height, count: before.count,
      labels: loop.data.classes.labels)
    var agreement = Agreement()
    agreement.count(
      loop.data.cases[0], since: before, shown: prediction, labels: loop.data.classes.labels)
    #expect(agreement.share == nil, "no slice was predicted")
    let whole = RegionOfInterest(columns: 0..<before.width, rows: 0..<before.height)
    for slice in 0..<before.count {
      prediction.take(
        SlicePrediction(
          slice: slice, outputs: Array(repeating: 2, count: size),
          uncertainty: Array(repeating: 0, count: size), probabilities: []),
        region: whole, stamp: PredictionStamp(generation: 1))
    }
    agreement.count(
      loop.data.cases[0], since: before, shown: prediction, labels: loop.data.classes.labels)
    #expect(agreement.strokes == 4 && agreement.agreeing == 3)
    #expect(agreement.share == 0.75)
  }
}
