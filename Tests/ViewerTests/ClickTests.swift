import Annotation
import Foundation
import Project
import Testing
import Volume

@testable import Viewer

/// Everything beside the slice that answers a click.
struct ClickTests {
  private func app(columns: Int = 120, rows: Int = 40) -> Script {
    Script(volume: .ramp(24, 20, 12), columns: columns, rows: rows, cases: ["heart", "other"])
  }

  /// Clicks on the first letter of a word within the first place of a text.
  private func click(
    _ word: String, within text: String? = nil, in app: inout Script, from row: Int = 0,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let text = text ?? word
    let lines = app.screen.text.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() where index >= row {
      guard let found = line.range(of: text),
        let place = line.range(of: word, range: found)
      else { continue }
      let column = line.distance(from: line.startIndex, to: place.lowerBound)
      app.mouse(.press, .left, column, index)
      app.mouse(.release, .left, column, index)
      return
    }
    Issue.record(
      "\(text) is not on the screen:\n\(app.screen.text)", sourceLocation: sourceLocation)
  }

  @Test func keysOfTheLastRowDoWhatTheyDo() {
    var app = app()
    let slice = app.state.slice
    let row = app.state.screenLayout.hints.row
    click(" p slice", in: &app, from: row)  // not " slice": that blank is the word's
    #expect(app.state.slice == slice, "the blank between the keys does nothing")
    click("n p slice", in: &app, from: row)
    #expect(app.state.slice == slice + 1)
    click("p slice", in: &app, from: row)
    click("p slice", in: &app, from: row)
    #expect(app.state.slice == slice - 1)
    click("slice", in: &app, from: row)
    #expect(app.state.slice == slice, "the word does what the first key does")
    click("1-3 label", in: &app, from: row)
    #expect(app.state.pen.label == 2)
    click("? help", in: &app, from: row)
    #expect(app.state.page != nil)
    click("close", in: &app, from: row)
    #expect(app.state.page == nil)
  }

  @Test func theFirstRowAnswers() {
    var app = app()
    click("1 RV", in: &app)
    #expect(app.state.pen.label == 2)
    click("axial", in: &app)
    #expect(app.state.view.plane == .coronal)
    click("heart", in: &app)
    #expect(app.state.page == .cases(chosen: 0))
    app.press("Esc Space")
    click("PEN DOWN", in: &app)
    #expect(app.state.pen.stroke == nil)
  }

  @Test func thePanelTrainsPausesAndStops() {
    var app = app()
    app.press("1 Space l Space 0 j Space l Space")
    app.press("2 j Space l Space 3 j Space l Space")
    let panel = app.state.screenLayout.panel?.column ?? 0
    #expect(panel > 0)
    click("  auto off", in: &app)
    #expect(!app.effects.contains(.train) && app.state.page != nil, "between them: the heading")
    app.press("Esc")
    click("train", within: "train  auto", in: &app)
    #expect(app.effects.contains(.train))
    app.send(
      .trainer(
        TrainerNews(
          status: .atWork(
            step: 1, of: 400, generation: 0, heartbeat: app.state.now, message: ""),
          isAlive: true)))
    click("pause", in: &app)
    #expect(app.effects.contains(.tell(.pause)))
    click("auto off", in: &app)
    #expect(app.state.trainer.isAutomatic)
    click("stop", within: "stop  auto on", in: &app)
    #expect(app.effects.contains(.tell(.stop)))
  }

  @Test(arguments: [(80, 24), (120, 40), (200, 60)])
  func thePanelReviews(columns: Int, rows: Int) {
    var app = app(columns: columns, rows: rows)
    app.press("Space l Space")
    let slice = app.state.slice
    click("  reject", within: "accept  reject", in: &app)
    #expect(app.state.open.review.state(of: slice) == .todo)
    click("accept", within: "accept  reject", in: &app)
    #expect(app.state.open.review.state(of: slice) == .todo, "asked first: nothing is predicted")
    click("accept", within: "accept  reject", in: &app)
    #expect(app.state.open.review.state(of: slice) == .accepted)
    click("reject", within: "reject  keep", in: &app)
    #expect(app.state.open.review.state(of: slice) == .rejected)
    click("export", in: &app)
    #expect(app.effects.contains(.proposeExport(.labels)))
  }

  @Test func theRowOfSlicesGoesThere() {
    var app = app()
    app.press("Space l Space g")
    guard let panel = app.state.screenLayout.panel else { return }
    let layout = PanelLayout(app.state, panel)
    app.mouse(.press, .left, panel.column + 2 + 9, layout.reviewRow + 1)
    #expect(app.state.slice == 9)
    app.mouse(.wheelDown, .left, panel.column + 4, layout.reviewRow + 1)
    #expect(app.state.slice == 10)
    // Beside it nothing moves.
    app.mouse(.wheelDown, .left, panel.column + 4, layout.trainerRow + 2)
    app.mouse(.press, .left, panel.column + 2 + 12, layout.reviewRow + 1)
    app.mouse(.press, .middle, panel.column + 4, layout.trainerRow + 2)
    app.mouse(.drag, .middle, panel.column - 30, layout.trainerRow + 2)
    #expect(app.state.slice == 10 && app.state.framing.zoom == .fit)
    #expect(app.state.view.panFrom == nil)
  }

  @Test func smallViewsPutTheCursorThere() {
    var app = app(columns: 200, rows: 60)
    guard let panel = app.state.screenLayout.panel else { return }
    let layout = PanelLayout(app.state, panel)
    let views = app.state.navigators(Theme(app.state.appearance), layout)
    var places: [(VoxelIndex, Int, Int)] = []
    for row in layout.freeRow..<panel.endRow {
      for column in panel.column..<panel.endColumn {
        if let voxel = views.voxel(atCell: column, row) { places.append((voxel, column, row)) }
      }
    }
    let slices = Set(places.map(\.0.k))
    #expect(slices.count == 12, "the small views show every slice")
    guard let (voxel, column, row) = places.first(where: { $0.0.k == 2 }) else { return }
    app.mouse(.press, .left, column, row)
    #expect(app.state.view.cursor == voxel && app.state.view.plane == .axial)
    #expect(app.state.pen.stroke == nil && app.records.isEmpty)
  }

  @Test func linesOfTheHelpAnswer() {
    var app = app(columns: 120, rows: 60)
    app.press("?")
    click("swap with the label before", in: &app)
    #expect(app.state.page == nil && app.state.pen.label == Scribbles.background)
    var narrow = self.app(columns: 80, rows: 60)
    narrow.press("? G")
    click("put the cursor on a voxel", in: &narrow)
    #expect(narrow.state.page == nil && narrow.state.commandLine?.text == "go ")
  }

  @Test func whoOnlyLooksFindsNoButtons() {
    var app = Script(volume: .ramp(24, 20, 12), columns: 120, rows: 40, readOnly: "look only")
    for word in ["reject  keep", "train  auto", "A accept"] {
      #expect(!app.screen.text.contains(word))
    }
    click("n", within: "n p slice", in: &app, from: 38)
    #expect(app.state.slice == 7)
  }
}
