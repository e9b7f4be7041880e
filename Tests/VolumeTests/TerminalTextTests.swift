import Testing

@testable import Volume

/// Text from files must not reach a terminal as commands.
@Suite struct TerminalTextTests {
  @Test func charactersThatSteerTerminalsBecomeQuestionMarks() {
    let title = "\u{1B}]0;mine\u{7}"
    #expect(title.plainForTerminals == "?]0;mine?")
    #expect("\u{9B}31m\u{7F}\r".plainForTerminals == "?31m??")
    let turned = "\u{202A}\u{202E}\u{2066}\u{2069}\u{200E}\u{200F}\u{61C}\u{2028}"
    #expect(turned.plainForTerminals == "????????")
  }

  @Test func everythingElseStays() {
    let text = "Herz, größer ≥ 3 µm, 心臓, \u{A0}é\u{301}\n\tsecond line"
    #expect(text.plainForTerminals == text)
    #expect("a\nb\tc\r\n".plainForTerminals == "a\nb\tc?\n")
    #expect("a\nb\tc".plainLine == "a?b?c")
  }
}
