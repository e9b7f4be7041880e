import Annotation
import Foundation
import Testing
import Volume

@testable import Project

/// Projects as datasets of nnU-Net.
@Suite struct NNUNetExportTests {
  private let place: DatasetPlace
  private var project: Project

  /// One case with scribbles of the classes 5 and 7, and of the background; one without.
  init() throws {
    place = try DatasetPlace()
    project = place.box.project
    project.description.classes = [ClassEntry(id: 5, name: "RV"), ClassEntry(id: 7, name: "LV")]
    try place.images("bare.nii.gz")
    try project.add(place["bare.nii.gz"])
    try project.write()
    let store = try ScribbleStore.open(project, "heart", image: place.box.header)
    var drawn = store.scribbles
    for (label, voxel) in [(UInt8(5), 3), (7, 4), (Scribbles.background, 5)] {
      let edit = drawn.paint([voxel], label: label, stroke: drawn.nextStroke)
      store.append(.paint(try #require(edit)))
    }
    try store.close()
  }

  private func write(
    _ content: NNUNetExport.Content = .scribbles, _ name: String = "Dataset001_H",
    cases: [String] = ["heart"], copies: Bool = false, testImages: Bool = false
  ) throws -> String {
    let export = try NNUNetExport(
      project, content: content, copies: copies, testImages: testImages)
    _ = try export.write(to: place[name], cases: cases) { _ in }
    return try String(contentsOf: place[name + "/dataset.json"], encoding: .utf8)
  }

  private func fault(_ body: () throws -> Void) -> String {
    do {
      try body()
      return ""
    } catch { return "\(error)" }
  }

  @Test func numbersAreMadeConsecutive() throws {
    let text = try write()
    let map = try LabelMap.load(place["Dataset001_H/labelsTr/heart.nii.gz"])
    #expect(Array(map.voxels[2...6]) == [3, 1, 2, 0, 3])
    let labels = try NNUNetDescription(place["Dataset001_H/dataset.json"])
    #expect(labels.classes.map(\.name) == ["RV", "LV"] && labels.ignore == 3)
    #expect(text.contains("\"numTraining\" : 1") && text.contains("\"LV\" : 7"))
    #expect(
      try NNUNetExport(project, content: .labels).labels.changeWords == "5 RV is 1, 7 LV is 2")
  }

  /// What is written is found again as it was.
  @Test func theDatasetComesBack() throws {
    _ = try write(cases: ["heart", "bare"], testImages: true)
    let found = try FoundFolder(
      place["Dataset001_H"], choice: FolderChoice(testImages: true))
    #expect(found.items.map(\.name) == ["heart", "bare"] && found.encoding == .ignoreLast)
    #expect(found.items[0].scribbles != nil && found.items[1].scribbles == nil)
  }

  @Test func imagesAreLinkedOrCopied() throws {
    _ = try write()
    let image = "imagesTr/heart_0000.nii.gz"
    #expect(
      try FileManager.default.destinationOfSymbolicLink(
        atPath: place["Dataset001_H/\(image)"].path) == project.imageURL("heart").path)
    _ = try write(.scribbles, "Dataset002_H", copies: true)
    #expect(
      try Data(contentsOf: place["Dataset002_H/\(image)"])
        == Data(contentsOf: project.imageURL("heart")))
  }

  @Test func framesBecomeImages() throws {
    let count = place.box.size.count
    try place.box.header.write(
      .float32((0..<2 * count).map { Float($0) }), frames: 2, to: place["film.nii.gz"], kind: .image
    )
    var project = project
    try project.add(place["film.nii.gz"], frame: 1)
    try project.write()
    let export = try NNUNetExport(project, content: .scribbles, testImages: true)
    _ = try export.write(to: place["Dataset003_F"], cases: ["heart", "film"]) { _ in }
    let image = try Volume.load(place["Dataset003_F/imagesTs/film_0000.nii.gz"])
    #expect(image.frames == 1 && image.voxels.first == Float(count))
  }

  @Test func allOrNothing() throws {
    let text = fault { _ = try write(cases: ["heart", "bare"]) }
    #expect(
      text.contains("bare has no scribbles. Leave it out") && text.contains("--test-images"),
      "\(text)")
    #expect(fault { _ = try write(.accepted) }.contains("heart has no accepted slices"))
    #expect(fault { _ = try write(.labels) }.contains("heart has no whole segmentation"))
    #expect(
      fault { _ = try write(cases: ["bare"], testImages: true) }.contains("No case has scribbles"))
    let left = try FileManager.default.contentsOfDirectory(atPath: place.url.path)
    #expect(left == ["bare.nii.gz"], "\(left)")
    #expect(fault { _ = try write(.scribbles, "H") }.contains("such as Dataset123_Heart, found H"))
    _ = try write()
    #expect(fault { _ = try write() }.contains("is there already"))
  }

  @Test(arguments: [["background"], ["ignore"], ["A", "A"], []])
  func namesThatMeanSomethingElseAreRefused(names: [String]) {
    let classes = names.enumerated().map { ClassEntry(id: UInt8($0 + 1), name: $1) }
    #expect(throws: ProjectError.self) { try NNUNetLabels(classes) }
  }
}
