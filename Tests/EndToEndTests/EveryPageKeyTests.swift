import Foundation
import Testing
import Viewer

/// Every key of lists, of the training page and of the page of labels, in a real terminal.
@Suite(.enabled(if: Tmux.program != nil)) struct EveryPageKeyTests {
  /// A page: how it is opened, what its first row says then, and what lets a key find something to do.
  private struct Page {
    let opening: [String]
    let badge: String
    var before: (Command) -> [String] = { _ in [] }
  }

  private static let quiet: Set<Command> = [.suspend, .redraw]

  @Test func ofLists() throws {
    let tmux = try viewer(rows: 24)
    // Three strokes, so that their list has lines.
    for key in ["Space", "l", "Space", "j", "j", "Space", "l", "Space", "j", "j", "Space", "Space"]
    {
      try tmux.keys(key)
    }
    try tmux.wait(for: "1 voxel of label 1")
    let help = Page(opening: ["?"], badge: " HELP") { command in
      switch command {
      case .searchNext: ["/", "s", "l", "i", "c", "e", "Enter"]
      default: ["j", "j", "j"]
      }
    }
    let strokes = Page(opening: ["S"], badge: " LIST") { command in
      switch command {
      case .redo: ["j", "u"]
      default: ["j"]
      }
    }
    let ofStrokes: Set<Command> = [.undo, .redo, .choose]
    for binding in KeyTable.list.bindings where !Self.quiet.contains(binding.command) {
      let page = ofStrokes.contains(binding.command) ? strokes : help
      for key in binding.keys { try expectTaken(key, binding.command, on: page, tmux) }
    }
    try end(tmux)
  }

  @Test func ofTheTrainingPage() throws {
    let tmux = try viewer(rows: 40)
    let page = Page(opening: ["%"], badge: " TRAINING") { command in
      switch command {
      case .reset: ["l"]
      case .change(let step) where step < 0: ["l"]
      default: ["j", "j"]
      }
    }
    for binding in KeyTable.trainingPage.bindings where !Self.quiet.contains(binding.command) {
      for key in binding.keys { try expectTaken(key, binding.command, on: page, tmux) }
    }
    try end(tmux)
  }

  @Test func ofTheLabels() throws {
    let tmux = try viewer(rows: 24)
    let page = Page(opening: [":", "l", "a", "b", "e", "l", "s", "Enter"], badge: " LIST")
    for binding in KeyTable.labels.bindings {
      for key in binding.keys { try expectTaken(key, binding.command, on: page, tmux) }
    }
    try end(tmux)
  }

  private func viewer(rows: Int) throws -> Tmux {
    let place = try ViewingPlace()
    let tmux = try place.open(columns: 120, rows: rows)
    try tmux.wait(for: "axial 3 (0-5)")
    return tmux
  }

  private func expectTaken(_ key: Key, _ command: Command, on page: Page, _ tmux: Tmux) throws {
    try leave(tmux)
    for name in page.opening { try tmux.keys(name) }
    try tmux.wait("the page, for \(key)") { $0.hasPrefix(page.badge) }
    for name in page.before(command) { try tmux.keys(name) }
    // Keys come in their order: what this one says comes after all that was to come before.
    try tmux.press("F12")
    try tmux.wait(for: "F12 does nothing")
    let before = try tmux.screen(colours: true).replacing("F12", with: "")
    try tmux.press(key)
    let end = Date().addingTimeInterval(3)
    var after = before
    while Date() < end, after == before || after.contains("F12 does nothing") {
      usleep(20_000)
      after = try tmux.screen(colours: true)
    }
    let isTaken = after != before && !after.contains("does nothing")
    #expect(isTaken, "\(key) (\(command.name)) on the page\(page.badge)")
    if command == .close { try tmux.wait("the slice") { !$0.hasPrefix(page.badge) } }
  }

  /// Closes whatever is open.
  private func leave(_ tmux: Tmux) throws {
    while try ![" DRAW", " ERASE "].contains(where: tmux.screen().hasPrefix) {
      try tmux.keys("Escape")
      usleep(300_000)
    }
  }

  private func end(_ tmux: Tmux) throws {
    try leave(tmux)
    try tmux.keys(":", "q", "Enter")
    try tmux.waitForEnd(0)
  }
}
