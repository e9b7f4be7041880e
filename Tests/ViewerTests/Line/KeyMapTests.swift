import Foundation
import Testing
import Volume

@testable import Viewer

/// A person's own key map.
struct KeyMapTests {
  @Test func namesAreUniqueAndPlain() {
    let names = Command.all.map(\.name)
    #expect(
      Set(names).count == names.count,
      "\(names.filter { name in names.filter { $0 == name }.count > 1 })")
    for command in Command.all {
      #expect(
        command.name.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "-" }, "\(command.name)")
      #expect(Command(named: command.name) == command)
    }
    #expect(
      Command(named: "accept") == .accept
        && Command(named: "left-10") == .cursor(columns: -10, rows: 0))
    #expect(Command(named: "fly") == nil)
  }

  @Test func keysGoWhereTheMapSays() {
    let file = KeyMapFile("# mine\nmap Ctrl-G accept  # at hand\n\n  unmap x\nmap n undo\n")
    #expect(file.problems.isEmpty, "\(file.problems)")
    var app = Script(volume: .ramp(8, 8, 4))
    app.state.keys = file.map
    app.press("x")
    #expect(app.message.contains("x does nothing"))
    app.press("n")
    #expect(app.state.slice == 2)
    // Lists keep their own n.
    #expect(file.map.listCommand(for: "n") == .searchNext(forward: true))
    #expect(file.map.command(for: "A") == .accept && file.map.command(for: "Ctrl-G") == .accept)
    app.press("?")
    app.send(.resize(columns: 80, rows: 200))
    #expect(app.screen.text.contains("Ctrl-G, A"))
    #expect(!app.screen.text.contains("swap with the label before"))
  }

  @Test func hintsShowTheKeysAsTheyAre() {
    var app = Script(volume: .ramp(8, 8, 4), columns: 200)
    app.state.keys = KeyMapFile("map F5 pen\nmap F6 help\n").map
    #expect(app.screen.text.contains("F5 pen") && app.screen.text.contains("F6 help"))
    app.press("Ctrl-X")
    #expect(app.message.contains("F6 lists the keys"))
  }

  @Test(arguments: [
    ("map Hyper-X accept", "line 1: there is no key Hyper-X"),
    ("map x fly", "line 1: there is no command fly"),
    ("\nmap Ctrl-X accept\nmap Ctrl-X reject", "line 3: Ctrl-X stands in line 2 already"),
    ("unmap Ctrl-X", "line 1: Ctrl-X does nothing anyway"),
    ("bind x accept", "line 1: expected map"),
    ("map x", "line 1: expected map"), ("map x accept now", "line 1: expected map"),
    ("map Ctrl-I accept", "line 1: a terminal sends Ctrl-I as Tab"),
    ("\nunmap q", "line 2: quit needs a key and keeps q"),
    ("map : undo", "line 1: command-line needs a key"),
    ("unmap ?\nunmap F1", "line 2: help needs a key and keeps ? F1"),
  ])
  func mistakesAreSaidWithTheirLine(text: String, problem: String) {
    let file = KeyMapFile(text)
    #expect(file.problems.count == 1)
    #expect(file.problems.first?.hasPrefix(problem) == true, "\(file.problems)")
    #expect(file.map.missing.isEmpty)
  }

  @Test func anEssentialKeyMayMove() {
    let taken = KeyMapFile("map x accept\nmap n undo\nmap Ctrl-G pen")
    #expect(taken.problems.isEmpty)
    #expect(
      taken.notes == ["line 1: swap-label, which had x, has no key now"], "PgDn still goes on")
    let file = KeyMapFile("map q undo\nmap Ctrl-Q quit")
    #expect(file.problems.isEmpty)
    #expect(file.map.command(for: "q") == .undo && file.map.command(for: "Ctrl-Q") == .quit)
    #expect(file.map.listCommand(for: "q") == .close)
  }

  @Test func listsAlwaysClose() {
    let file = KeyMapFile(
      ["Esc", "q", "?", "F1", "r", "C", "S", "Ctrl-C"].map { "unmap \($0)" }.joined(separator: "\n")
    )
    #expect(file.map.listCommand(for: "Esc") == .close)
    #expect(file.problems.contains { $0.contains("close needs a key") })
  }

  @Test func longAndStrangeFilesAreRefused() throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent(
      "inkling-keys-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(repeating: 35, count: 70_000).write(to: file)
    #expect(throws: (any Error).self) { try OwnKeys.load(file) }
    #expect(throws: (any Error).self) { try OwnKeys.load(file.deletingLastPathComponent()) }
    try Data([0xFF, 0xFE, 0x0A]).write(to: file)
    #expect(try OwnKeys.load(file).problems.count == 1)
    #expect(KeyMapFile(String(repeating: "\n", count: 5000)).problems.count == 1)
    #expect(try OwnKeys.load(file).note?.contains("keys, line 1:") == true)
  }

  @Test func aPasteOfKeysIsJudgedByTheMap() {
    var app = PasteGuard()
    let keys = KeyMapFile("map Ctrl-G command-line\n").map
    let events = "Ctrl-G w".split(separator: " ").compactMap { Key(parsing: String($0)) }.map {
      InputEvent.key($0)
    }
    #expect(app.sift(events, at: 0, textIsOpen: false, keyMap: keys) == events)
  }
}
