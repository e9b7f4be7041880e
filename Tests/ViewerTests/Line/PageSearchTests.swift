import Foundation
import Testing
import Volume

@testable import Viewer

/// `/` in help, lists and texts.
struct PageSearchTests {
  private func look(_ text: String, _ app: inout Script) {
    app.press("/")
    for character in text { app.send(.input(.key(Key(character)))) }
    app.press("Enter")
  }

  private func marked(_ app: Script) -> Int {
    let found = Theme(app.state.appearance).found
    let screen = app.screen
    return (0..<screen.rows).reduce(0) { sum, row in
      sum + (0..<screen.columns).filter { screen[$0, row].background == found.background }.count
    }
  }

  @Test func helpIsSearched() {
    var app = Script(volume: .ramp(8, 8, 4))
    app.press("?")
    look("UNCERTAIN", &app)
    #expect(app.screen.text.contains("uncertain") && marked(app) > 0)
    #expect(app.message.hasPrefix("match 1 of"))
    let first = app.state.page
    app.press("n")
    #expect(app.state.page != first || app.message.hasPrefix("match 2 of"))
    app.press("N")
    #expect(app.message.hasPrefix("match 1 of"))
    app.press("Esc")
    #expect(app.state.page == nil && app.state.pageSearch == nil)
  }

  @Test func allMatchesAreVisitedAndBeginAgain() {
    var app = Script(volume: .ramp(8, 8, 4))
    let lines = (0..<40).map { $0 >= 36 ? "found here" : "line \($0)" }
    app.send(.log(lines))
    look("found", &app)
    for number in [2, 3, 4, 1] {
      app.press("n")
      #expect(app.message == "match \(number) of 4")
    }
    #expect(marked(app) == 4 * 5)
  }

  @Test func whatIsNotThereIsSaid() {
    var app = Script(volume: .ramp(8, 8, 4))
    app.press("?")
    let page = app.state.page
    app.press("n")
    #expect(app.message.contains("/"))
    look("xyzzy", &app)
    #expect(app.message == "nothing here matches xyzzy" && app.state.page == page)
    #expect(marked(app) == 0)
  }

  @Test func listsAreSearched() {
    var app = Script(volume: .ramp(8, 8, 4), cases: ["alpha", "beta", "gamma"])
    app.press("C")
    look("gam", &app)
    #expect(app.state.page == .cases(chosen: 2))
    app.press("Enter")
    #expect(app.effects.contains(.openCase(2)))
  }

  @Test func aSearchTypedAheadIsNoPaste() {
    var paste = PasteGuard()
    let events = "/uncertainty".map { InputEvent.key(Key($0)) } + [.key("Enter")]
    #expect(paste.sift(events, at: 0, textIsOpen: false, pageIsOpen: true) == events)
    var slice = PasteGuard()
    #expect(slice.sift(events, at: 0, textIsOpen: false) == [.leftOut(.burst)])
  }

  @Test func leavingTheLineKeepsThePage() {
    var app = Script(volume: .ramp(8, 8, 4))
    app.press("?")
    app.press("/ a b")
    #expect(app.state.mode == .search)
    app.press("Esc")
    #expect(app.state.page == .help(top: 0) && app.state.commandLine == nil)
  }
}
