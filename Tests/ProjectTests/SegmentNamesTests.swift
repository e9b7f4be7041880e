import Foundation
import Testing

@testable import Annotation
@testable import Project
@testable import Volume

/// Segmentations of 3D Slicer are known by the names of their segments, whatever their numbers, wherever they are read.
struct SegmentNamesTests {
  /// Voxels 0, 1, 2, 3 in turn, most of them 0; the names of 1, 2 and 3.
  private func write(_ names: [String], _ box: Sandbox) throws -> (file: URL, map: LabelMap) {
    let file = box.folder["slicer.seg.nrrd"]
    var map = LabelMap(size: box.size)
    for offset in map.voxels.indices where offset % 7 < 3 {
      map.voxels[offset] = UInt8(offset % 7 + 1)
    }
    let labels = names.enumerated().map {
      Label(id: UInt8($0 + 1), name: $1, colour: LabelTable.colour($0))
    }
    try box.header.write(
      .uint8(map.voxels), to: file, kind: .segments(LabelTable(labels: labels), encoding: nil))
    return (file, map)
  }

  private func expected(_ map: LabelMap, _ meanings: [UInt8]) -> [UInt8] {
    map.voxels.map { $0 == 0 ? 0 : meanings[Int($0) - 1] }
  }

  @Test func scribbles() throws {
    let box = try Sandbox()
    let (file, map) = try write(["background", "LV", "rv"], box)
    let kept = try LabelValues(
      "0=none,1=RV,2=LV,3=background", kind: .scribbles, names: [1: "RV", 2: "LV"])
    let read = try ScribbleImport.load(
      file, form: nil, kept: kept, classes: box.project.description.classes,
      geometry: box.header.geometry, image: box.folder["heart.nii.gz"])
    #expect(read.basis == .segments)
    #expect(read.map.voxels == expected(map, [255, 2, 1]))
    // What a person names counts, and that the names say otherwise is said.
    let named = try ScribbleImport.load(
      file, form: .values(kept), classes: box.project.description.classes,
      geometry: box.header.geometry, image: box.folder["heart.nii.gz"])
    #expect(named.map.voxels == expected(map, [1, 2, 255]))
    #expect(
      named.sentence(classes: box.project.description.classes).contains(
        "segments are named otherwise"))
  }

  @Test func namesThatAreNoClassesAreOnlyProposed() throws {
    let box = try Sandbox()
    let (file, _) = try write(["background", "LV", "Aorta"], box)
    let error = #expect(throws: ProjectError.self) {
      try ScribbleImport.load(
        file, form: nil, classes: box.project.description.classes,
        geometry: box.header.geometry, image: box.folder["heart.nii.gz"])
    }
    #expect(error?.description.contains("2=LV") == true, "\(error?.description ?? "")")
  }

  @Test func truths() throws {
    let box = try Sandbox()
    let (file, map) = try write(["LV", "RV", "background"], box)
    var project = box.project
    try project.replaceTruth(of: box.name, by: file)
    let truth = try project.truth(box.name, geometry: box.header.geometry)
    #expect(truth?.voxels == expected(map, [2, 1, 0]))
  }

  @Test func importsHaveNoClassForBackground() throws {
    let box = try Sandbox()
    let (file, map) = try write(["background", "LV", "RV"], box)
    let read = try SegmentationReader(
      file, for: box.name, of: box.project, image: box.header, labels: box.project.labelTable)
    #expect(read.missing.isEmpty)
    #expect(read.segmentation.labels.voxels == expected(map, [0, 2, 1]))
    #expect(LabelTable(segmentsOf: file)?.labels.map(\.name) == ["LV", "RV"])
  }
}
