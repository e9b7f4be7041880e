import Foundation
import Project
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

  /// An image of the longest name that a folder can hold gets a project beside it that opens again.
  @Test func longNamesOpenAgain() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("inkling-session-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let image = folder.appendingPathComponent(String(repeating: "\u{8133}", count: 83) + ".nii")
    let header = Volume.ramp(8, 8, 4).header
    try LabelMap(size: header.size, voxels: (0..<header.size.count).map { UInt8($0 % 100) })
      .write(to: image, like: header)
    func session() throws -> Session {
      try Session(
        ViewerTarget(path: image.path), executable: URL(fileURLWithPath: "/nowhere/inkling"),
        options: ViewerOptions())
    }
    let first = try session()
    let drawn = try first.openCase()
    let store = try #require(first.store)
    var scribbles = drawn.scribbles
    let edit = scribbles.paint([9, 10, 11], label: 1, stroke: scribbles.nextStroke)
    store.append(.paint(try #require(edit)))
    #expect(first.close() == nil)
    let again = try session()
    #expect(again.project.exists)
    #expect(try again.openCase().scribbles.map.voxels[9...11] == [1, 1, 1])
    #expect(again.close() == nil)
  }

  /// Opening says what of the header contradicts itself, and a fill value does not lead the window.
  @Test func doubtsAreToldAtOpening() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("inkling-session-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let image = folder.appendingPathComponent("heart.nii")
    let header = Volume.ramp(8, 8, 4).header
    let voxels = (0..<header.size.count).map { offset -> Int16 in
      offset % 32 == 0 ? -32768 : 100 + Int16(offset % 200)
    }
    try header.write(.int16(voxels), to: image, kind: .image)
    var bytes = try Data(contentsOf: image)
    // qoffset_x of the qform: 50 mm.
    bytes.replaceSubrange(268..<272, with: withUnsafeBytes(of: Float(50)) { Data($0) })
    try bytes.write(to: image)
    let session = try Session(
      .image(image), executable: URL(fileURLWithPath: "/nowhere/inkling"),
      options: ViewerOptions())
    let open = try session.openCase()
    #expect(open.automaticWindow.low >= 100, "\(open.automaticWindow)")
    #expect(session.notes.first?.hasPrefix("sform and qform differ (0 degrees, 50 mm)") == true)
    #expect(session.notes.last?.hasPrefix("Fill value -32768") == true, "\(session.notes)")
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

  @Test func aDamagedPredictionIsNotCalledNone() throws {
    let bench = try SessionBench()
    bench.press("1 Space Space")
    let project = try Project.open(bench.project)
    try Data("no NIfTI at all".utf8).write(to: project.prediction("heart"))
    var said: [String] = []
    let end = Date().addingTimeInterval(20)
    while !said.contains(where: { $0.contains("can't be shown") }), Date() < end {
      for event in bench.session.tick(Date()) + bench.session.background.take() {
        if case .said(let message) = event { said.append(message.text) }
      }
      usleep(20_000)
    }
    #expect(said.contains { $0.contains("The prediction of heart can't be shown.") })
  }

  @Test func whoOnlyLooksSeesWhatAnotherDraws() throws {
    let writer = try SessionBench()
    writer.press("1 Space Space")
    var (reader, looking) = try SessionBench.open(
      .project(writer.project), options: .of(readOnly: true))
    #expect(looking.open.scribbles.counts[1] == 1)
    writer.press("l Space l Space A A")
    writer.type("label 1 Wall")
    let end = Date().addingTimeInterval(20)
    while looking.labelName(1) != "Wall", Date() < end {
      for event in reader.tick(Date()) + reader.background.take() { _ = update(&looking, event) }
      usleep(20_000)
    }
    #expect(looking.open.scribbles.counts[1] == 3)
    #expect(looking.open.accepted == writer.state.open.accepted)
    #expect(looking.open.review.state(of: 2) == .accepted)
    #expect(reader.close() == nil)
  }
}
