import Foundation
import Testing

/// A project of an earlier version in the viewer: its history, its decisions, its empty slice.
@Suite(
  .enabled(if: Tmux.program != nil, "tmux is not installed: apt-get install tmux"), .serialized)
struct OldFilesViewerTests {
  private func open(_ old: OldFixtures) throws -> Tmux {
    let tmux = try Tmux(
      "env TERM=tmux-256color LANG=C.UTF-8 '\(CommandRunner.program.path)' open '\(old.project)'; "
        + "echo \"ended with $?\"; sleep 600", columns: 110, rows: 40)
    try tmux.wait(for: "axial 4 (0-7)")
    return tmux
  }

  private func close(_ tmux: Tmux) throws {
    try tmux.keys("q")
    try tmux.wait(for: "ended with 0")
  }

  /// Presses a key that does one action, and waits until the journal has it.
  private func act(_ key: String, _ tmux: Tmux, _ old: OldFixtures) throws {
    let before = try actions(old)
    try tmux.keys(key)
    try tmux.wait("what \(key) does") { _ in (try? actions(old)) == before + 1 }
  }

  private func actions(_ old: OldFixtures) throws -> Int {
    try old.text("before.inkling/scribbles/heart.journal").split(separator: "\n")
      .filter { ["end", "undo", "redo"].contains($0.split(separator: " ")[1]) }.count
  }

  /// Slices, states and, where asked for, everything else of a review.
  private func review(_ text: String, whole: Bool = true) -> [[Substring]] {
    text.split(separator: "\n").map { Array($0.split(separator: ",").prefix(whole ? 4 : 2)) }
  }

  @Test func decisionsAreOnTheScreen() throws {
    let old = try OldFixtures()
    let tmux = try open(old)
    try tmux.wait("drawn, rejected, accepted and corrected slices") { $0.contains("·ssRsAC·") }
    for (slice, state) in [(3, "rejected"), (5, "accepted"), (6, "corrected"), (7, "todo")] {
      try tmux.bytes(":\(slice)\r")
      try tmux.wait(for: "slice \(slice): \(state)")
    }
    try close(tmux)
    #expect(
      review(try old.text("before.inkling/review/heart.csv"))
        == review(try old.text("expected/opened/review.csv")))
    try old.expectProject("opened")
  }

  @Test(arguments: [
    ("redone", "C-r", 1), ("undone-2", "u", 2), ("undone-5", "u", 5), ("undone-8", "u", 8),
  ]) func historyGoesOn(state: String, key: String, times: Int) throws {
    let old = try OldFixtures()
    let tmux = try open(old)
    for _ in 0..<times { try act(key, tmux, old) }
    try close(tmux)
    try old.expectProject(state)
    #expect(
      review(try old.text("before.inkling/review/heart.csv"))
        == review(try old.text("expected/\(state)/review.csv")))
  }

  @Test func theEmptySliceIsBackgroundWhenItIsAccepted() throws {
    let old = try OldFixtures()
    let tmux = try open(old)
    try tmux.bytes(":2\r")
    try tmux.wait(for: "axial 2 (0-7)")
    try act("A", tmux, old)
    try close(tmux)
    try old.expectProject("empty-accepted")
    #expect(
      review(try old.text("before.inkling/review/heart.csv"), whole: false)
        == review(try old.text("expected/empty-accepted/review.csv"), whole: false))
  }
}
