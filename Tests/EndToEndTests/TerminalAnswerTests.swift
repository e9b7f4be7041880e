import Foundation
import Testing
import Viewer

@testable import inkling

/// What `inkling doctor` says of a terminal that answers late, or not at all.
@Suite struct TerminalAnswerTests {
  /// Runs `doctor` in a terminal of its own.
  /// - Parameter answer: what the terminal answers, and after how many seconds.
  private func doctor(
    _ answer: (text: String, after: Double)?, term: String = "xterm-256color"
  ) throws -> (said: String, seconds: Double) {
    let terminal = try PseudoTerminal(
      [CommandRunner.program.path, "doctor"],
      environment: ["TERM": term, "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"], columns: 200,
      rows: 40)
    let clock = ContinuousClock()
    var output: [UInt8] = []
    var asked: ContinuousClock.Instant?
    var isAnswered = false
    let limit = clock.now + .seconds(60)
    while let piece = terminal.read(within: 0.05), clock.now < limit {
      output += piece
      if asked == nil, String(decoding: output, as: UTF8.self).contains("\u{1b}[c") {
        asked = clock.now
      }
      guard let answer, let asked, !isAnswered else { continue }
      if clock.now - asked >= .seconds(answer.after) {
        isAnswered = true
        output += terminal.write(Array(answer.text.utf8)) ?? []
      }
    }
    _ = terminal.waitForEnd(within: 20)
    let seconds = asked.map { (clock.now - $0) / .seconds(1) } ?? 0
    return (String(decoding: output, as: UTF8.self), seconds)
  }

  private let name = "\u{1b}P>|Slow(1)\u{1b}\\"
  private let attributes = "\u{1b}[?62;4c"

  @Test func lateAnswersAreHeard() throws {
    let late = try doctor((name + attributes, 2))
    #expect(late.said.contains("terminal says: Slow(1), sixel"), "\(late.said)")
  }

  @Test func theLastAnswerEndsTheWait() throws {
    let soon = try doctor((attributes, 0))
    #expect(soon.said.contains("terminal says: no name, sixel"), "\(soon.said)")
    #expect(soon.seconds < 2.5)
  }

  @Test func silenceIsCalledSilence() throws {
    let silent = try doctor(nil)
    #expect(silent.said.contains("(the terminal has not answered)"), "\(silent.said)")
    #expect(!silent.said.contains("no name"))
    let console = try doctor(nil, term: "linux")
    #expect(console.said.contains("(the terminal was not asked)"), "\(console.said)")
  }

  @Test func whatTmuxKeepsIsNotAsked() {
    var report = TerminalReport()
    report.multiplexer = "tmux"
    let findings = TerminalCheck(
      environment: ["TERM": "tmux-256color"], size: (120, 40), charset: "UTF-8", ask: { report }
    ).findings()
    let pictures = findings.first { $0.subject == "pictures" }?.found
    #expect(pictures?.hasSuffix("(the terminal was not asked)") == true)
  }
}
