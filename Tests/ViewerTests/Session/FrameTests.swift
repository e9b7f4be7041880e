import Foundation
import Testing
import Volume

@testable import Viewer

/// The other frames of a 4D image.
struct FrameTests {
  /// A 4D image of so many frames, whose voxels all have the number of their frame times ten.
  private func image(_ frames: Int) throws -> URL {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("inkling-frames-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let url = folder.appendingPathComponent("heart.nii.gz")
    let header = Volume.ramp(8, 8, 4).header
    let voxels = (0..<frames).flatMap { frame in
      (0..<header.size.count).map { Int16(10 * frame + $0 % 2) }
    }
    try header.write(.int16(voxels), frames: frames, to: url, kind: .image)
    return url
  }

  /// A viewer on a frame of it.
  private final class Looker {
    let session: Session
    var state: ViewerState
    init(_ image: URL, frame: Int = 0) throws {
      var options = ViewerOptions()
      options.frame = frame
      (session, state) = try SessionBench.open(.image(image), options: options)
    }
    func send(_ event: Event) {
      for effect in update(&state, event) {
        for event in session.perform(effect, state) { send(event) }
      }
    }
    func press(_ keys: String) {
      for name in keys.split(separator: " ") {
        if let key = Key(parsing: String(name)) { send(.input(.key(key))) }
      }
    }
    /// Takes what the reading beside the loop brings until a frame is shown.
    func wait(for frame: Int) {
      let end = Date().addingTimeInterval(20)
      while state.open.shownVolume.frame != frame, Date() < end {
        for event in session.background.take() { send(event) }
        usleep(5_000)
      }
    }
    var screen: String { draw(state).text }
  }

  @Test func framesAreShownAndNamed() throws {
    let image = try image(3)
    defer { try? FileManager.default.removeItem(at: image.deletingLastPathComponent()) }
    let looker = try Looker(image, frame: 1)
    #expect(looker.screen.contains("frame 1 (0-2)") && looker.state.mode == .draw)
    #expect(Hints.of(looker.state).contains { $0.1 == "frame" })
    looker.press("Ctrl-F")
    looker.wait(for: 2)
    #expect(looker.screen.contains("frame 2 (0-2)"))
    #expect(
      looker.state.open.shownVolume.voxels[0] == 20 && looker.state.open.volume.voxels[0] == 10)
    let picture = CellPicture(looker.state, looker.state.viewport)
    looker.press("Ctrl-F")
    looker.wait(for: 0)
    #expect(looker.state.open.shownVolume.voxels[0] == 0)
    #expect(CellPicture(looker.state, looker.state.viewport) != picture)
    // What was read is at hand.
    looker.press("Ctrl-B")
    #expect(looker.state.open.shownVolume.frame == 2)
    looker.press("Ctrl-B")
    #expect(looker.state.open.otherFrame == nil && looker.state.mode == .draw)
  }

  @Test func strokesStayOnTheFrameOfTheProject() throws {
    let image = try image(3)
    defer { try? FileManager.default.removeItem(at: image.deletingLastPathComponent()) }
    let looker = try Looker(image, frame: 1)
    looker.press("Space l Ctrl-F")
    looker.wait(for: 2)
    #expect(looker.state.pen.stroke == nil)
    let painted = looker.state.open.scribbles
    for keys in ["Space l l Space", "v l v", "X", "u", "E", "A", "m", ". P"] {
      looker.press(keys)
      #expect(looker.state.message?.text.contains("strokes belong to frame 1") == true, "\(keys)")
    }
    looker.send(.input(.mouse(MouseEvent(.press, .left, column: 20, row: 8))))
    looker.send(.input(.mouse(MouseEvent(.drag, .left, column: 24, row: 8))))
    looker.send(.input(.mouse(MouseEvent(.release, .left, column: 24, row: 8))))
    #expect(looker.state.open.scribbles.map == painted.map && looker.state.mode == .readOnly)
    // Training and saving do not care which frame is looked at.
    looker.press("Ctrl-T")
    #expect(looker.state.message?.text.contains("strokes belong") != true)
    looker.press("Esc")
    #expect(looker.state.open.otherFrame == nil)
    looker.press("l l Space Space")
    #expect(looker.state.open.scribbles.map != painted.map)
    #expect(looker.session.project.description.volumes.first?.frame == 1)
    _ = looker.session.close()
  }

  @Test func cineGoesOnUntilAKey() throws {
    let image = try image(3)
    defer { try? FileManager.default.removeItem(at: image.deletingLastPathComponent()) }
    let looker = try Looker(image)
    looker.press("@")
    for frame in [1, 2, 0, 1] {
      looker.wait(for: frame)
      #expect(looker.state.open.shownVolume.frame == frame)
      looker.send(.tick(Date()))
    }
    // Frames that are at hand come one a tick.
    let before = looker.state.open.shownVolume.frame
    looker.send(.tick(Date()))
    #expect(looker.state.open.shownVolume.frame == (before + 1) % 3)
    let slice = looker.state.slice
    looker.press("n")
    #expect(!looker.state.isCine && looker.state.slice == slice)
    let stopped = looker.state.open.shownVolume.frame
    looker.send(.tick(Date()))
    #expect(looker.state.open.shownVolume.frame == stopped)
  }

  @Test func oneFrameIsSaid() {
    var app = Script(volume: .ramp(8, 8, 4))
    for keys in ["Ctrl-F", "Ctrl-B", "@"] {
      app.press(keys)
      #expect(app.message == "this image has one frame")
    }
    #expect(app.effects.isEmpty && !app.state.isCine)
  }

  @Test func aFrameThatCannotBeReadIsSaid() throws {
    let image = try image(3)
    defer { try? FileManager.default.removeItem(at: image.deletingLastPathComponent()) }
    let looker = try Looker(image)
    try FileManager.default.removeItem(at: image)
    looker.press("@")
    let end = Date().addingTimeInterval(20)
    while looker.state.isCine, Date() < end {
      for event in looker.session.background.take() { looker.send(event) }
      usleep(5_000)
    }
    #expect(looker.state.message?.kind == .failure && looker.state.open.otherFrame == nil)
    #expect(looker.state.askedFrame == nil)
  }

  @Test func keptFramesHaveABound() {
    let header = Volume.ramp(8, 8, 4).header
    let frames = FrameReader(mostBytes: 2 * 4 * header.size.count)
    for number in 0..<3 {
      frames.keep(
        Volume(
          header: header, voxels: Array(repeating: 0, count: header.size.count), frame: number,
          source: URL(fileURLWithPath: "/nowhere")))
    }
    #expect(frames.frame(0) == nil && frames.frame(1) != nil && frames.frame(2) != nil)
  }
}
