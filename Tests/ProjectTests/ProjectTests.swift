import Foundation
import Testing
import Volume

@testable import Annotation
@testable import Project

@Suite struct ProjectTests {
  @Test func createdProjectOpensEqual() throws {
    let box = try Sandbox(classes: ["RV", "Myo", "LV"])
    let again = try Project.open(box.project.url)
    #expect(again == box.project)
    #expect(again.caseNames == ["heart"])
    #expect(again.description.volumes[0].image == "../heart.nii.gz")
    #expect(again.description.volumes[0].sliceAxis == .k)
    #expect(again.labelTable.labels.map(\.name) == ["RV", "Myo", "LV"])
    #expect(
      try again.imageURL("heart").path == RelativePath.resolved(box.folder["heart.nii.gz"].path))
    #expect(try again.loadVolume("heart").geometry == box.header.geometry)
  }

  @Test func whoeverWorksInAProjectMakesTheFoldersThatACloneLacks() throws {
    let box = try Sandbox()
    for name in ["predictions", "scribbles", "labels", "review", "run"] {
      try? FileManager.default.removeItem(at: box.project.url.appendingPathComponent(name))
    }
    let lock = try box.project.lockTrainer()
    defer { lock.release() }
    for file in [box.project.prediction("heart"), box.project.review("heart")] {
      let folder = file.deletingLastPathComponent().path
      #expect(FileManager.default.fileExists(atPath: folder), "\(folder)")
    }
  }

  @Test func folderCanBeMovedWithItsImage() throws {
    let box = try Sandbox()
    let elsewhere = box.folder["elsewhere"]
    try FileManager.default.createDirectory(at: elsewhere, withIntermediateDirectories: true)
    for name in ["heart.nii.gz", "heart.inkling"] {
      try FileManager.default.moveItem(
        at: box.folder[name], to: elsewhere.appendingPathComponent(name))
    }
    let project = try Project.open(elsewhere.appendingPathComponent("heart.inkling"))
    #expect(try project.loadVolume("heart").geometry == box.header.geometry)
  }

  @Test func movedImageIsExplainedAndRepaired() throws {
    var box = try Sandbox()
    let new = box.folder["new.nii.gz"]
    try FileManager.default.moveItem(at: box.folder["heart.nii.gz"], to: new)
    let error = #expect(throws: ProjectError.self) { try box.project.loadVolume("heart") }
    #expect(error?.description.contains("--volume NEW_PATH --replace heart") == true)
    try box.project.replaceImage(of: "heart", by: new)
    #expect(try box.project.loadVolume("heart").geometry == box.header.geometry)
    #expect(box.project.caseNames == ["heart"], "the case keeps its name")
    #expect(throws: ProjectError.self) { try box.project.replaceImage(of: "liver", by: new) }
  }

  @Test func replacementMustFitTheScribbles() throws {
    var box = try Sandbox()
    let store = try box.open()
    store.append(.paint(Edit(stroke: 1, changes: [Change(voxel: 1, old: 0, new: 1)])))
    let other = box.folder["other.nii.gz"]
    let header = ImageHeader(geometry: Geometry(size: GridSize(i: 8, j: 7, k: 6)))
    try LabelMap(size: header.size).write(to: other, like: header)
    #expect(throws: ProjectError.self) { try box.project.replaceImage(of: "heart", by: other) }
    try store.close()
    #expect(throws: VolumeError.self) { try box.project.replaceImage(of: "heart", by: other) }
  }

  @Test func newerFormatIsRefused() throws {
    let box = try Sandbox()
    let file = box.project.url.appendingPathComponent("project.json")
    let text = String(decoding: try box.project.description.json(), as: UTF8.self)
    try Data(text.replacing("\"format\" : 1", with: "\"format\" : 2").utf8).write(to: file)
    let error = #expect(throws: ProjectError.self) { try Project.open(box.project.url) }
    #expect(error == .newer(path: file.path, version: 2, known: 1))
    #expect(error?.description.contains("Install a newer inkling") == true)
  }

  @Test func unknownKeysAreKept() throws {
    let text = """
      {"format": 1, "study": {"site": [1, 2.5, null, true]},
       "volumes": [{"case": "a", "image": "../a.nii", "slice_axis": "j", "reader": "anna"}],
       "classes": [{"id": 4, "name": "LV"}], "settings": {"method": "m", "colour": "dark"}}
      """
    var description = try ProjectDescription.read(Array(text.utf8), path: "x")
    #expect(description.volumes[0].sliceAxis == .j)
    #expect(description.settings.method == "m")
    #expect(description.settings.preset == "interactive")
    description.settings.method = "n"
    let again = try ProjectDescription.read(Array(try description.json()), path: "x")
    #expect(again == description)
    let json = String(decoding: try description.json(), as: UTF8.self)
    for word in ["\"study\"", "2.5", "null", "\"reader\" : \"anna\"", "\"colour\" : \"dark\""] {
      #expect(json.contains(word), "\(word)")
    }
  }

  @Test(arguments: [
    (#"{"format": 1, "volumes": []}"#, "no \"classes\""),
    (#"{"format": 1, "volumes": 3, "classes": []}"#, "wrong type at volumes"),
    (#"{"volumes": []}"#, "no \"format\""),
    ("{\"format\": 1, ", "not JSON"),
    ("", "not JSON"),
    (
      #"{"format":1,"volumes":[{"case":"../x","image":"a","slice_axis":"k"}],"classes":[]}"#,
      "can't be a file name"
    ),
    (
      #"{"format":1,"volumes":[{"case":"x","image":"a","slice_axis":"z"}],"classes":[]}"#,
      "expected i, j or k"
    ),
    (
      #"{"format":1,"volumes":[],"classes":[{"id":1,"name":"a"},{"id":1,"name":"b"}]}"#,
      "different class ids"
    ),
    (#"{"format":1,"volumes":[],"classes":[{"id":0,"name":"a"}]}"#, "from 1 to 253"),
    (#"{"format":1,"volumes":[],"classes":[{"id":999,"name":"a"}]}"#, "too large"),
  ])
  func faultsAreNamed(text: String, expected: String) {
    let error = #expect(throws: ProjectError.self) {
      try ProjectDescription.read(Array(text.utf8), path: "project.json")
    }
    #expect(error?.description.contains(expected) == true, "\(error?.description ?? "")")
  }

  @Test func nothingIsOverwritten() throws {
    let box = try Sandbox()
    let labels = LabelTable.standard(names: ["A"])
    #expect(throws: ProjectError.projectExists(path: box.project.url.path)) {
      try Project.create(box.project.url, labels: labels)
    }
    _ = try Project.create(box.project.url, labels: labels, replacing: true)
    let names = try FileManager.default.contentsOfDirectory(atPath: box.folder.url.path)
    #expect(names.filter { $0.hasPrefix("heart.inkling.replaced-") }.count == 1)
    // A folder that is not a project is never moved.
    let error = #expect(throws: ProjectError.self) {
      try Project.create(box.folder.url, labels: labels, replacing: true)
    }
    #expect(error?.description.contains("not an inkling project") == true)
    // Nor one that somebody uses.
    let lock = try Project.open(box.project.url).lockViewer()
    #expect(throws: ProjectError.self) {
      try Project.create(box.project.url, labels: labels, replacing: true)
    }
    lock.release()
  }

  @Test func noProject() {
    let folder = TemporaryFolder()
    #expect(throws: ProjectError.noProject(path: folder.url.path)) {
      try Project.open(folder.url)
    }
  }

  @Test func implicitProjectIsInMemory() throws {
    let box = try Sandbox()
    var project = try Project.implicit(for: box.folder["heart.nii.gz"])
    #expect(project.exists, "the sandbox has made it")
    let image = box.folder["brain.nii.gz"]
    try LabelMap(size: box.size).write(to: image, like: box.header)
    project = try Project.implicit(for: image)
    #expect(!project.exists && project.caseNames == ["brain"])
    #expect(!FileManager.default.fileExists(atPath: project.url.path))
    #expect(try project.loadVolume("brain").geometry == box.header.geometry)
    project.addClass(named: "tumour")
    try project.create()
    #expect(project.exists)
    let again = try Project.implicit(for: image)
    #expect(again == project)
    #expect(again.description.classes.map(\.name) == ["label 1", "tumour"])
    #expect(again.labelTable.labels.count == 2)
  }

  @Test func classesFillGaps() throws {
    var box = try Sandbox()
    box.project.description.classes = [.init(id: 1, name: "a"), .init(id: 3, name: "c")]
    let second = box.project.addClass(named: "b")
    #expect(second == ClassEntry(id: 2, name: "b"))
    let fourth = box.project.addClass(named: "d\n")
    #expect(fourth == ClassEntry(id: 4, name: "d "))
  }

  @Test func sameImageOnce() throws {
    var box = try Sandbox()
    #expect(throws: ProjectError.self) { try box.project.add(box.folder["heart.nii.gz"]) }
    let folder = box.folder["two"]
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let image = folder.appendingPathComponent("heart.nii.gz")
    try LabelMap(size: box.size).write(to: image, like: box.header)
    let name = try box.project.add(image)
    #expect(name == "two_heart", "the folder tells it from the first")
    #expect(throws: VolumeError.self) { try box.project.add(image, frame: 4) }
  }

  @Test(arguments: [
    ("/data/patient001_ED.nii.gz", "patient001_ED"), ("/data/a.b.nii", "a.b"),
    ("/data/patient002/image.nii.gz", "patient002"), ("/data/p3/IMAGE.nii", "p3"),
    ("/data/.hidden.nii", "hidden"), ("/data/-x.nii.gz", "x"), ("/data/a b\tc.nii", "a b_c"),
    ("/image.nii", "volume"), ("/data/MR.NII.GZ", "MR"),
  ])
  func caseNames(path: String, expected: String) {
    #expect(CaseName.of(URL(fileURLWithPath: path)) == expected)
    #expect(CaseName.isValid(expected))
  }

  @Test func caseNamesAreUniqueInPredictionsToo() {
    #expect(CaseName.unique("a", among: []) == "a")
    #expect(CaseName.unique("a", among: ["a", "a-2"]) == "a-3")
    #expect(CaseName.unique("a-uncertainty", among: ["a"]) == "a-uncertainty-2")
    #expect(CaseName.unique("a", among: ["a-uncertainty"]) == "a-2")
  }

  @Test func relativePaths() {
    func path(_ from: String, _ to: String) -> String {
      RelativePath.from(URL(fileURLWithPath: from), to: URL(fileURLWithPath: to))
    }
    #expect(path("/nowhere/a/p.inkling", "/nowhere/a/x.nii") == "../x.nii")
    #expect(path("/nowhere/a/p.inkling", "/nowhere/b/c/x.nii") == "../../b/c/x.nii")
    #expect(path("/nowhere/p", "/nowhere/p/x.nii") == "x.nii")
    #expect(path("/nowhere/p", "/else/x.nii") == "/else/x.nii")
  }

  @Test func relativePathsBehindALink() throws {
    let folder = TemporaryFolder()
    let deep = folder["deep/deeper"]
    try FileManager.default.createDirectory(at: deep, withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(at: folder["link"], withDestinationURL: deep)
    let image = folder["x.nii"]
    let path = RelativePath.from(folder["link"].appendingPathComponent("p.inkling"), to: image)
    #expect(path == "../../../x.nii")
  }
}
