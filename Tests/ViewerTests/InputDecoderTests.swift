import Foundation
import Testing
import Volume

@testable import Viewer

/// Bytes to keys and mouse events.
struct InputDecoderTests {
  private func decode(_ text: String) -> [InputEvent] {
    var decoder = InputDecoder()
    return decoder.feed(text.utf8, at: 0) + decoder.pass(to: 1)
  }

  private func keys(_ text: String) -> [String] {
    decode(text).map {
      switch $0 {
      case .key(let key): key.description
      case .released(let key): "\(key) let go"
      case .mouse: "mouse"
      case .paste(let text): "paste \(text)"
      case .leftOut(let reason): "\(reason)"
      case .answer(let answer): "\(answer)"
      }
    }
  }

  @Test func plainKeys() {
    #expect(keys("aA0 ") == ["a", "A", "0", "Space"])
    #expect(keys("\t\r\n\u{7f}\u{8}") == ["Tab", "Enter", "Enter", "Backspace", "Backspace"])
    #expect(keys("\u{12}\u{14}\u{3}") == ["Ctrl-R", "Ctrl-T", "Ctrl-C"])
    #expect(keys("é") == ["é"])
  }

  @Test func escapeAloneIsAKey() {
    #expect(keys("\u{1b}") == ["Esc"])
    #expect(keys("\u{1b}\u{1b}") == ["Esc", "Esc"])
    #expect(keys("\u{1b}:w") == ["Esc", ":", "w"])
  }

  @Test func arrowsInAllSpellings() {
    #expect(
      keys("\u{1b}[A\u{1b}OB\u{1b}[1;5C\u{1b}[1;2D") == ["Up", "Down", "Ctrl-Right", "Shift-Left"])
    #expect(
      keys("\u{1b}[5~\u{1b}[6~\u{1b}[H\u{1b}[4~\u{1b}[Z") == [
        "PgUp", "PgDn", "Home", "End", "Shift-Tab",
      ])
  }

  @Test func mouseReports() {
    #expect(
      decode("\u{1b}[<0;10;5M\u{1b}[<32;11;5M\u{1b}[<0;11;5m") == [
        .mouse(MouseEvent(.press, .left, column: 9, row: 4)),
        .mouse(MouseEvent(.drag, .left, column: 10, row: 4)),
        .mouse(MouseEvent(.release, .left, column: 10, row: 4)),
      ])
    #expect(
      decode("\u{1b}[<64;300;5M\u{1b}[<81;2;3M\u{1b}[<2;1;1M\u{1b}[<33;1;1M") == [
        .mouse(MouseEvent(.wheelUp, column: 299, row: 4)),
        .mouse(MouseEvent(.wheelDown, column: 1, row: 2, control: true)),
        .mouse(MouseEvent(.press, .right, column: 0, row: 0)),
        .mouse(MouseEvent(.drag, .middle, column: 0, row: 0)),
      ])
  }

  @Test func manyReportsInOnePacketAllArrive() {
    let text = (1...35).map { "\u{1b}[<32;\($0);7M" }.joined()
    #expect(decode(text).count == 35)
  }

  @Test func strangeSequencesAreSwallowedWhole() {
    #expect(keys("\u{1b}[I\u{1b}[Oa") == ["a"])  // focus in and out
    #expect(keys("\u{1b}[?62;22cb") == ["attributes([62, 22])", "b"])
    #expect(keys("\u{1b}]11;rgb:1111/2222/3333\u{7}c") == ["c"])  // background colour
    #expect(keys("\u{1b}P1$r0m\u{1b}\\d") == ["d"])
    #expect(keys("\u{1b}[57441ue") == ["e"])  // Shift alone, in the kitty keyboard protocol
    #expect(keys("\u{1b}[<0;0;0Mf") == ["f"])  // cells count from 1
    #expect(keys("\u{1b}[<999;1;1Mg") == ["g"])
  }

  @Test func keysWithAltDoNothing() {
    #expect(keys("\u{1b}A\u{1b}q") == ["alt(\"A\")", "alt(\"q\")"])
    #expect(keys("\u{1b}é") == ["alt(\"é\")"])
    #expect(keys("\u{1b}\r\u{1b}\u{7f}\u{1b}\u{14}").isEmpty)
  }

  @Test func functionKeysOfAllKinds() {
    #expect(keys("\u{1b}OP\u{1b}[11~\u{1b}[[A\u{1b}[24~") == ["F1", "F1", "F1", "F12"])
    #expect(keys("\u{1b}O5A\u{1b}O1;2D") == ["Ctrl-Up", "Shift-Left"])
    #expect(keys("\u{1b}[3~\u{1b}[1;6H") == ["Delete", "Ctrl-Shift-Home"])
  }

  @Test func mouseReportsInTheOldForm() {
    #expect(
      decode("\u{1b}[M *%\u{1b}[M@+%\u{1b}[M#+%\u{1b}[Ma!!") == [
        .mouse(MouseEvent(.press, .left, column: 9, row: 4)),
        .mouse(MouseEvent(.drag, .left, column: 10, row: 4)),
        .mouse(MouseEvent(.release, .left, column: 10, row: 4)),
        .mouse(MouseEvent(.wheelDown, column: 0, row: 0)),
      ])
    // A column beyond what the form can say: the report means nothing, and its bytes are not keys.
    var decoder = InputDecoder()
    #expect(decoder.feed([27, 91, 77, 32, 0, 65] + "n".utf8, at: 0) == [.key("n")])
  }

  /// Keys of terminals whose sequences the common grammar would end too early, too late, or not at all.
  @Test func keysOfTheTerminalsDescription() {
    let odd = KeySequences {
      [
        "kcuu1": "\u{1b}A", "kf1": "\u{1}@\r", "kf2": "\u{1b}p\r", "kLFT": "\u{1b}[d",
        "kPRV": "x", "knp": "\u{1b}[6$", "kcub1": "\u{8}", "kbs": "\u{7f}", "kri": "",
        "kUP5": "\u{1b}[1;5A", "khome": "h",
      ][$0].map { Array($0.utf8) }
    }
    for (text, key) in [
      ("\u{1b}A", "Up"), ("\u{1}@\r", "F1"), ("\u{1b}p\r", "F2"), ("\u{1b}[d", "Shift-Left"),
      ("\u{1b}[6$", "PgDn"), ("\u{8}", "Left"), ("\u{7f}", "Backspace"), ("\u{1b}[1;5A", "Ctrl-Up"),
      ("\u{1b}[B", "Down"), ("h", "h"),
    ] {
      for pause in [0, 0.05, 2] {
        var decoder = InputDecoder(keys: odd)
        var events: [InputEvent] = []
        var now = 0.0
        for byte in text.utf8 {
          events += decoder.pass(to: now) + decoder.feed([byte], at: now)
          now += pause
        }
        events += decoder.feed("q".utf8, at: now)
        let keys = events.filter { $0 != .key("Esc") && $0 != .leftOut(.unfinished) }
        #expect(keys == [.key(Key(parsing: key) ?? "a"), .key("q")], "\(key), \(pause) s")
      }
    }
  }

  @Test(arguments: 0..<100) func randomEventsKeepTheViewerValid(seed: Int) {
    var random = SplitMix64(seed: UInt64(1000 + seed))
    var app = Script(volume: .ramp(20, 20, 5))
    var decoder = InputDecoder()
    for step in 0..<400 {
      let byte = UInt8.random(in: 0...127, using: &random)
      let now = Double(step)
      for event in decoder.feed([byte], at: now) + decoder.pass(to: now + 0.9) {
        app.send(.input(event))
      }
    }
    _ = app.screen
    #expect(app.state.open.volume.geometry.size.contains(app.state.view.cursor))
  }

  @Test func keyNamesReadBack() {
    for group in KeyTable.slice + [KeyTable.list] {
      for binding in group.bindings {
        for key in binding.keys { #expect(Key(parsing: key.description) == key) }
      }
    }
  }
}
