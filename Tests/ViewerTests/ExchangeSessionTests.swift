import Annotation
import Foundation
import Project
import Testing
import Volume

@testable import Viewer

/// Label maps and label tables that go in and out of the viewer, on disk.
struct ExchangeSessionTests {
  /// Lets work beside the event loop finish and takes its news.
  private func settle(_ bench: SessionBench, until isDone: () -> Bool) {
    let end = Date().addingTimeInterval(20)
    while !isDone(), Date() < end {
      for event in bench.session.background.take() { bench.send(event) }
      usleep(10_000)
    }
  }

  private func export(_ bench: SessionBench, _ line: String) {
    bench.type(line)
    settle(bench) { bench.state.exporting.count == 0 }
  }

  private func message(_ bench: SessionBench) -> String { bench.state.message?.text ?? "" }

  private func names(_ bench: SessionBench) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: bench.folder.path).sorted()
  }

  private func load(_ file: URL) throws -> LabelMap { try LabelMap.load(file) }

  /// A segmentation of the bench's image: label `label` in its left half.
  private func writeMask(_ bench: SessionBench, label: UInt8 = 2) throws -> URL {
    let header = try ImageHeader.load(bench.image)
    let size = header.size
    let file = bench.folder.appendingPathComponent("mask.nii.gz")
    try LabelMap(
      size: size,
      voxels: (0..<size.count).map { size.voxel(at: $0).i < size.i / 2 ? label : 0 }
    ).write(to: file, like: header)
    return file
  }

  @Test func scribblesAreWrittenOnceAndReplacedOnlyWhenAsked() throws {
    let bench = try SessionBench()
    let file = bench.folder.appendingPathComponent("out.nii.gz")
    export(bench, "export scribbles \(file.path)")
    #expect(message(bench).contains("nothing to export"))
    bench.press("1 Space l Space 0 j Space Space")
    export(bench, "export scribbles \(file.path)")
    #expect(
      message(bench)
        == "2 label 1, 0 label 2, 1 background on slices 2: written to \(file.path)")
    #expect(try load(file) == bench.state.open.scribbles.map)
    #expect(try names(bench).contains("out-labels.txt"))
    let before = try Data(contentsOf: file)
    bench.press("1 j Space Space")
    export(bench, "export scribbles \(file.path)")
    #expect(message(bench).contains("exists: :export! replaces it"))
    #expect(try Data(contentsOf: file) == before)
    export(bench, "export! scribbles ignore-255 \(file.path)")
    #expect(try load(file).counts[255] == 8 * 8 * 4 - 4)
    export(bench, "export! scribbles \(bench.image.path)")
    #expect(message(bench).contains("a file of the project"))
    export(bench, "export scribbles \(bench.folder.path)/none/x.nii.gz")
    #expect(message(bench).contains("there is no folder"))
  }

  @Test func labelsAreWrittenAsTheyStand() throws {
    let bench = try SessionBench()
    bench.press("1 Space l Space")
    let file = bench.folder.appendingPathComponent("seg.nii.gz")
    export(bench, "export labels \(file.path)")
    #expect(message(bench).contains("no prediction, and 0 of 4 slices accepted"))
    #expect(message(bench).contains(":export accepted FILE"))
    bench.press("A A")
    export(bench, "export accepted \(file.path)")
    #expect(message(bench).hasPrefix("accepted slices 2: written to"))
    _ = try writeMask(bench)
    bench.type("import labels \(bench.folder.path)/mask.nii.gz")
    settle(bench) { bench.state.open.imported != nil }
    export(bench, "export! labels \(file.path)")
    #expect(message(bench).hasPrefix("1 slice accepted, 3 as imported, 0 as predicted"))
    let map = try load(file)
    #expect(map.slice(2, along: .k) == bench.state.open.accepted.dense(2))
    #expect(map.slice(1, along: .k) == bench.state.open.imported?.slice(1))
    #expect(try names(bench).filter { $0.hasPrefix(".") }.isEmpty, "nothing half written")
  }

  @Test func rejectedSlicesDoNotLeaveWithTheAccepted() throws {
    let bench = try SessionBench()
    bench.press("1 Space l Space A A n 1 Space l Space R m m")
    #expect(bench.state.open.accepted.slices == [2, 3])
    let file = bench.folder.appendingPathComponent("checked.nii.gz")
    export(bench, "export accepted \(file.path)")
    #expect(message(bench).hasPrefix("accepted slices 2; rejected 3 left out: written to"))
    #expect(try load(file).slices(along: .k) { $0 != 0 } == [2])
  }

  @Test func aFolderThatCannotBeWrittenLeavesNothing() throws {
    let bench = try SessionBench()
    bench.press("1 Space l Space")
    export(bench, "export scribbles /proc/inkling.nii.gz")
    #expect(message(bench).contains("could not be written"))
    #expect(bench.state.message?.kind == .failure)
  }

  @Test func namesAreProposedThatAreFree() throws {
    let bench = try SessionBench()
    bench.press("1 Space l Space")
    bench.type("export scribbles")
    let line = bench.state.commandLine?.text ?? ""
    #expect(line.hasSuffix("/heart-scribbles.nii.gz"), "\(line)")
    bench.press("Enter")
    settle(bench) { bench.state.exporting.count == 0 }
    #expect(try names(bench).contains("heart-scribbles.nii.gz"))
    bench.type("export scribbles")
    #expect(bench.state.commandLine?.text.hasSuffix("/heart-scribbles-2.nii.gz") == true)
    bench.press("Esc")
  }

  @Test func leavingAtOnceWritesAllOfIt() throws {
    let bench = try SessionBench()
    bench.press("1 Space l Space")
    let file = bench.folder.appendingPathComponent("late.nii.gz")
    bench.type("export scribbles \(file.path)")
    #expect(bench.session.close() == nil)
    #expect(try load(file).counts[1] == 2)
  }

  @Test func importsSurviveLeavingAndTrainersPredictions() throws {
    let bench = try SessionBench()
    let mask = try writeMask(bench)
    bench.type("import labels \(mask.path)")
    settle(bench) { bench.state.open.imported != nil }
    #expect(message(bench).hasPrefix("mask.nii.gz imported: labels on 4 slices"))
    #expect(bench.isThere("imported/heart.nii.gz"))
    bench.press("A")
    try bench.reopen()
    #expect(bench.state.open.imported?.source == "mask.nii.gz")
    #expect(bench.state.open.review.state(of: 2) == .accepted)
    #expect(Set(bench.state.open.accepted.dense(2)?.values ?? []) == [0, 2])
    bench.press("n")
    let stamp = PredictionStamp(generation: 7, step: 10, time: Date())
    let project = try Project.open(bench.project)
    try LabelMap(size: GridSize(i: 8, j: 8, k: 4), filledWith: 1)
      .write(
        to: project.prediction("heart"), like: try ImageHeader.load(bench.image),
        description: "inkling prediction \(stamp.text)")
    bench.wait(1)
    settle(bench) { bench.state.open.predicted.labels != nil }
    #expect(bench.screen.contains("imported from mask.nii.gz"))
    bench.press("R")
    #expect(!bench.screen.contains("imported from"))
    bench.type("import clear")
    #expect(!bench.isThere("imported/heart.nii.gz"))
    #expect(bench.state.open.imported == nil)
    #expect(bench.state.open.accepted.slices == [2], "what was accepted stays")
  }

  @Test func importsBringTheirLabels() throws {
    let bench = try SessionBench()
    let mask = try writeMask(bench, label: 6)
    bench.type("import labels \(mask.path)")
    settle(bench) { bench.state.open.imported != nil }
    #expect(message(bench).contains("label 6 added"))
    try bench.reopen()
    #expect(bench.state.project.labels.label(id: 6) != nil)
    #expect(bench.screen.contains("imported label 6") || bench.screen.contains("imported from"))
  }

  @Test func aDamagedImportIsToldAndLeft() throws {
    let bench = try SessionBench()
    let mask = try writeMask(bench)
    bench.type("import labels \(mask.path)")
    settle(bench) { bench.state.open.imported != nil }
    try Data("no NIfTI".utf8).write(to: bench.place("imported/heart.nii.gz"))
    try bench.reopen()
    #expect(bench.state.open.imported == nil)
    #expect(bench.session.notes.contains { $0.contains("imported labels can't be shown") })
  }

  @Test func lookersSeeAnImport() throws {
    let bench = try SessionBench()
    bench.press("1 Space Space")
    var (reader, looking) = try SessionBench.open(
      .project(bench.project), options: .of(readOnly: true))
    let mask = try writeMask(bench)
    bench.type("import labels \(mask.path)")
    settle(bench) { bench.state.open.imported != nil }
    let end = Date().addingTimeInterval(20)
    while looking.open.imported == nil, Date() < end {
      for event in reader.tick(Date()) + reader.background.take() { _ = update(&looking, event) }
      usleep(20_000)
    }
    #expect(looking.open.imported == bench.state.open.imported)
    #expect(reader.close() == nil)
  }

  @Test func labelTablesAreLoadedAndSaved() throws {
    let bench = try SessionBench()
    let file = bench.folder.appendingPathComponent("itk.txt")
    try Data(
      "# ITK\n0 0 0 0 0 0 0 \"Clear Label\"\n2 10 20 30 1 1 1 \"Wall\"\n5 1 2 3 1 1 1 \"Apex\"\n"
        .utf8
    )
    .write(to: file)
    bench.type("labels load \(file.path)")
    #expect(message(bench).hasPrefix("1 label changed, 1 added"))
    #expect(bench.state.labelName(5) == "Apex")
    try bench.reopen()
    #expect(bench.state.labelName(2) == "Wall")
    #expect(bench.state.project.labels.label(id: 2)?.colour == RGB(red: 10, green: 20, blue: 30))
    bench.type("labels save \(file.path)")
    #expect(message(bench).contains("exists: :labels! save"))
    bench.type("labels! save \(file.path)")
    #expect(message(bench).hasPrefix("names and colours of 3 labels written to"))
    #expect(try LabelTable.load(file) == bench.state.project.labels)
    try Data("1 255 0 0 1 1 1 \"RV\"\nhello\n".utf8).write(to: file)
    bench.type("labels load \(file.path)")
    #expect(message(bench).contains("Line 2"))
    #expect(bench.state.labelName(2) == "Wall")
    bench.type("labels load \(file.path).none")
    #expect(bench.state.message?.kind == .failure)
  }
}
