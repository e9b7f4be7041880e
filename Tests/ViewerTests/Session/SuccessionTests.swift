import Foundation
import Project
import Testing
import Volume

@testable import Viewer

/// A second viewer that looks on, and draws when the first has ended.
struct SuccessionTests {
  /// A viewer beside the first one.
  private final class Second {
    let session: Session
    var state: ViewerState
    private var now = Date()
    init(_ project: URL, readOnly: Bool = false) throws {
      (session, state) = try SessionBench.open(.project(project), options: .of(readOnly: readOnly))
    }
    deinit { _ = session.close() }
    func send(_ event: Event) {
      for effect in update(&state, event) {
        for event in session.perform(effect, state) { send(event) }
      }
    }
    func press(_ keys: String) {
      for name in keys.split(separator: " ") {
        if let key = Key(parsing: String(name)) { send(.input(.key(key))) }
      }
    }
    func wait() {
      now = max(now, Date()) + 2
      for event in session.tick(now) + session.background.take() { send(event) }
    }
  }

  @Test func theSecondTakesOverWithAllStrokes() throws {
    let first = try SessionBench()
    first.press("1 Space l Space")
    let second = try Second(first.project)
    #expect(second.state.mode == .readOnly)
    second.press("n")
    let slice = second.state.slice
    second.wait()
    #expect(second.state.readOnlyReason != nil)
    first.press("l Space l l Space A A")
    first.type("label 1 Wall")
    let strokes = first.state.open.scribbles.map
    #expect(first.session.close() == nil)
    second.wait()
    #expect(second.state.readOnlyReason == nil && second.session.readOnlyReason == nil)
    #expect(second.state.message?.text == "the other viewer has closed: you can draw now")
    #expect(second.state.open.scribbles.map == strokes && second.state.labelName(1) == "Wall")
    #expect(second.state.open.accepted == first.state.open.accepted)
    // It looks where it looked.
    #expect(second.state.slice == slice)
    second.press("Space l l Space")
    #expect(second.state.open.scribbles.map != strokes)
    let drawn = second.state.open.scribbles.map
    #expect(second.session.close() == nil)
    let (again, state) = try SessionBench.open(.project(first.project))
    #expect(state.open.scribbles.map == drawn && state.readOnlyReason == nil)
    #expect(again.close() == nil)
  }

  @Test func ofTwoWaitingViewersOneIsFaster() throws {
    let first = try SessionBench()
    first.press("1 Space Space")
    let (second, third) = (try Second(first.project), try Second(first.project))
    #expect(first.session.close() == nil)
    second.wait()
    third.wait()
    #expect(second.state.readOnlyReason == nil && third.state.readOnlyReason != nil)
    second.press("l Space l Space")
    let drawn = second.state.open.scribbles.map
    #expect(second.session.close() == nil)
    third.wait()
    #expect(third.state.readOnlyReason == nil && third.state.open.scribbles.map == drawn)
  }

  @Test func whoWantedOnlyToLookGoesOnLooking() throws {
    let first = try SessionBench()
    first.press("1 Space Space")
    let second = try Second(first.project, readOnly: true)
    #expect(first.session.close() == nil)
    second.wait()
    #expect(second.state.readOnlyReason?.contains("--read-only") == true)
    #expect(RunLock.inspect(second.session.project.viewerLockFile) == .free)
  }

  @Test func aLateReadingDoesNotUndoWhatIsDrawn() throws {
    let first = try SessionBench()
    first.press("1 Space Space")
    let second = try Second(first.project)
    let old = try DrawnCase(
      second.session.project, "heart", image: second.session.open.volume.header)
    #expect(first.session.close() == nil)
    second.wait()
    second.press("l l Space l Space")
    let drawn = second.state.open.scribbles.map
    second.send(.drawn("heart", old))
    #expect(second.state.open.scribbles.map == drawn)
  }
}
