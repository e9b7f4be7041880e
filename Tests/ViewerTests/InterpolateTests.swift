import Annotation
import Project
import Testing
import Volume

@testable import Viewer

/// Slices between accepted ones.
struct InterpolateTests {
  private static let size = GridSize(i: 24, j: 24, k: 9)

  /// Predicted squares of label 2 whose half side grows by one a slice; slices 0 and 6 are accepted.
  private func accepted() -> Script {
    var app = Script(volume: .ramp(24, 24, 9))
    let voxels = (0..<Self.size.count).map { offset -> UInt8 in
      let voxel = Self.size.voxel(at: offset)
      let reach = max(abs(2 * voxel.i - 23), abs(2 * voxel.j - 23))
      return reach <= 2 * (voxel.k + 3) + 1 ? 2 : 0
    }
    app.send(
      .prediction(
        "heart",
        WholePrediction(
          labels: LabelMap(size: Self.size, voxels: voxels), uncertainty: nil,
          stamp: PredictionStamp(generation: 3), sliceAxis: .k)))
    app.press(": 0 Enter A : 6 Enter A")
    return app
  }

  private func area(_ app: Script, _ slice: Int) -> Int? {
    app.state.open.accepted.dense(slice).map { $0.values.count { $0 == 2 } }
  }

  @Test func theSliceOnScreenIsKept() {
    var app = accepted()
    app.press(": 3 Enter 1 Space Space Z")
    #expect(app.message.contains("slice 3 interpolated from 0 and 6 and kept"))
    // Half way between squares of 8 and 20: 14 with round corners, and the stroke over it.
    #expect(area(app, 3) == 14 * 14 - 4 - 1)
    #expect(app.state.open.accepted.dense(3)?.values.contains(1) == true)
    #expect(app.state.open.review.state(of: 3) == .todo)
    #expect(app.effects.contains(.writeLabels(app.state.open.accepted)))
    app.press("u")
    #expect(area(app, 3) == nil && app.message.contains("slice 3 is no longer kept"))
    app.press("Ctrl-R A")
    #expect(app.state.open.review.state(of: 3) == .accepted && area(app, 3) == 14 * 14 - 4 - 1)
  }

  @Test func allSlicesBetweenAreOneAction() {
    var app = accepted()
    app.press(": 2 Enter E : 4 Enter R")
    let before = app.state.open.accepted
    app.type("interpolate")
    #expect(app.message.contains("4 slices interpolated and kept"))
    #expect((0..<9).filter { area(app, $0) != nil } == [0, 1, 3, 4, 5, 6])
    #expect(area(app, 1) == 100 && area(app, 5) == 18 * 18)
    #expect(app.state.open.accepted.dense(6) == before.dense(6), "accepted slices stay")
    #expect(app.state.open.review.state(of: 4) == .rejected)
    app.press("u")
    #expect(app.state.open.accepted == before)
    #expect(app.message == "4 slices from 1 to 5 are no longer kept")
  }

  @Test func whatCannotBeInterpolatedSaysWhy() {
    var app = accepted()
    app.press("Z")
    #expect(app.message.contains("slice 6 is accepted and stays"))
    app.press(": 7 Enter Z")
    #expect(app.message.contains("does not lie between accepted slices"))
    app.press(": 2 Enter E Z")
    #expect(app.message.contains("marked as empty"))
    app.press("Tab Z")
    #expect(app.message.contains("axial"))
    #expect(app.state.open.accepted.slices == [0, 6])
    var fresh = Script(volume: .ramp(24, 24, 9))
    fresh.type("interpolate")
    #expect(fresh.message.contains("nothing to interpolate"))
  }

  @Test func itSurvivesARestart() throws {
    let bench = try SessionBench()
    bench.press(": 0 Enter 1 Space l Space A A : 3 Enter Space l Space A A : 1 Enter Z")
    let kept = bench.state.open.accepted
    #expect(kept.slices == [0, 1, 3])
    try bench.reopen()
    #expect(bench.state.open.accepted == kept)
    bench.press("u")
    #expect(bench.state.open.accepted.slices == [0, 3])
    try bench.reopen()
    #expect(bench.state.open.accepted.slices == [0, 3])
  }
}
