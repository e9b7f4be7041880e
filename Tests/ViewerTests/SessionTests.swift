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
}
