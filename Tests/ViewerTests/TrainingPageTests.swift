import Foundation
import Project
import Testing
import Volume

@testable import Viewer

/// The training page: choices by keys and mouse, what is refused, what it shows.
struct TrainingPageTests {
  private func place(of text: String, in app: Script) -> (column: Int, row: Int)? {
    let lines = app.screen.text.split(separator: "\n", omittingEmptySubsequences: false)
    for (row, line) in lines.enumerated() {
      guard let found = line.range(of: text) else { continue }
      return (line.distance(from: line.startIndex, to: found.lowerBound), row)
    }
    return nil
  }

  private func click(_ text: String, _ app: inout Script, by offset: Int = 0) throws {
    let found = try #require(place(of: text, in: app), "\(text) is not on screen")
    app.mouse(.press, .left, found.column + offset, found.row)
  }

  // MARK: Choices

  @Test func aKeyAndATypedCommandOpenIt() {
    var app = Script.training()
    #expect(app.state.mode == .training)
    for words in ["Preset", "interactive", "scribsd+", "own weights", "as planned", "3000 steps"] {
      #expect(app.screen.text.contains(words), "\(words)")
    }
    app.press("Esc")
    #expect(app.state.page == nil)
    app.type("training")
    #expect(app.state.mode == .training)
    app.press("%")
    #expect(app.state.page == nil)
  }

  @Test func choicesAreWrittenAndNothingElseIs() {
    var app = Script.training()
    app.press("j j k j G g")
    #expect(app.effects.isEmpty, "looking writes nothing")
    app.press("j Right")
    #expect(app.effects == [.writeTraining(.preset("cohort"))])
    #expect(!app.state.project.isBounded, "the screen follows")
    app.press("Left j Enter")
    #expect(app.state.project.settings.preset == "interactive")
    #expect(app.effects.last == .writeTraining(.method("pce")))
    #expect(app.message == "method pce: the next training takes it")
    app.press("j j j Right Right Left")
    #expect(app.state.project.settings.threads == 1)
    app.press("Left")
    #expect(app.effects.last == .writeTraining(.threads(nil)))
  }

  @Test func aBadValueDoesNotKeepOthersFromBeingMended() {
    var app = Script.training()
    app.state.project.settings.options = ["rate": "7"]
    app.state.choose(.option("steps", "500"))
    #expect(app.state.project.settings.options["steps"] == "500")
    app.state.choose(.option("rate", nil))
    #expect(app.state.project.settings.options == ["steps": "500"])
    app.state.choose(.option("rate", "8"))
    #expect(app.state.project.settings.options == ["steps": "500"])
    #expect(app.message.contains("expected 0 to 1"))
  }

  @Test func lengthsAreTyped() {
    var app = Script.training()
    app.press("j j j j")
    app.write("10")
    app.press("Enter")
    #expect(app.state.project.settings.length == .minutes(10))
    app.write("2000 steps")
    app.press("Enter")
    #expect(app.effects.last == .writeTraining(.length(.steps(2000))))
    app.write("0")
    app.press("Enter")
    #expect(app.message.contains("expected planned, or minutes above 0"))
    #expect(app.state.takesText, "the line stays open")
    app.press("Ctrl-U")
    app.write("planned")
    app.press("Enter")
    #expect(app.state.project.settings.length == .planned && !app.state.takesText)
    for text in [
      "5 parrots", "-3", "1e9 steps", "12 steps more", "..5", "٣ minutes", "99999999 minutes",
    ] {
      #expect(TrainingLength(typed: text, like: .planned) == nil, "\(text)")
    }
    #expect(TrainingLength(typed: "7", like: .steps(1)) == .steps(7))
    #expect(TrainingLength(typed: "0.5m", like: .steps(1)) == .minutes(0.5))
  }

  @Test func optionsAreCheckedAndGoBack() {
    var app = Script.training()
    app.press("j j j j j j j Enter Ctrl-U")
    app.write("2")
    app.press("Enter")
    #expect(app.message == "not changed. Option rate is \"2\", expected 0 to 1.")
    #expect(app.effects.isEmpty && app.state.takesText)
    app.press("Backspace")
    app.write("0.5")
    app.press("Enter")
    #expect(app.effects == [.writeTraining(.option("rate", "0.5"))])
    #expect(app.screen.text.contains("usually 0.003"))
    app.press("Delete")
    #expect(app.effects.last == .writeTraining(.option("rate", nil)))
    // Its values are few words: a step goes through them.
    app.press("j Right")
    #expect(app.effects.last == .writeTraining(.option("position", "none")))
    app.press("Left")
    #expect(app.effects.last == .writeTraining(.option("position", "space")))
  }

  @Test func whatBelongsTogetherIsChangedOneAfterTheOther() {
    var app = Script.training()
    app.press("j j j j j j j j j j Enter Ctrl-U")
    app.write("1")
    app.press("Enter")
    #expect(app.effects == [.writeTraining(.option("spare.1", "1"))])
    #expect(app.message == "spare.1 1. To do before training: spare.2 must be 1 too.")
    app.press("t")
    #expect(app.message == "spare.2 must be 1 too." && !app.effects.contains(.train))
    app.press("j Enter Ctrl-U")
    app.write("1")
    app.press("Enter t")
    #expect(app.effects.contains(.train))
  }

  @Test func aCheckpointIsLookedAtBeforeItIsTaken() {
    var app = Script.training()
    app.press("j j j Right Right")
    #expect(app.state.project.settings.start == .checkpoint)
    #expect(app.screen.text.contains("no checkpoint is named"))
    app.press("t")
    #expect(!app.effects.contains(.train) && app.message.contains("no checkpoint is named"))
    app.press("j Enter")
    app.send(.input(.paste("/data/a b.safetensors\n")))
    app.press("Enter")
    #expect(app.effects.last == .checkCheckpoint(path: "/data/a b.safetensors"))
    app.send(.checkpointChecked(path: "/data/a b.safetensors", refusal: "It is a picture."))
    #expect(app.message == "not changed. It is a picture.")
    #expect(app.state.project.settings.initCheckpoint == nil)
    app.send(.checkpointChecked(path: "/data/a b.safetensors", refusal: nil))
    #expect(app.effects.last == .writeTraining(.checkpoint("/data/a b.safetensors")))
    app.press("t")
    #expect(app.effects.contains(.train))
  }

  @Test func onlyARunThatCanGoOnIsResumed() throws {
    var app = Script.training()
    app.press("j j j Right t")
    #expect(app.message.contains("no run to go on with"))
    var news = try TrainerNews.ofRun(at: app.state.now, phase: .done, isAlive: false)
    news.status?.step = 400
    app.send(.trainer(news))
    app.press("t")
    #expect(app.message.contains("all 400 steps of the last run are done"))
    app.press("j")
    app.write("300 steps")
    app.press("Enter t")
    #expect(app.message.contains("400 steps are done"))
    app.write("5 minutes")
    app.press("Enter t")
    #expect(app.effects.contains(.train))
  }

  @Test func whoOnlyLooksChangesNothing() {
    var app = Script.training(readOnly: "open in another viewer")
    for keys in ["j Right", "Enter", "j j j 5", "j j Enter", "Delete", "t", "g Enter"] {
      app.press(keys)
      #expect(!app.state.takesText)
    }
    #expect(app.effects.isEmpty)
    #expect(app.message == "open in another viewer")
  }

  @Test func whatARunDoesNotKnowIsSaid() throws {
    var app = Script.training()
    app.send(.trainer(try .ofRun(at: app.state.now)))
    app.press("j j Right")
    #expect(app.message == "method pce: from the next start on; this run goes on as it began")
    #expect(app.screen.text.contains("Choices are newer than this run: Stop, then Start"))
    app.send(.trainer(try .ofRun(at: app.state.now, phase: .stopped, isAlive: false)))
    app.press("t")
    #expect(app.effects.last == .focus(caseName: "heart", slice: 3))
    #expect(!app.state.trainer.hasNewChoices)
  }

  // MARK: Buttons, mouse, log

  @Test func buttonsWorkByKeys() throws {
    var app = Script.training()
    app.press("Enter")
    #expect(app.effects.first == .train)
    app.send(.trainer(try .ofRun(at: app.state.now)))
    app.press("Right Enter")
    #expect(app.effects.last == .tell(.pause))
    app.send(.trainer(try .ofRun(at: app.state.now, phase: .paused)))
    #expect(app.screen.text.contains("[ Go on ]"))
    app.press("Enter Right Enter")
    #expect(app.effects.suffix(2) == [.tell(.resume), .tell(.stop)])
    app.press("Right Enter")
    #expect(app.screen.text.contains("Line 40 of the log."))
    app.press("Esc Right Enter")
    #expect(app.state.page == nil)
  }

  @Test func theMouseAloneIsEnough() throws {
    var app = Script.training(columns: 120, rows: 40)
    app.send(.trainer(try .ofRun(at: app.state.now, phase: .stopped, isAlive: false)))
    try click("Method", &app)
    #expect(app.effects.isEmpty, "a click on a line chooses it")
    #expect(app.screen.text.contains("> Method"))
    try click("scribsd+  ", &app)
    #expect(app.effects == [.writeTraining(.method("pce"))])
    try click("position", &app, by: 24)
    #expect(app.effects.last == .writeTraining(.option("position", "none")))
    try click("rate", &app, by: 24)
    #expect(app.state.takesText)
    try click("[ Start ]", &app, by: 3)
    #expect(app.effects.contains(.train) && !app.state.takesText)
    app.send(.trainer(try .ofRun(at: app.state.now)))
    try click("[ Stop ]", &app, by: 3)
    #expect(app.effects.last == .tell(.stop))
    try click("Line 40 of the log.", &app)
    app.mouse(.wheelUp, .left, 5, 5)
    #expect(app.screen.text.contains("lines 4 to"))
    app.mouse(.press, .left, 5, 5)
    let before = app.state.page
    app.mouse(.press, .left, 118, 3)
    #expect(app.state.page == before, "a click beside everything does nothing")
    try click("[ Close ]", &app, by: 3)
    #expect(app.state.page == nil)
  }

  @Test func theLogIsScrolled() throws {
    var app = Script.training()
    app.send(.trainer(try .ofRun(at: app.state.now)))
    app.press("L")
    #expect(app.screen.text.contains("Line 40 of the log."))
    app.press("g")
    #expect(app.screen.text.contains("run/trainer.log"))
    #expect(app.screen.text.contains("lines 1 to 20 of 42"))
    app.press("j PgDn G k k")
    #expect(app.screen.text.contains("Line 38 of") && !app.screen.text.contains("Line 39 of"))
    app.press("L")
    #expect(app.screen.text.contains("Preset"))
  }

  // MARK: What it shows

  @Test func panelAndPageSayWhatTheTrainerDoes() throws {
    var app = Script.training()
    var news = try TrainerNews.ofRun(at: app.state.now)
    app.send(.trainer(news))
    #expect(app.screen.text.contains("learning your last stroke"))
    #expect(app.screen.text.contains("this run: interactive, 8-64, scribsd+"))
    app.press("Esc")
    #expect(app.screen.text.contains("learning your last stroke"))
    #expect(app.screen.text.contains("interactive, 8-64"))
    #expect(app.screen.text.contains("Strokes on 3 slices."))
    // Of one that is gone nobody knows what it does.
    news.isAlive = false
    app.send(.trainer(news))
    app.send(.tick(app.state.now + 10))
    #expect(!app.screen.text.contains("learning your last stroke"))
  }

  @Test func curvesAreDotsOrLetters() throws {
    var app = Script.training(columns: 120, rows: 40)
    app.send(.trainer(try .ofRun(at: app.state.now)))
    let dots = app.screen.cells.filter { (0x2801...0x28FF).contains($0.glyph) }
    #expect(dots.count > 100)
    #expect(Set(dots.map(\.foreground)).count >= 4, "a colour a curve")
    for words in ["loss 0.224", "pce 0.116", "kd 0.0424", "Dice 0.923", "agreement 0.800"] {
      #expect(app.screen.text.contains(words), "\(words)")
    }
    #expect(app.screen.text.contains("step 1 "))
    app.state.appearance = Appearance(colours: .mono, glyphs: .ascii)
    #expect(app.screen.cells.allSatisfy { (32..<127).contains($0.glyph) })
    #expect(app.screen.text.contains("D = Dice 0.923"))
  }

  @Test func aSteepCurveIsOneLine() {
    var plot = CurvePlot(columns: 4, rows: 2, isDotted: true)
    plot.add(
      .init(
        ink: Ink(), letter: "L",
        points: (0..<8).map { (x: Double($0) / 7, y: $0 < 4 ? 1 : 0) }))
    var grid = CellGrid(columns: 4, rows: 2)
    plot.draw(on: &grid, column: 0, row: 0)
    #expect(grid.text == "⠉⠉⡇\n  ⣇⣀")
  }

  @Test(arguments: [
    Appearance(), Appearance(colours: .eight), Appearance(colours: .mono, glyphs: .ascii),
  ])
  func everySizeDraws(appearance: Appearance) throws {
    var app = Script.training(appearance: appearance)
    app.send(.trainer(try .ofRun(at: app.state.now)))
    for (columns, rows) in [(1, 1), (60, 16), (72, 18), (80, 24), (109, 30), (110, 18), (300, 90)] {
      app.send(.resize(columns: columns, rows: rows))
      for keys in ["j", "G", "Enter", "Esc", "L", "g", "Esc", "g"] {
        app.press(keys)
        #expect(app.screen.columns == columns && app.screen.rows == rows)
      }
    }
  }

  @Test func snapshots() throws {
    var app = Script.training()
    app.send(.trainer(try .ofRun(at: app.state.now)))
    app.press("j j")
    Snapshot.check(Snapshot.text(app.screen), "training-80x24.txt")
    app.send(.resize(columns: 120, rows: 40))
    app.press("j j j j j Enter")
    Snapshot.check(Snapshot.text(app.screen), "training-120x40.txt")
    app.state.appearance = Appearance(colours: .mono, glyphs: .ascii)
    app.press("Esc g")
    Snapshot.check(Snapshot.text(app.screen), "training-ascii.txt")
  }

  // MARK: Files

  @Test func choicesLandInTheProject() throws {
    let bench = try SessionBench()
    bench.press("1 Space Space % j j j Left")
    #expect(bench.state.project.settings.start == .nothing)
    bench.press("j 5 Enter")
    let project = try Project.open(bench.project)
    #expect(project.description.settings.start == .nothing)
    #expect(project.trainingArguments == ["--preset", "interactive", "--fresh", "--minutes", "5"])
    // What is started is started so; here there is no such program.
    bench.press("% Space l Space 0 j Space l Space % t")
    let log = try String(contentsOf: project.trainerLog, encoding: .utf8)
    #expect(log.contains("heart.inkling --preset interactive --fresh --minutes 5\n"))
    try bench.reopen()
    #expect(bench.state.project.settings.length == .minutes(5))
  }

  @Test func aMissingCheckpointIsRefused() throws {
    let bench = try SessionBench()
    bench.press("1 Space Space % j j j Right Right j Enter")
    for character in "/nowhere/x.safetensors" { bench.send(.input(.key(Key(character)))) }
    bench.press("Enter")
    let end = Date().addingTimeInterval(20)
    while !bench.screen.contains("There is no file"), Date() < end {
      for event in bench.session.background.take() { bench.send(event) }
      usleep(20_000)
    }
    #expect(bench.screen.contains("not changed. There is no file /nowhere/x.safetensors"))
    #expect(bench.state.project.settings.initCheckpoint == nil)
  }
}
