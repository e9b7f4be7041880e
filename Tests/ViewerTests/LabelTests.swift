import Foundation
import Pictures
import Project
import Testing
import Volume

@testable import Viewer

/// Labels that are removed stay away; names and uses are told apart.
struct LabelTests {
  /// Label 4 drawn with on slice 2.
  private func withFour() -> Script {
    var app = Script(volume: .ramp(8, 4, 4))
    app.type("label 4 Four")
    app.press("4 Space l Space")
    return app
  }

  /// A prediction of label 3 everywhere.
  private func predicted() -> Script {
    var app = Script(volume: .ramp(8, 4, 4))
    app.send(
      .prediction(
        "heart",
        WholePrediction(
          labels: LabelMap(size: GridSize(i: 8, j: 4, k: 4), filledWith: 3),
          uncertainty: nil, stamp: PredictionStamp(generation: 3), sliceAxis: .k)))
    return app
  }

  @Test func redoDoesNotBringARemovedLabelBack() {
    var app = withFour()
    app.press("u")
    app.type("label delete 4")
    #expect(app.state.project.labels.label(id: 4) == nil)
    // Removing it is an action of its own: what could have been done again is gone, as after a stroke.
    app.press("Ctrl-R")
    #expect(!app.labels(slice: 2).contains("4"))
    #expect(app.message == "nothing to redo")
  }

  @Test func undoBringsALabelBackBeforeItsStrokes() {
    var app = withFour()
    app.press("X")
    app.type("label delete 4")
    app.press("u")
    #expect(app.message == "label 4 is back: Four")
    #expect(!app.labels(slice: 2).contains("4"))
    app.press("u")
    #expect(app.labels(slice: 2).contains("44"))
  }

  @Test func strokesOfALabelThatIsGoneStayAway() {
    // The history of an earlier version: a label was removed without a record of it.
    var app = withFour()
    app.press("X")
    app.state.project.labels = LabelTable(
      labels: app.state.project.labels.labels.filter { $0.id != 4 })
    app.press("u")
    #expect(!app.labels(slice: 2).contains("4"))
    #expect(app.message.contains(":label 4 NAME"))
  }

  @Test func repeatedAndCopiedStrokesForgetARemovedLabel() {
    var app = withFour()
    app.press("y X")
    app.type("label delete 4")
    app.press(".")
    #expect(app.message.contains("nothing to repeat"))
    app.press("P")
    #expect(app.message.contains("nothing copied"))
    app.press("Space l Space")
    #expect(app.labels(slice: 2).contains("1"))
  }

  @Test func correctionsForgetARemovedLabel() {
    var app = predicted()
    app.press("A R")
    app.type("label delete 3")
    #expect(app.message.hasPrefix("label 3 removed"))
    // The old prediction still says 3: accepted as background, also where a correction is rubbed out again.
    app.press("A 1 Space l Space")
    let kept = { (app: Script) in app.state.open.accepted.dense(2)?.values ?? [] }
    #expect(kept(app).contains(1))
    app.press("e Space h Space")
    #expect(kept(app).allSatisfy { $0 == 0 })
  }

  @Test func aRemovedLabelIsNotShownAsPredicted() {
    var app = predicted()
    #expect(app.screen.text.contains("predicted LV"))
    app.type("label delete 3")
    let pixels = SlicePixels(app.state, app.state.viewport)
    #expect(Set(pixels.labels) == [0], "accepting would make it background")
    app.press("l")
    #expect(app.screen.text.contains("predicted background"))
  }

  @Test func whatUsesALabelIsSaid() {
    var app = withFour()
    app.type("label delete 4")
    #expect(app.message.contains("in use by strokes on slice 2"))
    var other = predicted()
    other.press("A n A")
    other.type("label delete 3")
    #expect(other.message.contains("in the kept labels of slices 2, 3"))
    #expect(!other.message.contains("strokes"))
    other.press("3 Space Space")
    other.type("label delete 3")
    #expect(other.message.contains("strokes on slice 3"))
    #expect(other.message.contains("kept labels of slices 2, 3"))
    #expect(other.state.project.labels.label(id: 3) != nil)
  }

  @Test func labelsOfSeveralVolumesStay() {
    var app = Script(volume: .ramp(8, 4, 4), cases: ["a", "b"])
    app.type("label delete 3")
    #expect(app.message.contains("other volumes"))
    #expect(app.state.project.labels.label(id: 3) != nil)
  }

  @Test func namesAreUnique() {
    var app = Script(volume: .ramp(8, 4, 4))
    app.type("label 2 RV")
    #expect(app.message == "label 1 is called RV already: choose another name")
    #expect(app.state.labelName(2) == "Myo")
    app.type("label 7 RV")
    #expect(app.state.project.labels.label(id: 7) == nil)
    #expect(!app.effects.contains(.writeClasses))
    app.type("label 1 RV")
    #expect(app.message == "label 1 is RV and chosen")
  }

  @Test func namingALabelChoosesIt() {
    var app = Script(volume: .ramp(8, 4, 4))
    app.type("label 10 ten")
    #expect(app.state.pen.label == 10 && app.state.pen.previousLabel == 1)
    #expect(app.message == "label 10 is ten, added and chosen")
    app.type("label 2 wall")
    #expect(app.state.pen.label == 2)
    app.press("e")
    app.type("label 10 eleven")
    #expect(app.state.pen.label == 10 && !app.state.pen.erases)
    // A name that is taken changes nothing.
    app.type("label 3 wall")
    #expect(app.state.pen.label == 10)
  }
}
