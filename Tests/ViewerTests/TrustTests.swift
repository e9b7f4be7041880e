import Foundation
import Project
import Testing
import Volume

@testable import Viewer

/// What the screen says is true, whole, and stays where it is.
struct TrustTests {
  private let size = GridSize(i: 40, j: 40, k: 6)

  private func zoomed() -> Script {
    var app = Script(volume: .ramp(40, 40, 6), columns: 80, rows: 24)
    app.press("z")
    return app
  }

  // MARK: The view

  @Test func thePictureStaysUnderTheMouse() {
    var app = zoomed()
    let area = app.state.viewport.area
    let port = app.state.viewport
    // A drag to the edge, and the wheel at the same place.
    app.mouse(.press, .left, area.column + 20, area.row + 5)
    app.mouse(.drag, .left, area.column + 1, area.row)
    app.mouse(.release, .left, area.column + 1, area.row)
    #expect(app.state.viewport == port)
    for _ in 0..<3 { app.mouse(.wheelDown, .left, area.column + 1, area.row) }
    #expect(app.state.viewport == port)
    app.mouse(.press, .left, area.endColumn - 1, area.endRow - 1, control: true)
    #expect(app.state.viewport == port)
    app.press("p")
    #expect(app.state.viewport == port, "another slice is the same place")
  }

  @Test func keysScrollByWhatTheyMove() {
    var app = zoomed()
    let area = app.state.viewport.area
    app.mouse(.press, .left, area.endColumn - 1, area.row + 5, control: true)
    let before = app.state.viewport
    app.press("l")
    let pixels = Int(before.scaleX)
    #expect(before.originX - app.state.viewport.originX == pixels)
    #expect(app.state.viewport.originY == before.originY)
    app.press("h")
    #expect(before.originX - app.state.viewport.originX == pixels, "the way back moves nothing")
  }

  @Test func aPannedViewStaysWhenTheSliceChanges() {
    var app = zoomed()
    app.press("Ctrl-Left Ctrl-Left")
    let port = app.state.viewport
    app.press("n n p")
    #expect(app.state.viewport == port)
  }

  // MARK: Messages

  private static let long =
    "there are no scribbles of at least one class and of the background: draw a few strokes of every "
    + "class and of what lies around them, on three slices or so, then press t again; no word is cut"

  @Test(arguments: [(60, 16), (80, 24), (120, 40), (200, 60)])
  func noWordOfAMessageIsCut(columns: Int, rows: Int) {
    for kind in [Message.Kind.done, .warning, .failure] {
      var app = Script(volume: .ramp(40, 40, 6), columns: columns, rows: rows)
      let cursor = app.state.view.cursor
      app.send(.said(Message(Self.long, kind)))
      let rows = app.screen.text.split(separator: "\n", omittingEmptySubsequences: false)
      let width = app.state.screenLayout.image.columns
      // The message's rows one after another, without the panel beside them.
      let text = rows.map { String($0.prefix(width)) }.joined(separator: " ")
        .split(separator: " ").joined(separator: " ")
      #expect(text.contains(Self.long))
      #expect(
        app.screen.text.contains("(\(cursor.i),\(cursor.j),\(cursor.k))")
          || app.screen.text.contains("(\(cursor.i), \(cursor.j), \(cursor.k))"))
    }
  }

  @Test func coordinatesAreInSightWhileAPointIsPlaced() {
    var app = Script(volume: .ramp(40, 40, 6), columns: 80, rows: 24)
    app.press("v")
    #expect(app.message.contains("line starts here"))
    #expect(app.screen.text.contains("mm"))
    let cursor = app.state.view.cursor
    #expect(app.screen.text.contains("(\(cursor.i),\(cursor.j),\(cursor.k))"))
  }

  @Test func messagesDoNotOutliveTheirCause() {
    var app = Script(volume: .ramp(40, 40, 6))
    let start = app.state.now
    app.press("v Esc")
    #expect(!app.message.isEmpty)
    app.send(.tick(start.addingTimeInterval(9)))
    #expect(!app.message.isEmpty)
    app.send(.tick(start.addingTimeInterval(11)))
    #expect(app.message.isEmpty)
    // A question goes with its words: the next key would answer what nobody can read.
    app.press("1 Space Space A")
    #expect(app.message.contains("A again"))
    app.send(.tick(start.addingTimeInterval(60)))
    app.press("A")
    #expect(!app.state.open.accepted.isAccepted(3) && app.message.contains("A again"))
    app.send(.said(Message("it failed", .failure)))
    app.send(.tick(start.addingTimeInterval(600)))
    #expect(app.message == "it failed")
    app.mouse(.wheelDown, .left, 3, 3)
    #expect(app.message.isEmpty)
  }

  @Test func nothingIsCalledSavedThatIsNot() {
    var app = Script(volume: .ramp(40, 40, 6))
    app.press("Ctrl-C")
    #expect(app.message.contains("every stroke is saved already"))
    app.send(.saving(problem: SavingProblem("the disk is full", isOnlyInMemory: true)))
    app.press("Ctrl-C")
    #expect(app.message.contains("the disk is full") && !app.message.contains("saved already"))
  }

  @Test func slicesAreNumberedAndCountedDifferently() {
    let app = Script(volume: .ramp(40, 40, 10), columns: 100)
    #expect(app.screen.text.contains("axial 5 (0-9)"))
    #expect(app.screen.text.contains("0 of 10 slices"))
  }

  @Test func linesOfALogAreBrokenNotCut() {
    var app = Script(volume: .ramp(40, 40, 6))
    app.send(.log(["/nowhere/trainer.log", Self.long]))
    let text = app.screen.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(text.contains(Self.long))
  }

  // MARK: The trainer

  private func report(
    _ app: Script, age: Double = 0, isAlive: Bool = true, ending: String? = nil,
    message: String = "", step: Int = 10
  ) -> Event {
    .trainer(
      TrainerNews(
        status: .atWork(
          step: step, of: 3000, generation: 5, heartbeat: app.state.now.addingTimeInterval(-age),
          message: message
        ).with(loss: 0.7, secondsPerStep: 0.27),
        isAlive: isAlive, ending: ending))
  }

  @Test func halfAWordIsNoStep() {
    for columns in [80, 120] {
      var app = Script(volume: .ramp(40, 40, 6), columns: columns, rows: columns / 3)
      app.send(report(app, age: 13, step: 1234))
      let lines = app.screen.text.split(separator: "\n")
      #expect(app.screen.text.contains("no heartbeat 13 s"))
      for line in lines where line.contains("/3000") {
        #expect(line.contains("step 1234/3000"), "\(line)")
      }
    }
  }

  @Test func aKilledTrainerIsNotHalfAlive() {
    var app = Script(volume: .ramp(40, 40, 6), columns: 100, rows: 40)
    app.send(report(app))
    #expect(app.screen.text.contains("left"))
    let words = TrainerEnding.killed(signal: 9).sentence(
      after: app.state.trainer.status, of: "p.inkling")
    app.send(report(app, isAlive: false, ending: words))
    let text = app.screen.text
    #expect(!text.contains(" left") && !text.contains("heartbeat"))
    #expect(text.contains("at step 10/3000"))
    #expect(app.message.contains("was killed (signal 9"))
    #expect(app.message.contains("step 10 of 3000") && app.message.contains("t starts again"))
    app.press("l")
    #expect(app.screen.text.contains("was killed"), "the panel goes on saying it")
  }

  @Test func aTrainerOfAnotherProgramThatIsGoneSaysSo() {
    var app = Script(volume: .ramp(40, 40, 6), columns: 100, rows: 40)
    app.send(report(app, age: 4, isAlive: false, message: "New scribbles on heart."))
    #expect(app.screen.text.contains("the trainer is gone"))
    #expect(!app.screen.text.contains(" left") && !app.screen.text.contains("New scribbles"))
  }

  // MARK: Predictions

  private func whole(_ label: UInt8, _ generation: Int, step: Int, _ time: Date)
    -> WholePrediction
  {
    WholePrediction(
      labels: LabelMap(size: size, filledWith: label), uncertainty: nil,
      stamp: PredictionStamp(generation: generation, step: step, time: time), sliceAxis: .k)
  }

  @Test func thePanelSaysWhenTheSliceOnScreenWasPredicted() {
    var app = Script(volume: .ramp(40, 40, 6), columns: 100, rows: 40)
    #expect(app.screen.text.contains("not predicted yet"))
    let now = app.state.now
    app.send(.prediction("heart", whole(1, 4, step: 480, now.addingTimeInterval(-200))))
    #expect(app.screen.text.contains("predicted 3 min ago, step 480"))
    app.send(
      .live([
        LiveSlice(
          caseName: "heart", slice: 3,
          stamp: PredictionStamp(generation: 5, step: 520, time: now.addingTimeInterval(-6)),
          size: (40, 40), labels: Array(repeating: 2, count: 1600),
          uncertainty: Array(repeating: 9, count: 1600))
      ]))
    #expect(app.screen.text.contains("predicted 6 s ago, step 520"))
    // The old volume is read once more: the newer slice stays, and stays as old as it is.
    app.send(.prediction("heart", whole(1, 4, step: 480, now)))
    #expect(app.screen.text.contains("predicted 6 s ago, step 520"))
    #expect(app.state.open.shown.label(at: 3 * 1600) == 2)
    app.press("n")
    #expect(app.screen.text.contains("step 480"))
    app.press("p")
    let before = app.state.timedWords
    app.send(.tick(now.addingTimeInterval(3)))
    #expect(app.state.timedWords != before, "the age goes on without a key")
    app.press("m")
    #expect(app.screen.text.contains("kept labels, no prediction"))
    app.press("A")
    #expect(app.screen.text.contains(app.state.now.minuteText(in: .gmt)))
  }

  @Test(arguments: [3406, 123_456]) func aNumberIsWholeOrNotThere(step: Int) {
    for (age, columns) in [(6.0, 80), (600, 80), (5000, 120), (90_000, 200), (9_000_000, 80)] {
      var app = Script(volume: .ramp(40, 40, 6), columns: columns, rows: 40)
      let time = app.state.now.addingTimeInterval(-age)
      app.send(.prediction("heart", whole(1, 40, step: step, time)))
      let ago = PredictionWords.ago(age)
      let lines = app.screen.text.split(separator: "\n").filter { $0.contains(ago) }
      #expect(lines.count == 1)
      for line in lines where line.contains("step") {
        #expect(line.contains("step \(step)"), "\(line)")
      }
    }
  }

  @Test func aHeartbeatOfTheFutureIsNoLife() {
    var app = Script(volume: .ramp(40, 40, 6), columns: 100, rows: 40)
    app.send(report(app, age: -3600, isAlive: false))
    #expect(app.screen.text.contains("trainer gone"))
    #expect(!app.screen.text.contains(" left"))
  }

  // MARK: Colours

  @Test func fillsLetStrokesAndImageThrough() {
    let theme = Theme(Appearance())
    let table = LabelTable.standard(names: (1...12).map { "\($0)" })
    let strokes = Set((1...12).map { theme.label(UInt8($0), in: table) })
    #expect(strokes.count == 12)
    func light(_ index: PaletteIndex) -> Double {
      let (r, g, b) = Palette256.levels(of: index)
      return 0.3 * Double(r) + 0.6 * Double(g) + 0.1 * Double(b)
    }
    for label in UInt8(1)...12 {
      for share in [0.3, 0.45, 0.6] {
        let shades = theme.fill(label, in: table, share: share)
        #expect(shades.count == 32)
        #expect(!shades.contains(theme.label(label, in: table)))
        #expect(Set(shades).count >= 4, "label \(label) at \(share)")
        #expect(light(shades[31]) - light(shades[0]) > 60, "label \(label) at \(share)")
        for (dark, bright) in zip(shades, shades.dropFirst()) {
          #expect(light(bright) >= light(dark) - 1e-9, "label \(label) at \(share)")
        }
      }
    }
  }
}

/// Text on terminals with few colours, whose background may be light or dark.
struct FewColoursTests {
  @Test(arguments: [ColourMode.eight, .sixteen])
  func textHasTheColourThatBelongsToItsBackground(_ colours: ColourMode) {
    let theme = Theme(Appearance(colours: colours))
    for ink in [theme.text, theme.strong, theme.surround] {
      #expect(ink.background == .standard && ink.foreground == .standard)
    }
    // White or black on the terminal's own background is seen on half of all terminals.
    for ink in [theme.dim, theme.empty, theme.unfilled, theme.accent, theme.good, theme.warning] {
      #expect(![0, 7, 15].contains(ink.foreground.number) || ink.background != .standard)
    }
  }
}
