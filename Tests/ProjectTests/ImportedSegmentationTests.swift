import Foundation
import Testing

@testable import Annotation
@testable import Project
@testable import Volume

/// Segmentations of other programs: read, turned, kept, shown until a person has decided.
struct ImportedSegmentationTests {
  private func map(_ size: GridSize, label: UInt8 = 2) -> LabelMap {
    LabelMap(
      size: size, voxels: (0..<size.count).map { $0 % 3 == 0 ? label : $0 % 3 == 1 ? 1 : 0 })
  }

  private func read(_ file: URL, _ box: Sandbox) throws -> SegmentationReader {
    try SegmentationReader(
      file, for: box.name, of: box.project, image: box.header, labels: box.project.labelTable)
  }

  private func refusal(of file: URL, _ box: Sandbox) -> String {
    do {
      _ = try read(file, box)
      return ""
    } catch {
      return "\(error)"
    }
  }

  @Test func whatIsReadIsKept() throws {
    let box = try Sandbox()
    let file = box.folder["other program.nii.gz"]
    try map(box.size).write(to: file, like: box.header)
    let found = try read(file, box)
    #expect(found.missing.isEmpty && found.notes.isEmpty)
    #expect(found.segmentation.stamp.origin == "imported from other program.nii.gz")
    #expect(found.segmentation.stamp.generation == 0)
    try found.segmentation.write(to: box.project, box.name, like: box.header)
    let loaded = try ImportedSegmentation.load(
      box.project, box.name, geometry: box.header.geometry)
    #expect(loaded == found.segmentation)
    try ImportedSegmentation.clear(box.project, box.name)
    #expect(
      try ImportedSegmentation.load(box.project, box.name, geometry: box.header.geometry) == nil)
    try ImportedSegmentation.clear(box.project, box.name)
  }

  @Test func anotherOrderOfTheSameGridIsTurned() throws {
    let box = try Sandbox()
    let flipped = box.header.geometry.reordered([.j, .i, .k], reversing: [.i])
    let file = box.folder["turned.nii"]
    let labels = map(flipped.size)
    try labels.write(to: file, like: ImageHeader(geometry: flipped))
    let found = try read(file, box)
    #expect(
      found.notes == ["Its voxels were turned: axes taken as j, i, k, then reversed along j."])
    let turn = try #require(AxisReordering(of: flipped, onto: box.header.geometry))
    #expect(found.segmentation.labels == turn.apply(to: labels))
    #expect(found.segmentation.labels.size == box.size)
  }

  @Test func whatIsNoSegmentationOfTheImageIsRefused() throws {
    let box = try Sandbox()
    let file = box.folder["bad.nii.gz"]
    let larger = ImageHeader(geometry: Geometry(size: GridSize(i: 9, j: 7, k: 5)))
    try map(larger.size).write(to: file, like: larger)
    #expect(refusal(of: file, box).contains("it has 9 x 7 x 5 voxels, expected 8 x 7 x 5"))
    var moved = box.header.geometry
    moved.affine.origin.x += 4
    try map(box.size).write(to: file, like: ImageHeader(geometry: moved))
    #expect(refusal(of: file, box).contains("corners differ by up to 4 mm"))
    try map(box.size).write(to: file, like: box.header, kind: .scribbles(.inkling))
    #expect(refusal(of: file, box).contains("imports scribbles"))
    try map(box.size, label: 255).write(to: file, like: box.header)
    #expect(refusal(of: file, box).contains("are 255; expected labels from 1 to 253"))
    try LabelMap(size: box.size).write(to: file, like: box.header)
    #expect(refusal(of: file, box).contains("holds no label"))
    try LabelMap(size: box.size, voxels: (0..<box.size.count).map { UInt8($0 % 60) })
      .write(to: file, like: box.header)
    #expect(refusal(of: file, box).contains("57 labels that the project lacks"))
    #expect(refusal(of: box.folder["none.nii.gz"], box).contains("none.nii.gz"))
    try Data("no NIfTI".utf8).write(to: file)
    #expect(!refusal(of: file, box).isEmpty)
  }

  @Test func missingLabelsGetNamesFromTheTableBeside() throws {
    let box = try Sandbox()
    let file = box.folder["four.nii.gz"]
    try LabelMap(size: box.size, voxels: (0..<box.size.count).map { UInt8($0 % 6) })
      .write(to: file, like: box.header)
    let pink = RGB(red: 255, green: 0, blue: 200)
    try LabelTable(labels: [
      Label(id: 4, name: "Apex", colour: pink), Label(id: 5, name: "rv", colour: pink),
    ]).write(to: box.folder["four-labels.txt"])
    let missing = try read(file, box).missing
    #expect(missing.map(\.id) == [3, 4, 5])
    #expect(missing.map(\.name) == ["label 3", "Apex", "rv (imported)"])
    #expect(missing[1].colour == pink)
  }

  @Test func rejectedSlicesShowThePredictionAgain() throws {
    let box = try Sandbox()
    let time = Date(timeIntervalSince1970: 1_785_578_405)
    let imported = ImportedSegmentation(
      labels: map(box.size), source: "a.nii", time: time, sliceAxis: .k)
    var review = ReviewSheet()
    review.set(.rejected, slice: 1, generation: 3, time: time.addingTimeInterval(-60))
    review.set(.rejected, slice: 2, generation: 0, time: time.addingTimeInterval(60))
    review.set(.accepted, slice: 3, generation: 0, time: time)
    let slices = imported.slices(openIn: review)
    #expect(slices == [0, 1, 3, 4], "rejected before the import is another matter")
    var predicted = ShownPrediction(size: box.size, sliceAxis: .k)
    predicted.take(
      WholePrediction(
        labels: LabelMap(size: box.size, filledWith: 1), uncertainty: nil,
        stamp: PredictionStamp(generation: 90), sliceAxis: .k))
    let shown = ShownSegmentation(
      accepted: AcceptedLabels(size: box.size, sliceAxis: .k), predicted: predicted,
      imported: (imported, slices), emptySlices: [4])
    #expect(
      (0..<5).map { shown.source(of: $0) } == [
        .imported, .imported, .predicted, .imported, .markedEmpty,
      ])
    let all = shown.map(known: [1, 2])
    #expect(all.slice(0, along: .k) == imported.slice(0))
    #expect(Set(all.slice(2, along: .k).values) == [1])
    #expect(Set(all.slice(4, along: .k).values) == [0])
    let whole = imported.range(along: .i, in: [0, 1, 2])
    #expect(whole != nil && imported.range(along: .i, in: []) == nil)
    #expect(imported.range(along: .k, in: [1, 2]) == 1...2)
    for label in [1, 2] as [UInt8] {
      #expect(shown.voxels(of: label) == all.counts[Int(label)] && all.counts[Int(label)] > 0)
    }
  }

  @Test func exportsNeverReplaceTheProjectsOwnFiles() throws {
    let box = try Sandbox()
    for file in [
      box.folder["heart.nii.gz"], box.project.scribbles("heart"), box.project.labelsFile,
      box.project.url.appendingPathComponent("run/x.nii.gz"),
      box.folder["./heart.inkling/../heart.nii.gz"],
    ] {
      #expect(box.project.owns(file), "\(file.path)")
    }
    #expect(!box.project.owns(box.folder["heart-segmentation.nii.gz"]))
    #expect(!box.project.owns(box.project.url.appendingPathComponent("mine.nii.gz")))
  }

  @Test func predictedVoxelsAreCounted() {
    let size = GridSize(i: 3, j: 2, k: 4)
    var shown = ShownPrediction(size: size, sliceAxis: .k)
    func live(_ slice: Int, _ generation: Int, _ label: UInt8) -> LiveSlice {
      LiveSlice(
        caseName: "a", slice: slice, stamp: PredictionStamp(generation: generation), size: (3, 2),
        labels: Array(repeating: label, count: 6), uncertainty: Array(repeating: 0, count: 6))
    }
    shown.take(live(0, 5, 2))
    #expect(shown.counts[2] == 6)
    shown.take(
      WholePrediction(
        labels: LabelMap(size: size, filledWith: 1), uncertainty: nil,
        stamp: PredictionStamp(generation: 4), sliceAxis: .k))
    #expect(shown.counts[2] == 6 && shown.counts[1] == 18)
    shown.take(live(0, 6, 3))
    #expect(shown.counts[2] == 0 && shown.counts[3] == 6)
  }
}
