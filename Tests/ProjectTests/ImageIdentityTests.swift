import Foundation
import Testing
import Volume

@testable import Annotation
@testable import Project

/// A project knows the image that was drawn on.
@Suite struct ImageIdentityTests {
  private let folder = TemporaryFolder()
  private let size = GridSize(i: 8, j: 7, k: 5)

  /// Writes an image whose voxels follow from a seed.
  private func image(
    _ name: String, seed: UInt64 = 1, size: GridSize? = nil, moved: Double = 0,
    change: (inout [Int16]) -> Void = { _ in }
  ) throws -> URL {
    var geometry = Geometry(size: size ?? self.size, spacing: SIMD3(1.5, 1.5, 8))
    geometry.affine.origin.x += moved
    var random = SplitMix64(seed: seed)
    var voxels = (0..<geometry.size.count).map { _ in Int16.random(in: 0...999, using: &random) }
    change(&voxels)
    try ImageHeader(geometry: geometry).write(.int16(voxels), to: folder[name], kind: .image)
    return folder[name]
  }

  private func identity(_ url: URL) throws -> ImageIdentity {
    try #require(ImageIdentity(try Volume.load(url)))
  }

  /// A project of one image with a stroke on it.
  private func project(of image: URL, name: String = "a.inkling") throws -> Project {
    var project = try Project.create(folder[name], labels: .standard(names: ["A", "B"]))
    let caseName = try project.add(image)
    project.note(try identity(image), of: caseName)
    try project.write()
    try draw(on: caseName, of: project)
    return try Project.open(project.url)
  }

  private func draw(on caseName: String, of project: Project) throws {
    let header = try ImageHeader.load(project.imageURL(caseName))
    let store = try ScribbleStore.open(project, caseName, image: header)
    store.append(.paint(Edit(stroke: 1, changes: [Change(voxel: 1, old: 0, new: 1)])))
    try store.close()
  }

  // MARK: What makes an image another one

  @Test func unpackingAndPackingDoesNot() throws {
    let (packed, plain) = (try image("a.nii.gz"), try image("b.nii"))
    let known = try identity(packed)
    #expect(!known.isLike(plain), "the files differ")
    #expect(known.difference(to: try identity(plain)) == nil)
    #expect(try identity(plain).difference(to: known) == nil)
  }

  @Test func voxelsGridAndPlaceDo() throws {
    let known = try identity(try image("a.nii.gz"))
    func difference(_ url: URL) throws -> String { known.difference(to: try identity(url)) ?? "" }
    #expect(try difference(image("b.nii.gz") { $0[279] += 1 }).contains("other intensities"))
    #expect(try difference(image("c.nii.gz", moved: 3)).contains("3.0 mm"))
    #expect(
      try difference(image("d.nii.gz", size: GridSize(i: 8, j: 7, k: 6)))
        == "it has 8 x 7 x 6 voxels, that one had 8 x 7 x 5")
    // Less than any eye sees.
    #expect(try difference(image("e.nii.gz", moved: 0.01)).isEmpty)
  }

  @Test func digestsStayWhatTheyWere() {
    // They are kept in projects: another way to compute them would make every image another one.
    var digest = ContentDigest()
    digest.update(Array("a scribble".utf8))
    #expect(digest.text == "665aed0f8e723e29")
    digest.update([1.5, -2] as [Float])
    #expect(digest.text == "42327273500ed9aa")
  }

  @Test func aGlanceSeesBothEndsOfAHugeFileAtOnce() throws {
    let url = folder["huge.nii"]
    try Data([1]).write(to: url)
    let length = 3 << 32
    try #require(truncate(url.path, length) == 0)
    let clock = ContinuousClock()
    let began = clock.now
    let first = try #require(FileSample(of: url))
    #expect(clock.now - began < .seconds(1), "12 GiB were not read")
    #expect(first.bytes == length)
    let file = try FileHandle(forWritingTo: url)
    for place in [0, length / 31, length - 1] {
      let before = try #require(FileSample(of: url))
      try file.seek(toOffset: UInt64(place))
      try file.write(contentsOf: Data([7]))
      #expect(FileSample(of: url) != before, "byte \(place)")
    }
    #expect(FileSample.places(0) == [0..<0])
    #expect(FileSample.places(1 << 20) == [0..<(1 << 20)])
    #expect(FileSample(of: folder.url) == nil && FileSample(of: folder["none"]) == nil)
  }

  // MARK: Projects

  @Test func anotherImageInItsPlaceIsSaid() throws {
    let url = try image("a.nii.gz")
    var project = try project(of: url)
    try project.checkImage("a")
    try project.checkImage("a", is: project.loadVolume("a"))
    _ = try image("a.nii.gz", seed: 2)
    let error = #expect(throws: ProjectError.self) { try project.checkImage("a") }
    let sentence = error?.description ?? ""
    for words in [
      "The image of a, ", "is not the one that was drawn on", "other intensities",
      "`inkling add \(project.url.path) --volume \(url.path) --replace a`",
    ] {
      #expect(sentence.contains(words), "\(sentence)")
    }
    #expect(throws: ProjectError.self) {
      try project.checkImage("a", is: project.loadVolume("a"))
    }
    // The person decides.
    #expect(try project.replaceImage(of: "a", by: url)?.contains("intensities") == true)
    try project.write()
    try Project.open(project.url).checkImage("a")
    #expect(try project.replaceImage(of: "a", by: url) == nil)
  }

  /// A file so large that a glance misses a voxel of it.
  @Test func readingFindsWhatAGlanceMisses() throws {
    let large = GridSize(i: 128, j: 128, k: 42)
    let url = try image("a.nii", size: large)
    let project = try project(of: url)
    let bytes = Int(FileSignature(of: url).size)
    let seen = FileSample.places(bytes)
    let missed = try #require((400..<bytes).first { place in !seen.contains { $0 ~= place } })
    let file = try FileHandle(forUpdating: url)
    try file.seek(toOffset: UInt64(missed))
    let byte = try #require(try file.read(upToCount: 1)?.first)
    try file.seek(toOffset: UInt64(missed))
    try file.write(contentsOf: Data([byte ^ 1]))
    try project.checkImage("a")
    #expect(throws: ProjectError.self) {
      try project.checkImage("a", is: project.loadVolume("a"))
    }
  }

  @Test func whereNothingWasDrawnAnyImageWillDo() throws {
    let url = try image("a.nii.gz")
    var project = try Project.create(folder["a.inkling"], labels: .standard(names: ["A"]))
    try project.add(url)
    _ = try image("a.nii.gz", seed: 2)
    try project.checkImage("a", is: project.loadVolume("a"))
    // Nor does an older project know its image.
    project.note(nil, of: "a")
    try draw(on: "a", of: project)
    try project.checkImage("a", is: project.loadVolume("a"))
  }

  @Test func otherCasesStillWork() throws {
    var project = try project(of: try image("a.nii.gz"))
    let name = try project.add(try image("b.nii.gz", seed: 3))
    try draw(on: name, of: project)
    _ = try image("a.nii.gz", seed: 2)
    #expect(throws: ProjectError.self) { try project.checkImage("a") }
    try project.checkImage(name)
  }

  @Test func whatIsKnownTravelsWithTheProject() throws {
    let project = try project(of: try image("a.nii.gz"))
    let file = project.url.appendingPathComponent("project.json")
    let text = try String(contentsOf: file, encoding: .utf8)
    #expect(text.contains("\"image_identity\"") && text.contains("\"size\" : \"8 7 5\""))
    #expect(try Project.open(project.url) == project)
    // One that can't be read is no reason to refuse strokes.
    try Data(text.replacing("\"bytes\"", with: "\"octets\"").utf8).write(to: file)
    #expect(try Project.open(project.url).knownImage("a") == nil)
  }

  // MARK: The project beside an image

  @Test func aProjectBelongsToOneImageOfItsName() throws {
    let url = try image("a.nii.gz")
    var project = try project(of: url)
    #expect(try project.takeCase(of: url, frame: 0) == "a")
    let other = try image("a.nii", seed: 2)
    #expect(try project.takeCase(of: other, frame: 0) == nil)
    let sentence = "\(project.refusal(of: other))"
    for words in [url.path, other.path, "inkling open \(project.url.path)", "a-2.inkling"] {
      #expect(sentence.contains(words), "\(sentence)")
    }
    // The same image unpacked, and a link to it.
    #expect(try project.takeCase(of: try image("a.nii"), frame: 0) == "a")
    let link = folder["link.nii.gz"]
    try FileManager.default.createSymbolicLink(at: link, withDestinationURL: url)
    #expect(try project.takeCase(of: link, frame: 0) == "a")
    #expect(project == (try Project.open(project.url)), "nothing had to be changed")
  }

  @Test func anImageThatHasMovedToItsProjectIsTaken() throws {
    let away = folder["away"]
    try FileManager.default.createDirectory(at: away, withIntermediateDirectories: true)
    let url = try image("away/a.nii.gz")
    var project = try project(of: url)
    try FileManager.default.moveItem(at: url, to: folder["a.nii.gz"])
    _ = try image("a.nii", seed: 2)
    #expect(try project.takeCase(of: folder["a.nii"], frame: 0) == nil, "another image")
    #expect(try project.takeCase(of: folder["a.nii.gz"], frame: 0) == "a")
    #expect(try project.loadVolume("a").geometry.size == size)
    // Of an older project's image nothing is known: opening says that it has moved.
    project.note(nil, of: "a")
    try FileManager.default.removeItem(at: folder["a.nii.gz"])
    #expect(try project.takeCase(of: folder["a.nii"], frame: 0) == "a")
    #expect(throws: ProjectError.self) { try project.loadVolume("a") }
  }
}
