import Foundation
import Testing
import Volume

@testable import Annotation

@Suite struct SmokeTests {
  @Test func strokesSurviveReopening() throws {
    let folder = TemporaryFolder()
    let header = ImageHeader(geometry: Geometry(size: GridSize(i: 8, j: 7, k: 5)))
    let image = folder.url.appendingPathComponent("heart.nii.gz")
    try LabelMap(size: header.size).write(to: image, like: header)
    var project = try Project.create(
      folder.url.appendingPathComponent("heart.inkling"), labels: .standard(names: ["RV", "LV"]))
    let name = try project.add(image)
    try project.write()
    #expect(name == "heart")

    let store = try ScribbleStore.open(project, name, image: header)
    var scribbles = store.scribbles
    let painted = scribbles.paint([3, 4, 5], label: 2, stroke: scribbles.nextStroke)
    let edit = try #require(painted)
    store.append(.paint(edit))
    store.append(.end(stroke: edit.stroke, stamp: StrokeStamp()))
    try store.save()

    let again = try ScribbleStore.open(try Project.open(project.url), name, image: header)
    #expect(again.scribbles.map == store.scribbles.map)
    #expect(again.scribbles.canUndo)
    #expect(again.messages.isEmpty)
    #expect(!again.needsSave)
  }
}

/// A folder that goes when its owner does.
final class TemporaryFolder {
  let url = FileManager.default.temporaryDirectory
    .appendingPathComponent("inkling-annotation-\(UUID().uuidString)")

  init() {
    try? FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(at: url)
  }
}
