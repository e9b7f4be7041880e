import Foundation
import Project
import Testing
import Volume

@testable import Viewer

/// The viewer on images that are not the ones that were drawn on.
struct ImageSessionTests {
  /// A folder that goes when its owner does.
  private final class Folder {
    let url = FileManager.default.temporaryDirectory
      .appendingPathComponent("inkling-image-\(UUID().uuidString)")

    init() throws {
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }
  }

  private let folder: Folder

  init() throws { folder = try Folder() }

  private func image(_ name: String, seed: UInt64 = 1, size: GridSize? = nil) throws -> URL {
    let geometry = Geometry(size: size ?? GridSize(i: 8, j: 8, k: 4), spacing: SIMD3(1, 1, 3))
    var random = SplitMix64(seed: seed)
    let voxels = (0..<geometry.size.count).map { _ in Int16.random(in: 0...999, using: &random) }
    let url = folder.url.appendingPathComponent(name)
    try ImageHeader(geometry: geometry).write(.int16(voxels), to: url, kind: .image)
    return url
  }

  private func session(_ target: ViewerTarget, case name: String? = nil) throws -> Session {
    try Session(
      target, executable: URL(fileURLWithPath: "/nowhere/inkling"),
      options: .of(caseName: name))
  }

  private func state(of session: Session) throws -> ViewerState {
    ViewerState(
      columns: 80, rows: 24, appearance: Appearance(), project: session.projectView(),
      open: try session.openCase(), readOnlyReason: session.readOnlyReason)
  }

  private func send(_ event: Event, to state: inout ViewerState, _ session: Session) {
    for effect in update(&state, event) {
      for event in session.perform(effect, state) { send(event, to: &state, session) }
    }
  }

  /// Takes what the work beside the event loop has found.
  private func takeReport(_ state: inout ViewerState, _ session: Session) throws {
    for _ in 0..<2000 {
      let events = session.background.take()
      for event in events { send(event, to: &state, session) }
      if !events.isEmpty { return }
      usleep(10_000)
    }
    Issue.record("the image was not read")
  }

  /// Draws a voxel, as a person who looks and leaves does.
  private func draw(on image: URL) throws -> Project {
    let session = try session(.image(image))
    var state = try state(of: session)
    try takeReport(&state, session)
    for key in ["Space", "Space"] as [Key] { send(.input(.key(key)), to: &state, session) }
    #expect(session.close() == nil)
    return try Project.open(Project.implicitFolder(for: image))
  }

  private func annotated(_ state: ViewerState) -> Int { state.open.scribbles.annotatedSlices.count }

  @Test func anotherImageOfTheSameNameIsRefusedInWords() throws {
    let first = try image("a.nii.gz")
    _ = try draw(on: first)
    let second = try image("a.nii", seed: 2)
    let error = #expect(throws: ProjectError.self) { try session(.image(second)) }
    #expect(
      "\(error.map { "\($0)" } ?? "")".contains("belongs to another image than \(second.path)"))
    // The same image, unpacked.
    let state = try state(of: session(.image(try image("a.nii"))))
    #expect(annotated(state) == 1 && state.readOnlyReason == nil)
  }

  @Test func anotherImageInItsPlaceCanBeLookedAtOnly() throws {
    let url = try image("a.nii.gz")
    var project = try draw(on: url)
    _ = try image("a.nii.gz", seed: 2)
    let journal = try Data(contentsOf: project.journal("a"))
    let description = try Data(contentsOf: project.url.appendingPathComponent("project.json"))
    let session = try session(.image(url))
    var state = try state(of: session)
    #expect(state.readOnlyReason?.contains("not the image that was drawn on") == true)
    #expect(annotated(state) == 1, "the strokes are there")
    for key in ["Right", "Space", "Right", "Space"] as [Key] {
      send(.input(.key(key)), to: &state, session)
    }
    let words = try #require(session.close(), "the shell is told what to do")
    #expect(
      words.words.contains("`inkling add \(project.url.path) --volume \(url.path) --replace a`"))
    #expect(try Data(contentsOf: project.journal("a")) == journal)
    #expect(
      try Data(contentsOf: project.url.appendingPathComponent("project.json")) == description)
    // The person accepts it.
    try project.replaceImage(of: "a", by: url)
    try project.write()
    #expect(try self.state(of: self.session(.image(url))).readOnlyReason == nil)
  }

  @Test func whatAGlanceMissesIsSaidSoonAfter() throws {
    let url = try image("a.nii", size: GridSize(i: 128, j: 128, k: 42))
    _ = try draw(on: url)
    // A voxel between the blocks that a glance reads.
    let file = try FileHandle(forUpdating: url)
    try file.seek(toOffset: 352 + 40_000)
    try file.write(contentsOf: Data([0xFF]))
    let session = try session(.image(url))
    var state = try state(of: session)
    #expect(state.readOnlyReason == nil)
    try takeReport(&state, session)
    #expect(state.readOnlyReason?.contains("not the image that was drawn on") == true)
    #expect(state.message?.text == state.readOnlyReason)
    #expect(session.close()?.words.contains("other intensities") == true)
  }

  @Test func anOlderProjectLearnsItsImage() throws {
    let url = try image("a.nii.gz")
    var project = try draw(on: url)
    project.note(nil, of: "a")
    try project.write()
    let session = try session(.project(project.url))
    var state = try state(of: session)
    #expect(state.readOnlyReason == nil)
    try takeReport(&state, session)
    #expect(session.close() == nil)
    #expect(try Project.open(project.url).knownImage("a") != nil)
    _ = try image("a.nii.gz", seed: 2)
    #expect(try self.state(of: self.session(.project(project.url))).readOnlyReason != nil)
  }

  @Test func otherVolumesOfTheProjectCanBeDrawnOn() throws {
    var project = try draw(on: try image("a.nii.gz"))
    try project.add(try image("b.nii.gz", seed: 3))
    try project.write()
    _ = try image("a.nii.gz", seed: 2)
    let session = try session(.project(project.url), case: "b")
    var state = try state(of: session)
    #expect(state.readOnlyReason == nil)
    for event in session.openCase(0) { send(event, to: &state, session) }
    #expect(state.readOnlyReason?.contains("not the image that was drawn on") == true)
    for event in session.openCase(1) { send(event, to: &state, session) }
    #expect(state.readOnlyReason == nil && state.open.name == "b")
    #expect(session.close() == nil)
  }
}
