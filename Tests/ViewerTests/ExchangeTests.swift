import Annotation
import Foundation
import Pictures
import Project
import Testing
import Volume

@testable import Viewer

/// Label maps and label tables that go in and out of the viewer, as far as the state knows of it.
struct ExchangeTests {
  private let size = GridSize(i: 8, j: 4, k: 4)

  private func app(columns: Int = 80, rows: Int = 24) -> Script {
    Script(volume: .ramp(8, 4, 4), columns: columns, rows: rows)
  }

  private func imported(_ label: UInt8 = 2, time: Double = 1_000_000) -> ImportedSegmentation {
    ImportedSegmentation(
      labels: LabelMap(size: size, filledWith: label), source: "mask.nii.gz",
      time: Date(timeIntervalSince1970: time), sliceAxis: .k)
  }

  private func withImport(_ label: UInt8 = 2) -> Script {
    var app = app()
    app.send(.importing(.kept(imported(label), caseName: "heart", sentence: "here")))
    return app
  }

  private func prediction(_ label: UInt8, _ generation: Int) -> Event {
    .prediction(
      "heart",
      WholePrediction(
        labels: LabelMap(size: size, filledWith: label), uncertainty: nil,
        stamp: PredictionStamp(generation: generation), sliceAxis: .k))
  }

  // MARK: Export

  @Test func exportsAreOrdered() {
    var app = app()
    app.type("export labels ~/a b.nii.gz")
    app.type("export! scribbles ignore-last s.nii")
    app.type("export accepted x.nii.gz")
    app.type("export labels x.seg.nrrd")
    let orders = app.effects.compactMap {
      if case .exportMap(let order) = $0 { order } else { nil }
    }
    #expect(
      orders == [
        ExportOrder(content: .labels, path: "~/a b.nii.gz", replaces: false),
        ExportOrder(content: .scribbles(.ignoreLast), path: "s.nii", replaces: true),
        ExportOrder(content: .accepted(.inkling), path: "x.nii.gz", replaces: false),
        ExportOrder(content: .labels, path: "x.seg.nrrd", replaces: false),
      ])
    app.type("export labels")
    #expect(app.effects.last == .proposeExport(.labels))
    app.send(.typing("export labels ~/heart-segmentation.nii.gz"))
    #expect(app.state.commandLine?.text == "export labels ~/heart-segmentation.nii.gz")
    app.press("Enter")
    #expect(app.state.exporting.count == 5)
  }

  @Test func importsTakeValues() throws {
    var app = app()
    app.type("import labels --label-values 1001=1,7=background a b.nii")
    guard case .importing(.read("a b.nii", _, let values))? = app.effects.last else {
      return #expect(Bool(false), "\(app.effects)")
    }
    #expect(values?.meaning(of: 1001) == .label(1) && values?.meaning(of: 7) == .background)
    app.type("import labels 1001=none x.nii")
    #expect(app.message.contains("found \"1001=none\""), "\(app.message)")
  }

  @Test func exportsTakeValues() throws {
    var app = app()
    let names = Dictionary(
      uniqueKeysWithValues: app.state.project.labels.labels.map { ($0.id, $0.name) })
    let values = try LabelValues("0=none,9=background,5=1", kind: .scribbles, names: names)
    app.type("export scribbles 0=none,9=background,5=1 s.nii")
    app.state.project.settings.scribbleValues = values
    app.type("export accepted x.nii")
    app.type("export accepted inkling x.nii")
    let orders = app.effects.compactMap {
      if case .exportMap(let order) = $0 { order.content } else { nil }
    }
    #expect(
      orders == [.scribbles(.values(values)), .accepted(.values(values)), .accepted(.inkling)])
    app.type("export scribbles 0=none,9=nothing s.nii")
    #expect(app.message.contains("found \"9=nothing\""), "\(app.message)")
  }

  @Test(arguments: [
    ("export", "expected :export labels"), ("export labels x.png", "NAME.nii.gz"),
    ("export heart.nii.gz", "found heart.nii.gz"), ("export! x.png", "replace no file"),
    ("import", ":import labels or clear"), ("import labels", ":import labels FILE"),
    ("import clear", "nothing is imported"), ("labels load", ":labels load FILE"),
    ("label 2 color", "#RRGGBB"), ("label 2 color #12345", "#RRGGBB"),
    ("label 2 color 1 2 300", "#RRGGBB"), ("label 9 color #123456", "no label 9"),
  ])
  func wrongLinesAreExplained(line: String, words: String) {
    var app = app()
    app.type(line)
    #expect(app.message.contains(words), "\(app.message)")
    #expect(app.effects.isEmpty)
  }

  @Test func leavingWaitsForALabelMap() {
    var app = app()
    app.type("export labels x.nii.gz")
    app.press("q")
    #expect(!app.effects.contains(.quit))
    #expect(app.message.contains("closes when it is done"))
    // A key that goes on working takes the wish back.
    app.press("n")
    app.send(.exported(Message("written")))
    #expect(!app.effects.contains(.quit) && app.message == "written")
    app.type("export labels y.nii.gz")
    app.press("q")
    app.send(.exported(Message("disk full", .failure)))
    #expect(!app.effects.contains(.quit))
    app.type("export labels z.nii.gz")
    app.press("q")
    app.send(.exported(Message("written")))
    #expect(app.effects.last == .quit)
    var other = self.app()
    other.type("export labels x.nii.gz")
    other.type("q!")
    #expect(other.effects.last == .quit)
  }

  @Test func theLastAcceptedSliceOffersTheExport() {
    var app = app()
    app.send(prediction(1, 3))
    app.press("g A n A n A")
    #expect(!app.message.contains(":export"))
    app.press("n A")
    #expect(app.message == "all 4 slices done: :export labels saves them")
    // The summary lies over the slice; the hint is there when it is closed.
    #expect(app.state.page != nil)
    // A click on the sentence does it; elsewhere it does not.
    app.mouse(.press, .left, 3, 21)
    app.mouse(.release, .left, 3, 21)
    #expect(app.effects.last == .proposeExport(.labels))
    let strokes = app.records.count
    app.press("A")
    app.mouse(.press, .left, 20, 8)
    app.mouse(.release, .left, 20, 8)
    #expect(app.effects.filter { $0 == .proposeExport(.labels) }.count == 1)
    #expect(app.records.count > strokes)
  }

  // MARK: Import

  @Test func anImportIsShownInPlaceOfThePrediction() {
    var app = withImport()
    app.send(prediction(1, 40))
    #expect(app.screen.text.contains("imported from mask.nii.gz"))
    #expect(app.screen.text.contains("imported Myo"))
    #expect(Set(SlicePixels(app.state, app.state.viewport).labels).contains(2))
    #expect(!Set(SlicePixels(app.state, app.state.viewport).labels).contains(1))
    app.press("A")
    #expect(Set(app.state.open.accepted.dense(2)?.values ?? []) == [2])
    #expect(app.state.open.review.rows[2]?.generation == 0)
  }

  @Test func rejectedSlicesFollowThePredictionAndUndoBringsTheImportBack() {
    var app = withImport()
    app.send(prediction(1, 40))
    app.press("R")
    #expect(app.screen.text.contains("predicted as number 40"))
    #expect(app.state.open.importedSlices == [0, 1, 3])
    app.press("u")
    #expect(app.screen.text.contains("imported from mask.nii.gz"))
    app.press("m")
    #expect(Set(app.state.open.accepted.dense(2)?.values ?? []) == [2])
  }

  @Test func correctionsOfAnImportCount() {
    var app = withImport()
    app.press("A 1 Space l Space")
    let dense = app.state.open.accepted.dense(2)?.values ?? []
    #expect(dense.count { $0 == 1 } == 2 && dense.count { $0 == 2 } == 30)
    #expect(app.state.open.review.state(of: 2) == .corrected)
  }

  @Test func clearedImportsAreGone() {
    var app = withImport()
    app.type("import clear")
    #expect(app.effects.last == .importing(.clear))
    app.send(.importing(.kept(nil, caseName: "heart", sentence: "gone")))
    #expect(app.message == "gone")
    #expect(app.screen.text.contains("not predicted yet"))
    #expect(app.state.open.importedSlices.isEmpty)
  }

  @Test func missingLabelsAreAddedAsOneAction() {
    var app = app()
    let missing = [4, 5].map {
      Label(id: $0, name: "label \($0)", colour: LabelTable.colour(Int($0)))
    }
    app.send(
      .importing(.read(imported(5), caseName: "heart", missing: missing, notes: ["Turned."])))
    #expect(app.state.project.labels.labels.map(\.id) == [1, 2, 3, 4, 5])
    guard case .importing(.keep(let kept, "heart", let sentence))? = app.effects.last else {
      Issue.record("expected to keep it, found \(app.effects)")
      return
    }
    #expect(kept == imported(5))
    #expect(
      sentence == "mask.nii.gz imported: labels on 4 slices, label 4, label 5 added; "
        + "A accepts a slice. Turned.")
    app.press("u")
    #expect(app.state.project.labels.labels.map(\.id) == [1, 2, 3])
  }

  @Test func lookersImportNothing() {
    var app = Script(volume: .ramp(8, 4, 4), readOnly: "look only")
    app.type("import labels mask.nii.gz")
    #expect(app.effects.isEmpty && app.message == "look only")
    app.send(.importing(.read(imported(), caseName: "heart", missing: [], notes: [])))
    #expect(app.effects.isEmpty)
  }

  // MARK: Millilitres

  @Test func thePanelSaysMillilitres() {
    var app = Script(
      volume: .ramp(40, 40, 4, spacing: SIMD3(1, 1, 8)), columns: 160, rows: 40)
    #expect(!app.screen.text.contains("kept pred ml"))
    let large = GridSize(i: 40, j: 40, k: 4)
    app.send(
      .prediction(
        "heart",
        WholePrediction(
          labels: LabelMap(size: large, filledWith: 2), uncertainty: nil,
          stamp: PredictionStamp(generation: 3), sliceAxis: .k)))
    app.press("A")
    let panel = app.state.screenLayout.panel
    #expect((panel?.columns ?? 0) >= 38, "\(panel as Any)")
    #expect(app.screen.text.contains("voxels  kept pred ml"))
    // 1600 voxels of 8 cubic millimetres in each of four slices.
    let row = app.screen.text.split(separator: "\n").first { $0.contains(" Myo ") } ?? ""
    #expect(row.contains("0  12.8    51.2"), "\(row)")
  }

  @Test func millilitresFitFiveCharacters() {
    let texts = [0, 0.004, 0.05, 9.99, 9.999, 12.34, 99.94, 99.99, 1234.4, 123_456].map {
      Numbers.millilitres($0)
    }
    #expect(
      texts == [
        "0", "0.00", "0.05", "9.99", "10.0", "12.3", "99.9", "100", "1234", "123k",
      ])
  }
}
