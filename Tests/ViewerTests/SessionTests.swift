import Annotation
import Foundation
import Testing
import Volume

@testable import Viewer

/// The viewer's hold on files, without a terminal.
struct SessionTests {
  /// Types a line after `:` and does what it asks for.
  private func type(_ line: String, _ state: inout ViewerState, _ session: Session) {
    let keys: [Key] = [":"] + line.map { Key($0) } + ["Enter"]
    for key in keys {
      for effect in update(&state, .input(.key(key))) {
        for event in session.perform(effect, state) { _ = update(&state, event) }
      }
    }
  }

  @Test(arguments: ["label 1 RV", "set margin 30"])
  func settingsBeforeTheFirstStrokeAreKept(line: String) throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("inkling-session-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let image = folder.appendingPathComponent("heart.nii.gz")
    let header = Volume.ramp(8, 8, 4).header
    try LabelMap(size: header.size, voxels: (0..<header.size.count).map { UInt8($0 % 100) })
      .write(to: image, like: header)
    let session = try Session(
      .image(image), executable: URL(fileURLWithPath: "/nowhere/inkling"),
      options: ViewerOptions())
    var state = ViewerState(
      columns: 80, rows: 24, appearance: Appearance(), project: session.projectView(),
      open: try session.openCase(), readOnlyReason: session.readOnlyReason)
    #expect(!state.project.exists)
    type(line, &state, session)
    #expect(state.project.exists)
    #expect(session.close() == nil)
    let project = try Project.open(folder.appendingPathComponent("heart.inkling"))
    if line.hasPrefix("label") {
      #expect(project.labelTable.label(id: 1)?.name == "RV")
      let table = try String(contentsOf: project.labelsFile, encoding: .utf8)
      #expect(table.contains("RV"))
    } else {
      #expect(project.description.settings.regionMarginMillimetres == 30)
    }
  }

  @Test func whoOnlyLooksSeesWhatAnotherDraws() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("inkling-session-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let image = folder.appendingPathComponent("heart.nii.gz")
    let header = Volume.ramp(8, 8, 4).header
    try LabelMap(size: header.size, voxels: (0..<header.size.count).map { UInt8($0 % 100) })
      .write(to: image, like: header)
    func start(readOnly: Bool) throws -> (Session, ViewerState) {
      let session = try Session(
        .image(image), executable: URL(fileURLWithPath: "/nowhere/inkling"),
        options: ViewerOptions(readOnly: readOnly))
      return (
        session,
        ViewerState(
          columns: 80, rows: 24, appearance: Appearance(), project: session.projectView(),
          open: try session.openCase(), readOnlyReason: session.readOnlyReason)
      )
    }
    var (writer, drawing) = try start(readOnly: false)
    func press(_ keys: String) {
      for name in keys.split(separator: " ") {
        guard let key = Key(parsing: String(name)) else { fatalError("no key \(name)") }
        for effect in update(&drawing, .input(.key(key))) {
          for event in writer.perform(effect, drawing) { _ = update(&drawing, event) }
        }
      }
    }
    press("1 Space Space")
    var (reader, looking) = try start(readOnly: true)
    #expect(looking.open.scribbles.counts[1] == 1)
    press("l Space l Space A A")
    let end = Date().addingTimeInterval(20)
    while looking.open.review.state(of: 2) != .accepted, Date() < end {
      for event in reader.tick(Date()) + reader.background.take() { _ = update(&looking, event) }
      usleep(20_000)
    }
    #expect(looking.open.scribbles.counts[1] == 3)
    #expect(looking.open.accepted == drawing.open.accepted)
    #expect(writer.close() == nil && reader.close() == nil)
  }
}
