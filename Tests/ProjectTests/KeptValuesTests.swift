import Foundation
import Testing

@testable import Annotation
@testable import Project
@testable import Volume

/// What numbers mean is kept in project.json and in what is exported.
struct KeptValuesTests {
  private let names: [UInt8: String] = [1: "RV", 2: "LV"]

  @Test func theyComeBack() throws {
    let box = try Sandbox()
    var project = box.project
    let scribbles = try LabelValues("0=none,9=background,1=RV", kind: .scribbles, names: names)
    let truth = try LabelValues("1001=RV", kind: .labels, names: names)
    project.description.settings.scribbleValues = scribbles
    project.note(truthValues: truth, of: box.name)
    try project.write()
    let read = try Project.open(project.url)
    #expect(read.description.settings.scribbleValues == scribbles)
    #expect(try read.entry(box.name).truthValues == truth)
    let text = try String(
      contentsOf: project.url.appendingPathComponent("project.json"), encoding: .utf8)
    #expect(text.contains("\"scribble_values\" : \"0=none,9=background,1=1\""))
    // Projects without them are written as before.
    #expect(
      try !String(decoding: box.project.description.json(), as: UTF8.self).contains("_values"))
  }

  @Test func whatCanNotBeReadIsSaid() throws {
    let box = try Sandbox()
    let file = box.project.url.appendingPathComponent("project.json")
    var text = try String(contentsOf: file, encoding: .utf8)
    text = text.replacing(
      "\"settings\" : {", with: "\"settings\" : {\n    \"scribble_values\" : \"0=x\",")
    try Data(text.utf8).write(to: file)
    let error = #expect(throws: ProjectError.self) { try Project.open(box.project.url) }
    #expect(
      error?.description.contains("expected values such as 0=none") == true,
      "\(error?.description ?? "")")
  }

  @Test func truthsWithLargeNumbersAreRead() throws {
    let box = try Sandbox()
    let file = box.folder["aparc.nii.gz"]
    let numbers = (0..<box.size.count).map { Int16([0, 1001, 2012][$0 % 3]) }
    try box.header.write(.int16(numbers), to: file, kind: .image)
    var project = box.project
    try project.replaceTruth(of: box.name, by: file)
    #expect(throws: VolumeError.self) { try project.truth(box.name, geometry: box.header.geometry) }
    project.note(
      truthValues: try LabelValues("1001=RV,2012=LV", kind: .labels, names: names), of: box.name)
    let truth = try project.truth(box.name, geometry: box.header.geometry)
    #expect(truth?.voxels.prefix(4) == [0, 1, 2, 0])
  }

  @Test func exportsAreUnderstoodAgain() throws {
    let box = try Sandbox()
    var project = box.project
    let known = project.classNames
    let first = try #require(known.keys.min())
    let form = ScribbleForm.values(
      try LabelValues("0=none,9=background,5=\(first)", kind: .scribbles, names: known))
    var map = LabelMap(size: box.size)
    (map.voxels[0], map.voxels[1]) = (first, 255)
    let imported = try ScribbleImport(
      NumberMap(map), form: .inkling, classes: project.description.classes,
      source: box.folder["x.nii.gz"])
    try imported.store(in: project, box.name, image: box.header)
    guard
      case .map(let made, _) = try CaseExport(
        .scribbles(form), of: project, box.name, image: box.header, tell: { _ in })
    else { return #expect(Bool(false), "nothing was exported") }
    #expect(made.voxels.prefix(3) == [5, 9, 0])
    let file = box.folder["out.nii.gz"]
    try project.write(made, as: .scribbles(form), to: file, image: box.header)
    let place = ExportPlace(file: file).table
    try project.writeTable(of: .scribbles(form), to: place)
    #expect(try LabelTable.load(place).label(id: 9)?.name == "background scribble")
    #expect(try LabelTable.load(place).label(id: 5)?.name == known[first])
    // Our own import asks for nothing, whatever the project keeps.
    project.description.settings.scribbleValues = nil
    let again = try ScribbleImport.load(
      file, form: nil, classes: project.description.classes, geometry: box.header.geometry,
      image: file)
    #expect(again.basis == .noted && again.map == map)
    #expect(throws: ProjectError.self, "sparse maps are no segmentation") {
      try SegmentationReader(
        file, for: box.name, of: project, image: box.header, labels: project.labelTable)
    }
  }
}
