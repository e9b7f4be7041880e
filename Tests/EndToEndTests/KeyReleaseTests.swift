import Foundation
import Testing

@testable import inkling

/// A terminal that says when keys are let go: it is asked to, the pen follows the key, and the shell hears of no key.
@Suite struct KeyReleaseTests {
  @Test func spaceHeldPaintsUntilItIsLetGo() throws {
    let place = try ViewingPlace()
    let terminal = try PseudoTerminal(
      [CommandRunner.program.path, "open", place.image.path],
      environment: [
        "TERM": "xterm-256color", "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin",
        "XDG_CONFIG_HOME": "/dev/null", "XDG_STATE_HOME": "/dev/null",
      ], columns: 100, rows: 30)
    let said = Said(terminal)
    try said.wait(for: "\u{1b}[?u")
    said.type("\u{1b}[?0u\u{1b}[?62;22c")
    try said.wait(for: "\u{1b}[>7u")
    said.type(" ")
    try said.wait(for: "pen down while Space is held")
    said.type("  \u{1b}[C\u{1b}[1;1:2C\u{1b}[1;1:3C\u{1b}[32;1:3u")
    try said.wait(for: "3 voxels of label 1")
    // Stopped and gone on with, it asks again, on its own screen, and once.
    said.type("\u{1b}[122;5u")
    try said.wait(for: "\u{1b}[<u\u{1b}[c")
    said.type("\u{1b}[122;5:3u\u{1b}[?62;22c")
    said.forget()
    let end = Date().addingTimeInterval(20)
    while !said.text.contains("\u{1b}[>7u"), Date() < end {
      kill(terminal.process, SIGCONT)
      said.listen(0.3)
    }
    said.listen(0.5)
    let parts = said.text.components(separatedBy: "\u{1b}[>7u")
    #expect(parts.count == 2 && parts[0].contains("\u{1b}[?1049h"), "\(parts.count)")
    // The command that ends it is answered before the key is let go.
    said.type("q")
    try said.wait(for: "\u{1b}[<u\u{1b}[c")
    said.type("\u{1b}[113;1:3u\u{1b}[?62;22c")
    #expect(terminal.waitForEnd(within: 20) == 0)
    #expect(place.count("end") == 1)
  }

  /// What a program has written so far.
  private final class Said {
    private let terminal: PseudoTerminal
    private var bytes: [UInt8] = []

    init(_ terminal: PseudoTerminal) { self.terminal = terminal }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    func forget() { bytes = [] }

    func listen(_ seconds: Double) {
      let end = Date().addingTimeInterval(seconds)
      while Date() < end, let piece = terminal.read(within: 0.05) { bytes += piece }
    }

    func type(_ text: String) {
      bytes = terminal.write(Array(text.utf8)) ?? []
    }

    func wait(for text: String) throws {
      let end = Date().addingTimeInterval(30)
      while Date() < end {
        if String(decoding: bytes, as: UTF8.self).contains(text) { return }
        guard let piece = terminal.read(within: 0.05) else { break }
        bytes += piece
      }
      Issue.record("waited in vain for \(text.debugDescription)")
      throw Tmux.Timeout(what: text)
    }
  }
}
