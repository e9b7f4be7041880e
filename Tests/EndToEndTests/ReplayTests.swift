import Foundation
import Testing
import Viewer

@testable import inkling

/// Sessions that are recorded and run again.
@Suite(
  .enabled(if: Tmux.program != nil, "tmux is not installed: apt-get install tmux"), .serialized)
struct ReplayTests {
  /// Draws by keys and mouse, and leaves.
  private func record(_ place: ViewingPlace) throws -> URL {
    let file = place.folder.appendingPathComponent("session")
    let tmux = try place.open("--record session")
    try tmux.wait(for: "axial 3 (0-5)")
    try tmux.keys("z", "2", "Space", "Right", "Right", "Space")
    try tmux.wait(for: "3 voxels of label 2")
    try tmux.keys("Escape")
    usleep(400_000)
    try tmux.bytes("n\u{1b}[<0;10;8M\u{1b}[<32;22;8M\u{1b}[<0;22;8m")
    try tmux.wait(for: "7 voxels of label 2")
    try tmux.resize(columns: 100, rows: 30)
    try tmux.wait("the new size") { $0.split(separator: "\n").contains { $0.count > 80 } }
    try tmux.keys("u", "q")
    try tmux.waitForEnd(0)
    return file
  }

  /// The journal without its times and checksums.
  private func work(_ project: URL) throws -> [String] {
    let journal = project.appendingPathComponent("scribbles/heart.journal")
    return try String(contentsOf: journal, encoding: .utf8).split(separator: "\n")
      .map { $0.split(separator: " ") }.filter { ["paint", "undo", "end"].contains($0[1]) }
      .map { ($0[1] == "end" ? $0[1...2] : $0.dropFirst().dropLast()).joined(separator: " ") }
  }

  @Test(arguments: ["0", "4"]) func theSameStrokesAreDrawnAgain(speed: String) throws {
    let place = try ViewingPlace()
    let file = try record(place)
    let events = try SessionRecording(contentsOf: file).events
    #expect(events.contains { $0.kind == .size(columns: 100, rows: 30) })
    let (before, journal) = (try work(place.project), try Data(contentsOf: place.journal))
    #expect(
      before.count(where: { $0.hasPrefix("end") }) == 2 && before.last?.hasPrefix("undo") == true)

    // On a copy: the person's own project stays as it is.
    let cast = place.folder.appendingPathComponent("session.cast")
    let result = try CommandRunner.run([
      "replay", file.path, "--speed", speed, "--cast", cast.path,
    ])
    #expect(result.status == 0, "\(result.messages)")
    #expect(try Data(contentsOf: place.journal) == journal)
    try check(cast)
    // Files are not replaced by accident.
    #expect(try CommandRunner.run(["replay", file.path, "--cast", cast.path]).status == 1)

    // On another image of the same voxels, in its place.
    let other = try Workplace()
    let image = URL(fileURLWithPath: other["heart.nii.gz"])
    try FileManager.default.copyItem(at: place.image, to: image)
    let again = try CommandRunner.run([
      "replay", file.path, image.path, "--speed", speed, "--in-place",
    ])
    #expect(again.status == 0, "\(again.messages)")
    #expect(try work(URL(fileURLWithPath: other["heart.inkling"])) == before)
  }

  /// A cast is what asciinema's format asks for, and shows the viewer.
  private func check(_ cast: URL) throws {
    let lines = try String(contentsOf: cast, encoding: .utf8).split(separator: "\n")
      .map { try JSONSerialization.jsonObject(with: Data($0.utf8)) }
    let header = try #require(lines.first as? [String: Any])
    #expect(header["version"] as? Int == 2)
    #expect(header["width"] as? Int == 80 && header["height"] as? Int == 24)
    var screen = TerminalScreen(columns: 100, rows: 30)
    var (last, sizes, seen) = (0.0, 0, false)
    for line in lines.dropFirst() {
      let parts = try #require(line as? [Any])
      let (time, text) = (try #require(parts[0] as? Double), try #require(parts[2] as? String))
      #expect(time >= last)
      last = time
      if parts[1] as? String == "r" { sizes += 1 } else { screen.feed(text) }
      seen = seen || screen.text.contains("7 voxels of label 2")
    }
    #expect(sizes == 1 && seen)
    #expect(screen.unknown == [])
  }

  @Test func aRecordingThatWasCutIsReplayedToItsEnd() throws {
    let place = try ViewingPlace()
    let tmux = try place.open("--record session")
    try tmux.wait(for: "axial 3 (0-5)")
    try tmux.keys("Space", "Right", "Right")
    try tmux.wait("three batches") { _ in place.count("paint") == 3 }
    try place.signal(tmux, SIGKILL)
    try tmux.wait("the end") { $0.split(whereSeparator: \.isWhitespace).contains("137") }
    let other = try Workplace()
    let image = URL(fileURLWithPath: other["heart.nii.gz"])
    try FileManager.default.copyItem(at: place.image, to: image)
    let file = place.folder.appendingPathComponent("session").path
    let result = try CommandRunner.run(["replay", file, image.path, "--speed", "0", "--in-place"])
    #expect(result.status == 0, "\(result.messages)")
    let project = URL(fileURLWithPath: other["heart.inkling"])
    #expect(try work(project).count(where: { $0.hasPrefix("paint") }) == 3)
  }

  private func header(_ options: String, _ path: String) -> String {
    "{\"inkling-session\":1,\"columns\":80,\"rows\":24,\"path\":\"\(path)\",\"options\":[\(options)],"
      + "\"project\":false,\"environment\":{}}\n"
  }

  /// A project is copied, its images are found where they are, and a trainer that the session starts ends with it.
  @Test func aProjectIsLeftAlone() throws {
    let place = try Workplace()
    try place.makePhantoms("made", "--size", "48x40x6")
    let made = try CommandRunner.run([
      "init", place["heart.inkling"], "--volume", place["made/image.nii.gz"], "--scribbles",
      place["made/scribble.nii.gz"], "--label-table", place["made/labels.txt"],
    ])
    try #require(made.status == 0, "\(made.messages)")
    let events =
      "[0.1,\"i\",\" \"]\n[0.2,\"i\",\"l\"]\n[0.3,\"i\",\" \"]\n[0.4,\"i\",\"t\"]\n[3,\"i\",\"q\"]\n"
    try Data((header("", "heart.inkling") + events).utf8)
      .write(to: place.url.appendingPathComponent("session"))
    let before = try contents(place["heart.inkling"])
    let temporary = place["temporary"]
    try FileManager.default.createDirectory(atPath: temporary, withIntermediateDirectories: true)
    let cast = place["cast"]
    let result = try CommandRunner.run(
      ["replay", place["session"], "--cast", cast], environment: ["TMPDIR": temporary])
    #expect(result.status == 0, "\(result.messages)")
    #expect(try contents(place["heart.inkling"]) == before)
    #expect(try FileManager.default.contentsOfDirectory(atPath: temporary).isEmpty)
    // Training began: the screen said so, and no trainer is left.
    let screen = try shown(place["cast"])
    #expect(screen.contains("starting") || screen.contains("training"))
    let trainers = try CommandRunner.shell([
      "/bin/sh", "-c", "cat /proc/[0-9]*/cmdline | tr '\\0' ' '",
    ])
    #expect(!trainers.output.contains("train \(temporary)"))
  }

  /// What a cast has shown, screen after screen.
  private func shown(_ cast: String) throws -> String {
    var screen = TerminalScreen(columns: 80, rows: 24)
    var all = ""
    for line in try String(contentsOfFile: cast, encoding: .utf8).split(separator: "\n").dropFirst()
    {
      let parts = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [Any]
      screen.feed(parts?.last as? String ?? "")
      all += screen.text
    }
    return all
  }

  /// Every file of a folder with its bytes.
  private func contents(_ folder: String) throws -> [String: Data] {
    var found: [String: Data] = [:]
    for name in FileManager.default.enumerator(atPath: folder)?.allObjects as? [String] ?? [] {
      found[name] = FileManager.default.contents(atPath: folder + "/" + name)
    }
    return found
  }

  @Test func failuresAreSaid() throws {
    let place = try ViewingPlace()
    let file = place.folder.appendingPathComponent("session")
    // A recording is not written over another file, and the viewer says so before it opens.
    try Data("mine".utf8).write(to: file)
    let tmux = try place.open("--record session")
    try tmux.wait(for: "it is there already")
    try tmux.waitForEnd(1)
    #expect(try String(contentsOf: file, encoding: .utf8) == "mine")
    #expect(try CommandRunner.run(["replay", file.path]).status == 1)

    // The viewer fails.
    try Data(header("\"--case\",\"nobody\"", "heart.nii.gz").utf8).write(to: file)
    let failed = try CommandRunner.run(["replay", file.path, "--speed", "0"])
    #expect(failed.status == 1 && failed.messages.contains("nobody"))
    // The viewer ends before the recording.
    let events = "[0.1,\"i\",\"q\"]\n[3,\"i\",\"n\"]\n[4,\"i\",\"n\"]\n"
    try Data((header("", "heart.nii.gz") + events).utf8).write(to: file)
    let early = try CommandRunner.run(["replay", file.path])
    #expect(early.status == 1 && early.messages.contains("ended before"))
    // There is no such image.
    try Data(header("", "nowhere.nii.gz").utf8).write(to: file)
    #expect(try CommandRunner.run(["replay", file.path]).status == 1)
  }

  // MARK: Parts

  @Test func pausesThatMeanSomethingStay() {
    func event(_ time: Double, _ text: String) -> SessionEvent {
      SessionEvent(time: time, .input(Array(text.utf8)))
    }
    let steps = ReplaySteps([
      event(1, "a"), event(1.005, "b"), event(2, "\u{1b}"), event(2.4, "n"), event(5, "p"),
      event(5.001, "\u{1b}[A"), event(6, "1"), event(9, "2"), event(9.5, "3"), event(9.8, "l"),
    ]).steps
    let sent = steps.map { step -> String in
      if case .input(let bytes) = step.kind { String(decoding: bytes, as: UTF8.self) } else { "" }
    }
    #expect(sent == ["ab", "\u{1b}", "n", "p", "\u{1b}[A", "1", "2", "3", "l"])
    #expect(abs(steps[2].least - 0.4) < 1e-9 && steps[3].least < 0.1)
    // Digits far apart are labels, close together a count.
    #expect(abs(steps[6].least - 1.0) < 1e-9 && abs(steps[7].least - 0.5) < 1e-9)
    #expect(steps[5].least < 0.1 && steps[8].least < 0.1)
  }

  @Test func charactersAreNotCut() {
    let text = Array("a é 心 𝄞".utf8)
    for count in 0...text.count {
      let front = Array(text[..<count])
      let whole = front.dropLast(CastFile.cutTail(front))
      #expect(String(validating: whole, as: UTF8.self) != nil)
      #expect(front.count - whole.count < 4)
    }
  }
}
