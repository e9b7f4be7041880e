import Foundation
import Testing

@testable import Project
@testable import Trainer

/// metrics.csv has every step once, whenever a run is cut short.
@Suite(.serialized) struct MetricsOrderTests {
  private func steps(_ test: SyntheticProject) -> [Int] {
    MetricsFile.rows(test.project.metricsFile).map(\.step)
  }

  @Test func rowsAreThereBeforeTheCheckpointThatTheyLedTo() throws {
    let test = try SyntheticProject()
    let loop = try test.loop { ($0.fresh, $0.steps) = (true, 8) }
    for _ in 0..<2 { try loop.takeStep() }
    try loop.save()
    #expect(steps(test) == [1, 2])
    for _ in 0..<2 { try loop.takeStep() }
    // Nothing can take the place of a folder that is not empty: the run is cut short between the two writes.
    let latest = test.project.latestCheckpoint
    let saved = try Data(contentsOf: latest)
    try FileManager.default.removeItem(at: latest)
    try FileManager.default.createDirectory(
      at: latest.appendingPathComponent("x"), withIntermediateDirectories: true)
    #expect(throws: (any Error).self) { try loop.save() }
    #expect(steps(test) == [1, 2, 3, 4], "the rows are on the disk")

    try FileManager.default.removeItem(at: latest)
    try saved.write(to: latest)
    #expect(try test.train(request: { $0.resume = true }).step == 8)
    #expect(steps(test) == Array(1...8))
  }

  @Test func aTakeOverThatIsCutShortLeavesTheLastPlanWhole() throws {
    let test = try SyntheticProject()
    try test.train(steps: 3, options: ["seed=1"])
    let best = try Data(contentsOf: test.project.bestCheckpoint)
    // What a new plan does before its first checkpoint, and no more.
    try PreviousRun(test.project).keep()
    try FileManager.default.removeItem(at: test.project.bestCheckpoint)
    try FileManager.default.removeItem(at: test.project.metricsFile)
    try MetricsFile.append(
      (1...2).map { MetricsRow(step: $0, seconds: 9, loss: 9) }, to: test.project.metricsFile)
    PreviousRun(test.project).restoreIfCutShort()
    #expect(try Data(contentsOf: test.project.bestCheckpoint) == best)
    try test.train(request: { ($0.resume, $0.steps) = (true, 5) })
    #expect(steps(test) == Array(1...5))
    #expect(MetricsFile.rows(test.project.metricsFile).allSatisfy { $0.loss != 9 })
  }

  @Test func aRowThatKnowsMoreTakesTheLastOnesPlace() throws {
    let test = try SyntheticProject(withScribbles: false)
    let file = test.folder.appendingPathComponent("metrics.csv")
    let row = MetricsRow(step: 7, seconds: 1, loss: 0.123456, dice: 0.5)
    try MetricsFile.append([MetricsRow(step: 6, seconds: 0.5, loss: 1), row], to: file)
    let shorter = MetricsRow(step: 7, seconds: 1, loss: 2)
    try MetricsFile.append([shorter, MetricsRow(step: 8, seconds: 2, loss: 3)], to: file)
    #expect(MetricsFile.rows(file).map(\.step) == [6, 7, 8])
    try MetricsFile.append([MetricsRow(step: 8, seconds: 2, loss: 3, dice: 0.25)], to: file)
    #expect(MetricsFile.rows(file).map(\.dice) == [nil, nil, 0.25])
  }
}
