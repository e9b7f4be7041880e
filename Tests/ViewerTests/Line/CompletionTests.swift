import Foundation
import Testing
import Volume

@testable import Viewer

/// Tab on the command line.
struct CompletionTests {
  private func app(_ line: String, cases: [String] = ["heart"]) -> Script {
    var app = Script(volume: .ramp(8, 8, 4), cases: cases)
    app.open(line)
    return app
  }

  @Test(arguments: [
    ("pl", "plane "), ("plane s", "plane sagittal "), ("set vi", "set view "),
    ("set view t", "set view three "), ("set zoom f", "set zoom fit "), ("label M", "label Myo "),
    ("label 0", "label 0 "), ("label de", "label delete "), ("label delete L", "label delete LV "),
    ("  pl", "  plane "), ("wri", "write "), ("undo", "undo "),
  ])
  func oneChoiceIsPutIn(typed: String, line: String) {
    var app = app(typed)
    app.press("Tab")
    #expect(app.state.commandLine?.text == line)
    #expect(app.state.commandLine?.completion == nil)
  }

  @Test(arguments: ["set reach ", "fly ", "plane x", "42 "])
  func whatHasNoChoicesStaysAndIsSaid(line: String) {
    var app = app(line)
    app.press("Tab")
    #expect(app.state.commandLine?.text == line)
    #expect(app.message.contains("nothing"))
    #expect(app.screen.text.contains("nothing"))
  }

  @Test func whatAllBeginWithComesFirst() {
    var app = app("ca", cases: ["patient one", "patient two", "x"])
    app.press("Tab")
    #expect(app.state.commandLine?.text == "case")
    app.press("Tab Tab")
    #expect(app.state.commandLine?.text == "cases")
    app.press("Esc")
    app.press("Esc")
    #expect(app.state.commandLine == nil)
    app.open("case p")
    app.press("Tab")
    #expect(app.state.commandLine?.text == "case patient ")
    app.press("Tab Tab Enter")
    #expect(app.effects.contains(.openCase(1)))
  }

  @Test func tabGoesRoundAndBack() {
    var app = app("plane ")
    let planes = ["axial", "coronal", "sagittal"]
    for plane in planes {
      app.press("Tab")
      #expect(app.state.commandLine?.text == "plane \(plane)")
      let marked = app.screen.text.split(separator: "\n").filter { $0.contains("> \(plane)") }
      #expect(marked.count == 1)
      for other in planes { #expect(app.screen.text.contains(other)) }
    }
    app.press("Tab")
    #expect(app.state.commandLine?.text == "plane ")
    app.press("Shift-Tab")
    #expect(app.state.commandLine?.text == "plane sagittal")
    app.press("Shift-Tab Esc")
    #expect(app.state.commandLine?.text == "plane ")
    #expect(!app.screen.text.contains("> coronal"))
  }

  @Test func anEmptyLineShowsAllCommandsWithTheirMeaning() {
    var app = app("")
    app.press("Tab")
    let count = Set(LineCommand.all.dropFirst().flatMap(\.names).map { $0.prefix { $0 != " " } })
      .count
    #expect(app.state.commandLine?.completion?.choices.count == count)
    #expect(app.screen.text.contains("write and quit") || app.screen.text.contains("1 of \(count)"))
  }

  @Test func completionWorksInTheMiddle() {
    var app = app("pla sagittal")
    app.press("Home Right Right Right Tab")
    #expect(app.state.commandLine?.text == "plane  sagittal")
  }

  @Test func theMouseGoesThroughTheBoxAndDrawsNothingUnderIt() {
    var app = app("plane ")
    app.press("Tab")
    app.mouse(.wheelDown, .left, 10, 10)
    #expect(app.state.commandLine?.text == "plane coronal")
    app.mouse(.wheelUp, .left, 10, 10)
    #expect(app.state.commandLine?.text == "plane axial")
    let effects = app.effects
    app.mouse(.press, .left, 10, 10)
    app.mouse(.release, .left, 10, 10)
    #expect(app.effects == effects && app.state.pen.stroke == nil)
    #expect(app.state.commandLine?.completion == nil)
  }

  @Test func boxFitsTheSmallestScreen() {
    var app = app("")
    app.send(.resize(columns: 60, rows: 16))
    app.press("Tab Tab Tab Tab Tab Tab Tab Tab Tab Tab Tab Tab")
    let chosen = app.state.commandLine?.completion?.shown ?? "none"
    #expect(app.screen.text.contains("> \(chosen)"))
  }

  // MARK: Files

  private func asked(_ app: Script) -> FolderListing? {
    app.effects.lazy.compactMap { if case .readFolder(let listing) = $0 { listing } else { nil } }
      .last
  }

  @Test func filesAreAskedForAndOffered() throws {
    var app = app("export my pic")
    app.press("Tab")
    var listing = try #require(asked(app))
    #expect(listing.folder.isEmpty && listing.prefix == "my pic" && listing.ending == "png")
    listing.names = ["my pictures/", "my picture.png"]
    app.send(.folder(listing))
    #expect(app.state.commandLine?.text == "export my picture")
    app.press("Tab")
    #expect(app.state.commandLine?.text == "export my pictures/")
    app.press("s Backspace Tab")
    #expect(asked(app)?.folder == "my pictures/" && asked(app)?.prefix == "")
    app.press("x Enter")
    #expect(app.message.contains("FILE.png"))
  }

  @Test func aLateAnswerDoesNotChangeWhatWasTypedMeanwhile() throws {
    var app = app("export q")
    app.press("Tab")
    var listing = try #require(asked(app))
    listing.names = ["qbc.png"]
    app.press("x")
    app.send(.folder(listing))
    #expect(app.state.commandLine?.text == "export qx")
    app.press("Esc")
    app.send(.folder(listing))
    #expect(app.state.commandLine == nil)
  }

  @Test func foldersAreReadWithinBounds() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("inkling-names-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: folder.appendingPathComponent("a folder"), withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for name in ["a b.png", "a.txt", ".hidden.png", "日本.PNG", "line\nbreak.png"] {
      try Data().write(to: folder.appendingPathComponent(name))
    }
    func names(_ prefix: String, _ ending: String = "png") -> [String] {
      FolderReader.read(FolderListing(path: folder.path + "/" + prefix, ending: ending)).names
    }
    #expect(names("a") == ["a b.png", "a folder/"])
    #expect(Set(names("")) == ["a b.png", "a folder/", "日本.PNG"])
    #expect(names(".") == [".hidden.png"])
    #expect(names("a", "").contains("a.txt"))
    for number in 0..<250 {
      try Data().write(to: folder.appendingPathComponent("many\(number).png"))
    }
    let many = FolderReader.read(FolderListing(path: folder.path + "/many", ending: "png"))
    #expect(many.names.count == 200 && many.hasMore)
    let nothing = FolderReader.read(FolderListing(path: folder.path + "/none/", ending: ""))
    #expect(nothing.problem?.contains("cannot be read") == true)
  }
}

extension Script {
  /// Opens the line and types a text into it.
  mutating func open(_ line: String) {
    press(":")
    for character in line { send(.input(.key(Key(character)))) }
  }
}
