import Foundation
import Project
import Testing
import Volume

@testable import Viewer

/// A volume opens where it was left.
struct ViewMemoryTests {
  /// Leaves as the program does.
  private func leave(_ bench: SessionBench) {
    bench.session.keepView(bench.state)
    #expect(bench.session.close() == nil)
  }

  private func file(_ bench: SessionBench) -> URL { bench.place("run/views.json") }

  @Test func everythingThatWasSeenComesBack() throws {
    let bench = try SessionBench()
    bench.press("1 Space Space Tab n + + + h h d U > > s")
    bench.type("set window 3 40")
    let left = bench.state
    leave(bench)
    let (session, state) = try SessionBench.open(.project(bench.project))
    defer { _ = session.close() }
    #expect(state.view.plane == left.view.plane && state.view.cursor == left.view.cursor)
    #expect(state.view.window == IntensityWindow(low: 3, high: 40))
    #expect(state.framing == left.framing && state.overlays == left.overlays)
    #expect(draw(state).text == draw(state).text && RememberedView(state) == RememberedView(left))
  }

  @Test func lookingWritesNothing() throws {
    let bench = try SessionBench()
    bench.press("n n + +")
    leave(bench)
    #expect(!FileManager.default.fileExists(atPath: bench.project.path))
    let other = try SessionBench()
    other.press("1 Space Space")
    leave(other)
    let before = try Data(contentsOf: file(other))
    var (reader, state) = try SessionBench.open(
      .project(other.project), options: .of(readOnly: true))
    _ = update(&state, .input(.key("n")))
    reader.keepView(state)
    #expect(try Data(contentsOf: file(other)) == before)
    #expect(reader.close() == nil)
    (reader, state) = try SessionBench.open(.project(other.project))
    #expect(reader.close() == nil)
  }

  @Test(arguments: [
    "", "{", "[]", #"{"volumes":{"heart":{}}}"#,
    #"{"volumes":{"heart":{"plane":"axial","cursor":[99,-1,2],"window":{"low":5,"high":5},"#
      + #""frames":{"axial":{"pixels":1e9,"centreColumn":1e300,"centreRow":0},"x":{"centreColumn":0,"#
      + #""centreRow":0}},"arrangement":"spiral","layers":{"scribbles":true,"prediction":true,"#
      + #""uncertainty":false,"region":true,"isFilled":true,"opacity":-7}}}}"#,
  ])
  func damagedFilesAreLeftOut(text: String) throws {
    let bench = try SessionBench()
    bench.press("1 Space Space")
    leave(bench)
    try Data(text.utf8).write(to: file(bench))
    let (session, state) = try SessionBench.open(.project(bench.project))
    defer { _ = session.close() }
    #expect(
      state.view.cursor == state.open.middle && state.view.window.low < state.view.window.high)
    #expect((1...4).contains(state.overlays.opacity))
    #expect(draw(state).text.contains("axial"))
  }

  @Test func aNamedSliceWins() throws {
    let bench = try SessionBench()
    bench.press("1 Space Space n Tab")
    leave(bench)
    var options = ViewerOptions()
    options.slice = 0
    var (session, state) = try SessionBench.open(.project(bench.project), options: options)
    state.begin(atSlice: 0)
    #expect(state.slice == 0 && state.showsReviewPlane)
    #expect(session.close() == nil)
    for wrong in [-1, 4] {
      options.slice = wrong
      #expect(throws: (any Error).self) {
        (session, state) = try SessionBench.open(.project(bench.project), options: options)
      }
    }
  }

  @Test func eachVolumeKeepsItsOwn() throws {
    var one = Script(volume: .ramp(8, 8, 4)).state
    one.view.cursor = VoxelIndex(i: 1, j: 2, k: 3)
    let memory = RememberedView(one)
    var app = Script(volume: .ramp(8, 8, 4), cases: ["heart", "other"])
    var other = app.state.open
    other = OpenCase(
      name: "other", index: 1, volume: .ramp(8, 8, 4), scribbles: other.scribbles)
    other.lastView = memory
    app.send(.opened(other))
    #expect(app.state.view.cursor == VoxelIndex(i: 1, j: 2, k: 3))
  }
}
