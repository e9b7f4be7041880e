import Foundation
import Testing

@testable import Viewer

/// Keys in the spelling of the kitty keyboard protocol.
@Suite struct KittyKeyTests {
  private func decode(_ text: String) -> [InputEvent] {
    var decoder = InputDecoder()
    return decoder.feed(text.utf8, at: 0) + decoder.pass(to: 1)
  }

  @Test func keysThatAreLetGoAreNoKeys() {
    #expect(decode(" \u{1b}[32;1:3u") == [.key("Space"), .released("Space")])
    #expect(decode("\u{1b}[1;1:3A\u{1b}[97:65;2:3u") == [.released("Up"), .released("A")])
    #expect(decode("\u{1b}[5;1:3~") == [.released("PgUp")])
  }

  @Test func repeatsAreKeys() {
    #expect(decode("\u{1b}[1;1:2C\u{1b}[C") == [.key("Right"), .key("Right")])
  }

  @Test func escAndCtrlAreTheKeysThatTheyAreElsewhere() {
    #expect(decode("\u{1b}[27u\u{1b}[99;5u") == [.key("Esc"), .key("Ctrl-C")])
    #expect(
      decode("\u{1b}[91;5u\u{1b}[105;5u\u{1b}[109;5u\u{1b}[104;5u") == [
        .key("Esc"), .key("Tab"), .key("Enter"), .key("Backspace"),
      ])
    #expect(decode("\u{1b}[9;2u\u{1b}[13;2u") == [.key("Shift-Tab"), .key("Enter")])
    #expect(decode("\u{1b}[1;2D") == [.key("Shift-Left")])
    // With NumLock, which counts as held too.
    #expect(decode("\u{1b}[114;133u") == [.key("Ctrl-R")])
  }

  @Test func aCyrillicKeyboardHasCtrlKeysToo() {
    #expect(decode("\u{1b}[1089::99;5u") == [.key("Ctrl-C")])
  }

  @Test func theKeypadTypes() {
    #expect(
      decode("\u{1b}[57400u\u{1b}[57419u\u{1b}[57414u") == [.key("1"), .key("Up"), .key("Enter")])
  }

  @Test func keysWithAltAndKeysWithoutUseDoNothing() {
    #expect(decode("\u{1b}[97;3u\u{1b}[97;3:3u") == [.leftOut(.alt("a"))])
    #expect(decode("\u{1b}[57441;2u\u{1b}[57428u\u{1b}[55555555555u\u{1b}[u\u{1b}[;5u") == [])
    #expect(decode("\u{1b}[99:99:99:99:99;5:9:9;1:2:3u") == [.key("Ctrl-C")])
  }
}
