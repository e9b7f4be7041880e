import Foundation
import Testing
import Viewer

/// Every key of the tables, in a real terminal: the screen shows of each that it was taken.
@Suite(.enabled(if: Tmux.program != nil)) struct EveryKeyTests {
  /// What has other tests, or shows nothing here: the end, the stop, and what is as wanted already.
  private static let quiet: Set<Command> = [.quit, .suspend, .redraw, .cancel, .interrupt]

  /// Keys that come before some, so that these find something to do.
  private static let before: [Command: String] = [
    .firstSlice: "n", .lastSlice: "p", .centre: "zLL",
  ]

  @Test func everyKeyOfTheSliceIsTaken() throws {
    let place = try ViewingPlace()
    let tmux = try place.open()
    try tmux.wait(for: "axial 3 (0-5)")
    var silent: [String] = []
    for binding in KeyTable.slice.flatMap(\.bindings) where !Self.quiet.contains(binding.command) {
      for key in binding.keys {
        for first in Self.before[binding.command] ?? "" { try tmux.bytes(String(first)) }
        if try !isTaken(key, tmux) { silent.append("\(key)") }
      }
    }
    #expect(silent.isEmpty, "these keys showed nothing: \(silent.joined(separator: " "))")
    try tmux.keys("q")
    try tmux.waitForEnd(0)
  }

  /// Whether the screen changes after a key, once nothing is under way and nothing is said.
  private func isTaken(_ key: Key, _ tmux: Tmux) throws -> Bool {
    // Esc is known as such when nothing has followed it for a while.
    while try ![" DRAW", " ERASE "].contains(where: tmux.screen().hasPrefix) {
      try tmux.keys("Escape")
      usleep(800_000)
    }
    try tmux.keys(":")
    try tmux.wait(for: " COMMAND")
    try tmux.keys("BSpace")
    try tmux.wait("the line's end") { !$0.hasPrefix(" COMMAND") }
    let before = try tmux.screen(colours: true)
    try tmux.press(key)
    let end = Date().addingTimeInterval(3)
    while Date() < end {
      if try tmux.screen(colours: true) != before {
        return try !tmux.screen().contains("does nothing")
      }
      usleep(20_000)
    }
    return false
  }
}
