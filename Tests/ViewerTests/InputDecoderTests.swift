import Foundation
import Testing
import Volume

@testable import Viewer

/// Bytes to keys and mouse events.
struct InputDecoderTests {
  private func decode(_ text: String) -> [InputEvent] {
    var decoder = InputDecoder()
    var events = text.utf8.flatMap { decoder.feed(.byte($0)) }
    events += decoder.flush()
    return events
  }

  private func keys(_ text: String) -> [String] {
    decode(text).map {
      if case .key(let key) = $0 { return key.description }
      return "mouse"
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
    #expect(keys("\u{1b}q") == ["Esc", "q"])
    #expect(keys("\u{1b}]") == ["Esc", "]"])
    #expect(keys("\u{1b}\u{1b}") == ["Esc", "Esc"])
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

  @Test func mouseReportsBehindThePrefixKey() {
    var decoder = InputDecoder()
    var events = decoder.feed(.mousePrefix)
    for byte in "0;3;4M".utf8 { events += decoder.feed(.byte(byte)) }
    #expect(events == [.mouse(MouseEvent(.press, .left, column: 2, row: 3))])
  }

  @Test func manyReportsInOnePacketAllArrive() {
    let text = (1...35).map { "\u{1b}[<32;\($0);7M" }.joined()
    #expect(decode(text).count == 35)
  }

  @Test func reportsCutBetweenPacketsAreJoined() {
    var decoder = InputDecoder()
    var events: [InputEvent] = []
    for part in ["\u{1b}[", "<0;1", "0;5", "M"] {
      for byte in part.utf8 { events += decoder.feed(.byte(byte)) }
      events += decoder.flush()
    }
    #expect(events == [.mouse(MouseEvent(.press, .left, column: 9, row: 4))])
  }

  @Test func strangeSequencesAreSwallowedWhole() {
    #expect(keys("\u{1b}[I\u{1b}[Oa") == ["a"])  // focus in and out
    #expect(keys("\u{1b}[?62;22cb") == ["b"])  // device attributes
    #expect(keys("\u{1b}]11;rgb:1111/2222/3333\u{7}c") == ["c"])  // background colour
    #expect(keys("\u{1b}P1$r0m\u{1b}\\d") == ["d"])
    #expect(keys("\u{1b}[97;5ue") == ["e"])  // kitty keyboard
    #expect(keys("\u{1b}[<0;0;0Mf") == ["f"])  // cells count from 1
    #expect(keys("\u{1b}[<999;1;1Mg") == ["g"])
  }

  /// Whatever comes in, the decoder stays alive and is back to normal after a quiet moment and two keys.
  @Test(arguments: 0..<400) func survivesRandomBytes(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    var decoder = InputDecoder()
    let likely: [UInt8] = Array("\u{1b}[<;0123456789MmOPA~]\u{7}\\".utf8)
    for _ in 0..<500 {
      let byte =
        Bool.random(using: &random)
        ? likely.randomElement(using: &random) ?? 27 : UInt8.random(in: 0...255, using: &random)
      for event in decoder.feed(
        Int.random(in: 0..<50, using: &random) == 0 ? .mousePrefix : .byte(byte))
      {
        if case .mouse(let mouse) = event { #expect(mouse.column >= 0 && mouse.row >= 0) }
      }
      if Int.random(in: 0..<10, using: &random) == 0 { _ = decoder.flush() }
    }
    _ = decoder.flush()
    // Whatever is open ends at the latest with the byte after next.
    var seen: [InputEvent] = []
    for _ in 0..<40 { seen += decoder.feed(.byte(UInt8(ascii: "q"))) + decoder.flush() }
    #expect(seen.last == .key(Key("q")))
  }

  @Test(arguments: 0..<100) func randomEventsKeepTheViewerValid(seed: Int) {
    var random = SplitMix64(seed: UInt64(1000 + seed))
    var app = Script(volume: .ramp(20, 20, 5))
    var decoder = InputDecoder()
    for _ in 0..<400 {
      let byte = UInt8.random(in: 0...127, using: &random)
      for event in decoder.feed(.byte(byte)) + decoder.flush() { app.send(.input(event)) }
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
