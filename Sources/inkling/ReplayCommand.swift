import ArgumentParser
import Foundation
import Project
import Trainer
import Viewer

/// `inkling replay FILE`: a session that `inkling open --record` has recorded runs again.
struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Run a recorded session again, on a copy, with or without a terminal.",
    discussion: """
      FILE is what `inkling open PATH --record FILE` has written. The viewer runs in a terminal of its own, of the \
      recorded kind and size, on a temporary copy: of an image that had no project yet without the project that there \
      is now. Exit status 0 says that every event was sent and the viewer left as it should.
      """)

  @Argument(help: "The recording.")
  var file: String
  @Argument(help: "The image or project to use in place of the recorded one.")
  var path: String?
  @Option(help: "How many times as fast; 0 goes on as soon as the screen has answered.")
  var speed = 1.0
  @Flag(help: "Show the viewer on this terminal.")
  var show = false
  @Option(help: "Write what the terminal is sent to this file, for `asciinema play`.")
  var cast: String?
  @Flag(help: "Replace the file that --cast names.")
  var force = false
  @Flag(help: "Work on the image or project itself, not on a copy.")
  var inPlace = false

  func validate() throws {
    guard speed == 0 || (0.01...1000).contains(speed) else {
      throw ValidationError("--speed is 0 or lies in 0.01…1000, found \(speed).")
    }
  }

  func run() throws {
    let source = fileURL(file)
    let recording = try SessionRecording(contentsOf: source)
    try RecordedWishes.check(recording.header, in: source)
    if let cast { try refuseToOverwrite(fileURL(cast), force: force, inputs: [source]) }
    let target = try target(recording, source)
    // Where nobody reads what is shown, the copy must be removed all the same.
    signal(SIGPIPE, SIG_IGN)
    let signals = StopSignals()
    defer { signals.release() }
    guard !inPlace else {
      return report(try play(recording, target.url, signals), "on \(target.url.path)")
    }
    let copy = try PrivateCopy(of: target, withProject: recording.header.hasProject)
    // A trainer that the session has started must not outlive its project.
    defer { withExtendedLifetime(copy) { stopTrainer(copy.project) } }
    report(try play(recording, copy.path, signals), "on a copy, which is removed")
  }

  private func report(_ events: Int, _ place: String) {
    if !show { inform("Replayed \(Words.count(events, "event")) \(place).") }
  }

  /// What the session is to run on.
  private func target(_ recording: SessionRecording, _ source: URL) throws -> ViewerTarget {
    if let path { return try ViewerTarget(path: path) }
    let recorded = recording.header.path
    let folder = source.deletingLastPathComponent()
    return try ViewerTarget(
      path: recorded.hasPrefix("/") ? recorded : folder.appendingPathComponent(recorded).path)
  }

  private func play(
    _ recording: SessionRecording, _ place: URL, _ signals: StopSignals
  ) throws -> Int {
    let header = recording.header
    let terminal = show ? try ShownTerminal(columns: header.columns, rows: header.rows) : nil
    let replay = SessionReplay(recording: recording, speed: speed) {
      signals.count > 0 ? Failure("Interrupted; the viewer has been stopped.") : terminal?.failure
    }
    let setting = replay.setting
    let castFile = try cast.map {
      try CastFile(fileURL($0), columns: setting.columns, rows: setting.rows, term: setting.name)
    }
    let viewer = try ViewerProcess([place.path] + options(header), setting)
    viewer.onOutput = { bytes in
      castFile?.take(bytes)
      terminal?.show(bytes)
    }
    let events = try replay.run(viewer, cast: castFile)
    if let failure = castFile?.failure { throw failure }
    return events
  }

  /// The recorded options. No terminal answers here, so the image is drawn in cells unless the recording says otherwise:
  /// what a terminal answered in the recorded session must not bring its pictures about.
  private func options(_ header: SessionRecording.Header) -> [String] {
    header.options + (header.options.contains("--graphics") ? [] : ["--graphics", "blocks"])
      + ["--no-export"]
  }

  private func stopTrainer(_ folder: URL) {
    guard Project.isProject(folder), let project = try? Project.open(folder) else { return }
    for _ in 0..<300 where TrainerReport(project).isAlive {
      try? project.mailbox.send(.stop)
      usleep(100_000)
    }
  }
}
