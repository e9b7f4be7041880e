import Annotation
import Foundation
import Project
import Testing
import Volume

@testable import Viewer

/// Names and colours of labels: their page, typed colours, files of other programs.
struct LabelsPageTests {
  private func opened() -> Script {
    var app = Script(volume: .ramp(8, 4, 4))
    app.type("labels")
    return app
  }

  private func colour(_ app: Script, _ id: UInt8) -> RGB? {
    app.state.project.labels.label(id: id)?.colour
  }

  @Test func thePageListsLabels() {
    var app = Script(volume: .ramp(8, 4, 4))
    app.press("2 Space l l Space")
    app.type("labels")
    let text = app.screen.text
    #expect(text.contains("Labels of heart"))
    #expect(text.contains("Myo") && text.contains("#ff8700"))
    let row = text.split(separator: "\n").first { $0.contains("Myo") && $0.contains("#") } ?? ""
    #expect(row.contains(" 3 "), "three voxels: \(row)")
    // The label of the pen is chosen.
    #expect(app.state.page == .labels(chosen: 1))
    app.press("k k k j Esc")
    #expect(app.state.page == nil)
  }

  @Test func labelsAreRenamedThere() {
    var app = opened()
    app.press("j Enter")
    #expect(app.state.commandLine?.text == "label 2 Myo")
    for _ in "Myo" { app.press("Backspace") }
    for character in "wall" { app.send(.input(.key(Key(character)))) }
    app.press("Enter")
    #expect(app.state.labelName(2) == "wall")
    #expect(app.state.page == .labels(chosen: 1), "the page stays")
    app.press("Esc u")
    #expect(app.state.labelName(2) == "Myo")
  }

  @Test func coloursGoThroughThoseThatAreFree() {
    var app = opened()
    let before = colour(app, 1)
    app.press("c")
    // Those of labels 2 and 3 are passed over.
    #expect(colour(app, 1) == LabelTable.colour(3))
    var seen: Set<RGB> = []
    for _ in 0..<LabelTable.distinctColours - 2 {
      app.press("c")
      if let now = colour(app, 1) { seen.insert(now) }
    }
    #expect(seen.count == LabelTable.distinctColours - 2)
    #expect(colour(app, 1) == LabelTable.colour(3))
    app.press("Esc")
    for _ in 0..<LabelTable.distinctColours - 1 { app.press("u") }
    #expect(colour(app, 1) == before)
    #expect(app.message == "RV has its other colour again")
  }

  @Test func labelsAreAddedAndDeletedThere() {
    var app = opened()
    app.press("a")
    #expect(app.state.project.labels.labels.map(\.id) == [1, 2, 3, 4])
    #expect(app.state.page == .labels(chosen: 3))
    app.press("d")
    #expect(app.state.project.labels.labels.map(\.id) == [1, 2, 3])
    #expect(app.state.page == .labels(chosen: 2))
    var full = Script(volume: .ramp(8, 4, 4), labels: (1...253).map { "l\($0)" })
    full.type("labels")
    full.press("a")
    #expect(full.message.contains("253 labels"))
  }

  @Test func theMouseChoosesRecoloursAndRenames() {
    var app = opened()
    // Heading in row 1, names of columns in row 2, then the labels.
    app.mouse(.press, .left, 20, 4)
    app.mouse(.release, .left, 20, 4)
    #expect(app.state.page == .labels(chosen: 1) && app.state.commandLine == nil)
    app.mouse(.press, .left, 6, 4)
    app.mouse(.release, .left, 6, 4)
    #expect(colour(app, 2) != LabelTable.colour(1))
    #expect(app.message.contains("has the colour"))
    app.mouse(.press, .left, 20, 4)
    #expect(app.state.commandLine?.text == "label 2 Myo")
  }

  @Test func lookersChangeNothing() {
    var app = Script(volume: .ramp(8, 4, 4), readOnly: "look only")
    app.type("labels")
    app.press("c a d Enter")
    #expect(app.effects.isEmpty && app.state.commandLine == nil)
    #expect(app.message == "look only")
  }

  @Test func coloursAreTyped() {
    var app = Script(volume: .ramp(8, 4, 4))
    app.type("label 2 color #ff8800")
    #expect(colour(app, 2) == RGB(red: 255, green: 136, blue: 0))
    #expect(app.message == "Myo has the colour #ff8800 now")
    app.type("label 3 colour 255 136 0")
    #expect(app.message == "LV has the colour #ff8800 now, as Myo has")
    #expect(app.effects.contains(.writeClasses))
    app.press("u u")
    #expect(colour(app, 2) == LabelTable.colour(1))
    var few = Script(volume: .ramp(8, 4, 4), appearance: Appearance(colours: .eight, glyphs: .full))
    few.type("label 2 color #ff8800")
    #expect(few.message.contains("by their numbers"))
  }

  // MARK: Files

  private func table(_ labels: (UInt8, String)...) -> LabelTable {
    LabelTable(
      labels: labels.map {
        Label(id: $0.0, name: $0.1, colour: RGB(red: $0.0, green: 9, blue: 9))
      })
  }

  @Test func tablesAreMergedAsOneAction() {
    var app = Script(volume: .ramp(8, 4, 4))
    app.type("labels load ~/heart.txt")
    #expect(app.effects == [.labelFile(.load(path: "~/heart.txt"))])
    app.send(.labelFile(table((2, "wall"), (7, "apex"), (9, "valve")), path: "heart.txt"))
    let said = "1 label changed, 2 added from heart.txt; u takes names and colours back"
    #expect(app.message == said)
    #expect(app.state.project.labels.labels.map(\.name) == ["RV", "wall", "LV", "apex", "valve"])
    #expect(app.effects.filter { $0 == .writeClasses }.count == 1)
    app.send(.labelFile(table((2, "wall")), path: "heart.txt"))
    #expect(app.message.contains("already"))
    app.press("u")
    #expect(app.state.project.labels.labels.map(\.name) == ["RV", "Myo", "LV"])
    #expect(colour(app, 2) == LabelTable.colour(1))
    app.press("Ctrl-R")
    #expect(app.state.project.labels.labels.map(\.name) == ["RV", "wall", "LV", "apex", "valve"])
  }

  @Test func largeTablesAreUndoneInFewWordsAndOneFile() {
    var app = Script(volume: .ramp(8, 4, 4))
    let many = LabelTable(
      labels: (4...253).map {
        Label(id: $0, name: "part \($0)", colour: RGB(red: 1, green: 2, blue: 3))
      })
    app.send(.labelFile(many, path: "atlas.txt"))
    #expect(app.state.project.labels.labels.count == 253)
    app.effects = []
    app.press("u")
    #expect(app.message == "250 changes of labels undone")
    #expect(app.effects.filter { $0 == .writeClasses }.count == 1)
    #expect(app.state.project.labels.labels.count == 3)
  }

  @Test func tablesThatDoNotFitChangeNothing() {
    var app = Script(volume: .ramp(8, 4, 4))
    app.send(.labelFile(table((5, "rv")), path: "a.txt"))
    #expect(app.message.contains("labels 1 and 5 would both be called"))
    app.send(.labelFile(table((254, "far")), path: "a.txt"))
    #expect(app.message.contains("254"))
    #expect(app.state.project.labels.labels.count == 3)
    #expect(app.records.isEmpty)
    // Two labels may exchange their names.
    app.send(.labelFile(table((1, "LV"), (3, "RV")), path: "a.txt"))
    #expect(app.state.project.labels.labels.map(\.name) == ["LV", "Myo", "RV"])
  }
}
