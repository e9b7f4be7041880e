import Foundation
import Testing
import Volume

@testable import Project

/// What images are called, and where they are looked for.
@Suite struct ImageFileTests {
  @Test(arguments: [
    (["/d/sub-1/T1.nii.gz", "/d/sub-2/T1.nii.gz"], ["sub-1_T1", "sub-2_T1"]),
    (["/d/sub-1/anat/T1.nii", "/d/sub-2/anat/T1.nii", "/d/x.nii"], ["sub-1_T1", "sub-2_T1", "x"]),
    (
      ["/d/s1/a/m/T1.nii", "/d/s1/b/m/T1.nii", "/d/s2/a/m/T1.nii"],
      ["s1_a_T1", "s1_b_T1", "s2_a_T1"]
    ),
    (["/d/T1.nii", "/d/T1.nii.gz"], ["T1", "T1-2"]),
    (["/d/s1/anat/image.nii", "/d/s2/anat/image.nii"], ["s1_anat", "s2_anat"]),
    (["/d/a/p1/image.nii", "/d/b/p1.nii"], ["a_p1", "b_p1"]),
  ])
  func foldersTellImagesOfOneNameApart(paths: [String], expected: [String]) {
    #expect(CaseName.names(of: paths.map { URL(fileURLWithPath: $0) }) == expected)
  }

  @Test func casesKeepTheirNames() {
    let image = URL(fileURLWithPath: "/d/sub-2/anat/T1.nii")
    let known = (name: "T1", image: URL(fileURLWithPath: "/d/sub-1/anat/T1.nii"))
    #expect(CaseName.names(of: [image], beside: [known]) == ["sub-2_T1"])
  }

  /// Names are counted in bytes, as file systems do: 70 characters may be 210 of them.
  @Test func longNamesLeaveRoomForWhatIsPutAroundThem() throws {
    var box = try Sandbox()
    let long = String(repeating: "\u{8133}", count: 82)
    let image = box.folder["\(long).nii.gz"]
    try LabelMap(size: box.size).write(to: image, like: box.header)
    let name = try box.project.add(image)
    try box.project.write()
    #expect(name.utf8.count == 180 && long.hasPrefix(name))
    let again = try Project.open(box.project.url)
    for file in [again.scribbles(name), again.uncertainty(name)] {
      try LabelMap(size: box.size).write(to: file, like: box.header)
    }
    let folder = Project.implicitFolder(for: image)
    #expect(folder.lastPathComponent == long + ".inkling")
    let twoBytesTooLong = Project.implicitFolder(
      for: URL(fileURLWithPath: "/d/" + String(repeating: "a", count: 249) + ".nii"))
    #expect(twoBytesTooLong.lastPathComponent.utf8.count == 255)
  }

  /// Earlier versions wrote case names that they refused to read: what was drawn is in reach again, and can be saved.
  @Test func namesThatWereTooLongToReadOpenAgain() throws {
    var box = try Sandbox()
    let name = String(repeating: "\u{8133}", count: 82)
    box.project.description.volumes[0].caseName = name
    try box.project.write()
    let project = try Project.open(box.project.url)
    let store = try ScribbleStore.open(project, name, image: box.header)
    var drawn = store.scribbles
    let edit = drawn.paint([3, 4], label: 1, stroke: drawn.nextStroke)
    store.append(.paint(try #require(edit)))
    try store.close()
    let read = try ScribbleReader.read(project, name, geometry: box.header.geometry)
    #expect(read.map == store.scribbles.map && read.map.voxels.contains(1))
    try LabelMap(size: box.size).write(to: project.uncertainty(name), like: box.header)
    let slice = LiveSlice(
      caseName: name, slice: 12345, stamp: PredictionStamp(generation: 1), size: (1, 1),
      labels: [0],
      uncertainty: [0])
    try project.live.write(slice)
    var mark = LiveFolder.Mark()
    #expect(project.live.changed(since: &mark) == [slice])
    project.live.remove(caseName: name, upTo: 1)
    mark = LiveFolder.Mark()
    #expect(project.live.changed(since: &mark).isEmpty)
  }

  @Test func linksToNothingAreNotTakenForNothing() throws {
    let box = try Sandbox()
    let journal = box.journal
    try FileManager.default.createSymbolicLink(
      atPath: journal.path, withDestinationPath: ".git/annex/objects/KEY")
    let error = #expect(throws: ProjectError.self) { try box.open() }
    #expect(error?.description.contains("its target .git/annex/objects/KEY is missing") == true)
    let image = box.folder["heart.nii.gz"]
    try FileManager.default.removeItem(at: image)
    try FileManager.default.createSymbolicLink(
      atPath: image.path, withDestinationPath: "/nowhere/heart.nii.gz")
    let gone = #expect(throws: ProjectError.self) { try box.project.loadVolume(box.name) }
    #expect(gone?.description.contains("is a link, and its target /nowhere/heart.nii.gz") == true)
    let link = box.folder["p.inkling"]
    try FileManager.default.createSymbolicLink(
      atPath: link.path, withDestinationPath: "/nowhere/p.inkling")
    let none = #expect(throws: ProjectError.self) { try Project.open(link) }
    #expect(none?.description.contains("is a link") == true)
  }

  @Test func foldersOfImagesSideBySide() throws {
    let box = try Sandbox()
    let folder = box.folder["flat"]
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    func write(_ name: String, _ kind: MapKind) throws {
      try box.header.write(
        .uint8([UInt8](repeating: 0, count: box.size.count)),
        to: folder.appendingPathComponent(name), kind: kind)
    }
    // A label map by its name beside an image, one by its header, and an image that is only called so.
    for name in ["p1.nii.gz", "p2.nii", "p2_seg.nii", "only_mask.nii"] { try write(name, .image) }
    try write("by-header.nii.gz", .labels)
    try Data("x".utf8).write(to: folder.appendingPathComponent("notes.txt"))
    try FileManager.default.createSymbolicLink(
      atPath: folder.appendingPathComponent("p3.nii.gz").path, withDestinationPath: "gone")
    let found = try ImageFolder(folder)
    #expect(
      found.items.map(\.image.lastPathComponent)
        == ["only_mask.nii", "p1.nii.gz", "p2.nii", "p3.nii.gz"])
    #expect(found.others == ["by-header.nii.gz", "notes.txt"])
    #expect(found.items[2].truth?.lastPathComponent == "p2_seg.nii")
    #expect(!found.hasCaseFolders)
    // Folders of cases come first.
    let place = folder.appendingPathComponent("c1")
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    try write("c1/image.nii", .image)
    #expect(try ImageFolder(folder).items.map(\.image.lastPathComponent) == ["image.nii"])
  }
}
