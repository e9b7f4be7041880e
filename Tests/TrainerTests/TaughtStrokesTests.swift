import Testing
import Volume

@testable import Project
@testable import Trainer

/// Strokes that come while a trainer is at work, without a trainer.
@Suite struct TaughtStrokesTests {
  @Test func aNewStrokeIsTaughtFromTheNextLookOn() throws {
    let test = try SyntheticProject()
    var strokes = TaughtStrokes(try Dataset(test.project, Dataset.Options()))
    #expect(strokes.look() == .init(changed: [], isTaught: false, sentences: [], notice: nil))
    let before = strokes.snapshot.cases[0].counts[1] ?? 0
    var map = SyntheticProject.scribbles(test.size, test.axis)
    map[VoxelIndex(i: 12, j: 12, k: 2)] = 1
    try test.draw(map, on: "heart")
    #expect(strokes.snapshot.cases[0].counts[1] == before, "not before it looks")
    let news = strokes.look()
    #expect(news.changed == ["heart"] && news.isTaught && news.notice == nil)
    #expect(strokes.snapshot.cases[0].counts[1] == before + 1)
  }

  @Test func withoutStrokesTheLastOnesAreTaught() throws {
    let test = try SyntheticProject()
    var strokes = TaughtStrokes(try Dataset(test.project, Dataset.Options()))
    try test.draw(LabelMap(size: test.size), on: "heart")
    let news = strokes.look()
    #expect(news.changed == ["heart"] && !news.isTaught)
    #expect(strokes.snapshot.cases[0].hasStrokes)
    #expect(news.notice?.contains("strokes it had") == true)
    #expect(news.sentences == [strokes.notice], "told, and kept in the log")
    #expect(strokes.look().notice == nil, "once")
    try test.draw(SyntheticProject.scribbles(test.size, test.axis), on: "heart")
    #expect(strokes.look().notice == "", "there is nothing to say any more")
  }

  @Test func labelsOfTheNetworkAreTaughtToo() throws {
    let test = try SyntheticProject()
    var strokes = TaughtStrokes(try Dataset(test.project, Dataset.Options()))
    #expect(strokes.snapshot.pseudo == nil)
    strokes.take(PseudoLabels(slices: [[[0, 1]]]))
    #expect(strokes.snapshot.pseudo?.slices == [[[0, 1]]])
  }
}
