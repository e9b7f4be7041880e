import Foundation
import Project
import Testing
import Volume

@testable import Viewer

/// The key table and the typed commands.
struct CommandTests {
  @Test func noKeyIsBoundTwice() {
    for groups in [KeyTable.slice, [KeyTable.list]] {
      let keys = groups.flatMap(\.bindings).flatMap(\.keys)
      let twice = Dictionary(grouping: keys) { $0 }.filter { $0.value.count > 1 }.keys
      #expect(twice.isEmpty, "bound twice: \(twice.map(\.description))")
    }
  }

  @Test func everyRowHasItsKeys() {
    for binding in KeyTable.slice.flatMap(\.bindings) + KeyTable.list.bindings {
      #expect(!binding.keys.isEmpty, "\(binding.title) has a key that cannot be read")
    }
  }

  @Test func everyCommandIsInHelp() {
    let titles = HelpText.rows().compactMap { line -> String? in
      if case .row(_, let title, _) = line { title } else { nil }
    }
    for binding in KeyTable.slice.flatMap(\.bindings) where !binding.title.isEmpty {
      #expect(titles.contains(binding.title))
    }
    for command in LineCommand.all { #expect(titles.contains(command.title)) }
  }

  @Test func everyTypedCommandIsUnderstood() {
    for command in LineCommand.all.dropFirst() {
      for name in command.names {
        var app = Script(volume: .ramp(8, 8, 4))
        app.type(name)
        #expect(!app.message.contains("there is no command"), "\(name)")
      }
    }
  }

  @Test func tabCompletesCommandsAndTheirWords() {
    var app = Script(volume: .ramp(8, 8, 4))
    app.press(": s e t")
    for character in " view m" { app.send(.input(.key(Key(character)))) }
    app.press("Tab Enter")
    #expect(app.state.arrangement == .mosaic)
  }

  @Test func referencePageIsUpToDate() {
    Snapshot.check(KeyReference.markdown, "keys.md", folder: "../../docs/reference")
  }

  @Test func unknownKeysAndCommandsSayWhatToDo() {
    var app = Script(volume: .ramp(8, 8, 4))
    app.press("Y")
    #expect(app.message.contains("?"))
    app.type("fly")
    #expect(app.message.contains(":help"))
    app.type("")
    #expect(app.state.commandLine == nil)
  }

  @Test func linesCanBeEditedAndRecalled() {
    var app = Script(volume: .ramp(8, 8, 4))
    app.press(": 3 Backspace 2 Enter")
    #expect(app.state.slice == 2)
    app.press("g : Up Enter")
    #expect(app.state.slice == 2)
    app.press(": p l a Tab")
    #expect(app.state.commandLine?.text == "plane ")
    app.press("Esc")
    #expect(app.state.commandLine == nil)
    app.press(": Backspace")
    #expect(app.state.commandLine == nil)
  }

  @Test func quittingWaitsForUnsavedStrokes() {
    var app = Script(volume: .ramp(8, 8, 4))
    app.send(.saving(problem: SavingProblem("UNSAVED: disk full", isOnlyInMemory: true)))
    #expect(app.screen.text.contains("UNSAVED"))
    app.press("q")
    #expect(!app.effects.contains(.quit))
    app.type("q!")
    #expect(app.effects.contains(.quit))
    var saved = Script(volume: .ramp(8, 8, 4))
    saved.send(.saving(problem: SavingProblem("UNSAVED: disk full", isOnlyInMemory: true)))
    saved.send(.saving(problem: nil))
    #expect(!saved.screen.text.contains("UNSAVED"))
    saved.press("q")
    #expect(saved.effects.contains(.quit))
  }

  @Test func quittingEndsTheStrokeFirst() {
    var app = Script(volume: .ramp(8, 8, 4))
    app.press("Space l q")
    guard case .endStroke = app.effects.dropLast().last, app.effects.last == .quit else {
      Issue.record("expected endStroke, quit; found \(app.effects)")
      return
    }
  }

  @Test func labelsAreNamedAndRemoved() {
    var app = Script(volume: .ramp(8, 8, 4))
    app.type("label 2 left ventricle wall")
    #expect(app.state.labelName(2) == "left ventricle wall")
    app.type("label 9 far away")
    #expect(app.state.project.labels.labels.map(\.id) == [1, 2, 3, 9])
    app.type("label delete 9")
    #expect(app.state.project.labels.labels.map(\.id) == [1, 2, 3])
    app.type("label 300 too many")
    #expect(app.message.contains("expected"))
    app.type("label 0")
    #expect(app.state.pen.label == 255)
  }

  @Test func nothingIsDoneUnseenOnATooSmallScreen() {
    var app = Script(volume: .ramp(20, 20, 4))
    app.press("Space")
    app.send(.resize(columns: 40, rows: 12))
    let (effects, map) = (app.effects, app.state.open.scribbles.map)
    #expect(app.state.pen.stroke == nil)
    app.press("Down Down Down Space l 2 E A m R X u t n Tab : Enter ? r")
    app.mouse(.press, .left, 20, 6)
    app.mouse(.drag, .left, 25, 6)
    app.mouse(.release, .left, 25, 6)
    #expect(app.effects == effects && app.state.open.scribbles.map == map)
    #expect(app.state.pen.label == 1 && app.state.page == nil && app.state.commandLine == nil)
    #expect(app.state.cursorPoint == SlicePoint(column: 10, row: 10))
    app.press("Ctrl-Z")
    #expect(app.effects.last == .suspend)
    app.press("q")
    #expect(app.effects.last == .quit)
    app.send(.resize(columns: 80, rows: 24))
    app.press("l")
    #expect(app.state.cursorPoint == SlicePoint(column: 11, row: 10))
  }

  @Test func aPageOrTypedLineDoesNotKeepATooSmallScreenOpen() {
    for keys in ["?", "r", ": a b"] {
      var app = Script(volume: .ramp(8, 8, 4))
      app.press(keys)
      app.send(.resize(columns: 20, rows: 5))
      app.press("q")
      #expect(app.effects.last == .quit, "\(keys)")
    }
  }

  @Test(arguments: ["labels.nii.gz", "slice.jpg", "slice", "png", "a b.nii"])
  func picturesGoToPNGFilesAlone(name: String) {
    var app = Script(volume: .ramp(8, 8, 4))
    app.type("export \(name)")
    #expect(app.effects.isEmpty)
    #expect(app.message.contains(":export labels FILE.nii.gz") && app.message.contains(name))
    app.type("export my slice.PNG")
    #expect(app.effects == [.export(path: "my slice.PNG")])
  }

  @Test func settingsAreChecked() {
    var app = Script(volume: .ramp(8, 8, 4))
    app.type("set brush 7")
    #expect(app.state.pen.brush.diameter == 7)
    for line in [
      "set brush 0", "set brush x", "set zoom -3", "set", "set colour blue", "set window 1",
    ] {
      app.type(line)
      #expect(app.message.contains("expected"), "\(line): \(app.message)")
    }
    app.type("set zoom 4")
    #expect(app.state.framing.zoom == .pixels(4))
    #expect(app.screen.text.split(separator: "\n").first?.contains(" zoom 4 ") == true)
    app.type("go 9 9 9")
    #expect(app.message.contains("expected"))
  }

  @Test func pagesScrollAndClose() {
    var app = Script(volume: .ramp(8, 8, 4))
    app.press("?")
    let top = app.screen
    app.press("Space")
    #expect(app.screen != top)
    app.press("G")
    #expect(app.screen.text.contains("these commands; ? lists the keys"))
    app.press("x")
    #expect(app.message.contains("does nothing here"))
    app.press("Esc")
    #expect(app.state.page == nil)
    app.type("help")
    #expect(app.screen.text.contains("Typed commands"))
  }
}
