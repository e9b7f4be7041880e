import Foundation
import Testing
import Volume

@testable import Viewer

/// Keys within a line, and the lines typed before.
struct LineEditingTests {
  private func line(_ typed: String, _ keys: String) -> CommandLine? {
    var app = Script(volume: .ramp(8, 8, 4))
    app.open(typed)
    app.press(keys)
    return app.state.commandLine
  }

  @Test(arguments: [
    ("abcd", "Left Left x", "abxcd"), ("abcd", "Home x", "xabcd"),
    ("abcd", "Ctrl-A x End y", "xabcdy"),
    ("abcd", "Ctrl-A Delete", "bcd"), ("abcd", "Delete", "abcd"),
    ("abcd", "Home Backspace", "abcd"),
    ("set view three", "Ctrl-W", "set view "), ("set view ", "Ctrl-W", "set "),
    ("set view three", "Ctrl-Left Ctrl-K", "set view "),
    ("set view", "Home Ctrl-Right x", "setx view"),
    ("set view three", "Left Left Ctrl-U", "ee"), ("日本語", "Left x", "日本x語"),
    ("日本語", "Backspace Backspace", "日"), ("abc", "Ctrl-E Left Left Left Left Left x", "xabc"),
  ])
  func keysEdit(typed: String, keys: String, text: String) {
    #expect(line(typed, keys)?.text == text)
  }

  @Test func backspaceLeavesOnlyAnEmptyLine() {
    #expect(line("a", "Home Backspace") != nil)
    #expect(line("", "Backspace") == nil)
  }

  @Test func theCursorIsWhereTheNextCharacterGoes() {
    for typed in ["日本語 abc", "cafe\u{301} x", String(repeating: "long ", count: 40)] {
      for steps in [0, 1, 4] {
        var app = Script(volume: .ramp(8, 8, 4))
        app.open(typed)
        app.press(Array(repeating: "Left", count: steps).joined(separator: " "))
        let before = app.screen
        app.press("Z")
        let row = app.state.screenLayout.message.row
        let cursor = (0..<80).first {
          before[$0, row].background == Theme(Appearance()).strong.foreground
        }
        let at = (0..<80).first { app.screen[$0, row].glyph == UInt32(UInt8(ascii: "Z")) }
        #expect(cursor != nil && at != nil, "\(typed) \(steps)")
        // A long line stands still or goes on by one.
        if typed.count < 70 { #expect(cursor == at, "\(typed) \(steps)") }
      }
    }
  }

  @Test func longLinesScrollAndEnd() {
    var app = Script(volume: .ramp(8, 8, 4))
    app.open(String(repeating: "x", count: 600))
    #expect(app.state.commandLine?.text.count == 500)
    #expect(app.screen.text.contains("<:xxx"))
    app.press("Home")
    #expect(app.screen.text.contains(" :xxx") && app.screen.text.contains("xxx>"))
  }

  @Test func whatWasTypedIsThePrefixOfHistory() {
    var app = Script(volume: .ramp(8, 8, 4))
    for line in ["set brush 3", "1", "set zoom 2", "2"] { app.type(line) }
    app.open("set")
    app.press("Up")
    #expect(app.state.commandLine?.text == "set zoom 2")
    app.press("Up")
    #expect(app.state.commandLine?.text == "set brush 3")
    app.press("Up")
    #expect(app.state.commandLine?.text == "set brush 3")
    app.press("Down Down")
    #expect(app.state.commandLine?.text == "set")
    app.press("Up Left x Up")
    #expect(app.state.commandLine?.text == "set zoom x2")
  }

  @Test func historyIsKeptForThePersonAlone() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("inkling-lines-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let history = try #require(LineHistory.ofPerson(["XDG_STATE_HOME": folder.path]))
    #expect(history.file.path == folder.path + "/inkling/history")
    #expect(history.read().isEmpty)
    history.append("set brush 3")
    history.append("label 1 日本語")
    #expect(history.read() == ["set brush 3", "label 1 日本語"])
    let rights = try FileManager.default.attributesOfItem(atPath: history.file.path)
    #expect(rights[.posixPermissions] as? Int == 0o600)
    for number in 0..<1200 { history.append("set margin \(number)") }
    #expect(history.read().count == ViewerState.keptLines)
    #expect(history.read().last == "set margin 1199")
    #expect(try Data(contentsOf: history.file).count < 20_000)
    // Bytes that are no text, and a folder in its place, do no harm.
    try Data([0xFF, 0x00, 0x0A, 0x61, 0x0A]).write(to: history.file)
    #expect(history.read() == ["a"])
    let other = LineHistory(file: folder)
    other.append("x")
    #expect(other.read().isEmpty)
    #expect(LineHistory.ofPerson([:]) == nil)
    #expect(
      LineHistory.ofPerson(["HOME": "/home/a"])?.file.path == "/home/a/.local/state/inkling/history"
    )
  }

  @Test func typedLinesAreHandedOverOnce() {
    var state = Script(volume: .ramp(8, 8, 4)).state
    var kept: [String] = []
    for _ in 0..<2 {
      for key in [":", "1", "Enter"] as [Key] {
        for case .rememberLine(let line) in update(&state, .input(.key(key))) { kept.append(line) }
      }
    }
    #expect(kept == ["1"])
  }
}
