import Foundation
import Glibc
import Testing

/// The viewer in a real terminal, by keys, mouse, resizing and signals.
@Suite(
  .enabled(if: Tmux.program != nil, "tmux is not installed: apt-get install tmux"), .serialized)
struct ViewerEndToEndTests {
  /// Starts a viewer and waits for its first screen.
  private func start(_ place: ViewingPlace, _ arguments: String = "") throws -> Tmux {
    let tmux = try place.open(arguments)
    try tmux.wait(for: "axial 3 (0-5)")
    return tmux
  }

  @Test func keysDrawAndEveryStrokeIsOnDiskAtOnce() throws {
    let place = try ViewingPlace()
    let tmux = try start(place)
    #expect(!FileManager.default.fileExists(atPath: place.project.path))
    try tmux.keys("2", "Space", "Right", "Right", "l")
    try tmux.wait(for: "PEN DOWN")
    // The pen is still down: what it has drawn is in the journal already.
    #expect(place.count("paint") == 4)
    #expect(place.count("end") == 0)
    try tmux.keys("Space")
    try tmux.wait(for: "4 voxels of label 2")
    try tmux.keys("u")
    try tmux.wait(for: "4 voxels undone")
    try tmux.keys("C-r")
    try tmux.wait(for: "4 voxels done again")
    try tmux.keys("q")
    let end = try tmux.waitForEnd(0)
    #expect(isSane(end))
    #expect(FileManager.default.fileExists(atPath: place.project.path + "/scribbles/heart.nii.gz"))
    #expect(place.count("undo") == 1 && place.count("redo") == 1)
  }

  @Test func mouseEventsInOnePacketAllCount() throws {
    let place = try ViewingPlace()
    let tmux = try start(place)
    try tmux.keys("z")
    try tmux.wait(for: "one voxel = one cell")
    // Press, twelve drags and release in a single write, as they come over a slow link.
    let drags = (11...22).map { "\u{1b}[<32;\($0);8M" }.joined()
    try tmux.bytes("\u{1b}[<0;10;8M" + drags + "\u{1b}[<0;22;8m")
    try tmux.wait(for: "7 voxels of label 1")
    #expect(place.count("end") == 1)
    try tmux.bytes("\u{1b}[<2;10;8M\u{1b}[<34;22;8M\u{1b}[<2;22;8m")
    try tmux.wait(for: "7 voxels erased")
    try tmux.bytes("\u{1b}[<65;22;8M")
    try tmux.wait(for: "axial 4 (0-5)")
    try tmux.bytes("\u{1b}[<64;22;8M\u{1b}[<64;22;8M")
    try tmux.wait(for: "axial 2 (0-5)")
  }

  @Test func resizingLaysTheScreenOutAnew() throws {
    let place = try ViewingPlace()
    let tmux = try start(place)
    for (columns, rows) in [(60, 16), (120, 40), (20, 5), (59, 30), (80, 24)] {
      try tmux.resize(columns: columns, rows: rows)
      if columns < 60 || rows < 16 {
        try tmux.wait(for: "have \(columns)x\(rows)")
      } else {
        try tmux.wait("a bottom line in row \(rows)") {
          $0.split(separator: "\n", omittingEmptySubsequences: false).dropFirst(rows - 1).first?
            .contains("Space pen") == true
        }
      }
    }
    try tmux.keys("n")
    try tmux.wait(for: "axial 4 (0-5)")
  }

  @Test func killedInTheMiddleOfAStrokeNothingIsLost() throws {
    let place = try ViewingPlace()
    var tmux = try start(place)
    try tmux.keys("Space", "Right", "Right", "Right", "Down", "Down")
    try tmux.wait("six batches on disk") { _ in place.count("paint") == 6 }
    try place.signal(tmux, SIGKILL)
    try tmux.wait("the end") { $0.split(whereSeparator: \.isWhitespace).contains("137") }
    tmux = try start(place)
    // Six voxels are there, drawing goes on, and undo takes the cut stroke back.
    try tmux.wait("the count in the legend") { $0.firstMatch(of: /label 1 +6/) != nil }
    try tmux.keys("u")
    try tmux.wait(for: "6 voxels undone")
    try tmux.keys("C-r")
    try tmux.wait(for: "6 voxels done again")
    try tmux.keys("q")
    try tmux.waitForEnd(0)
  }

  @Test func historySurvivesARestart() throws {
    let place = try ViewingPlace()
    var tmux = try start(place)
    try tmux.keys("Space", "l", "Space", "n", "Space", "l", "l", "Space")
    try tmux.wait(for: "3 voxels of label 1")
    try tmux.keys("q")
    try tmux.waitForEnd(0)
    // It opens where it was left.
    tmux = try place.open("")
    try tmux.wait(for: "axial 4 (0-5)")
    try tmux.keys("u")
    try tmux.wait(for: "3 voxels undone on this slice")
    try tmux.keys("u")
    try tmux.wait(for: "2 voxels undone, gone to axial slice 3")
  }

  @Test(arguments: [SIGTERM, SIGHUP, SIGINT]) func signalsSaveAndEnd(signal: Int32) throws {
    let place = try ViewingPlace()
    let tmux = try start(place)
    try tmux.keys("Space", "l", "l")
    try tmux.wait("three batches") { _ in place.count("paint") == 3 }
    try place.signal(tmux, signal)
    let end = try tmux.waitForEnd(0)
    #expect(isSane(end))
    // The stroke that was being drawn is whole: an action of its own that can be undone.
    #expect(place.count("saved") == 1 && place.count("end") == 1)
  }

  @Test(arguments: [SIGSEGV, SIGABRT, SIGILL]) func crashesRestoreTheTerminal(signal: Int32) throws
  {
    let place = try ViewingPlace()
    let tmux = try start(place)
    try tmux.keys("Space", "l")
    try tmux.wait("two batches") { _ in place.count("paint") == 2 }
    try place.signal(tmux, signal)
    let end = try tmux.waitForEnd(128 + Int(signal))
    #expect(isSane(end))
    #expect(!end.contains("axial"))  // the shell's own screen is back
    #expect(place.count("paint") == 2)
  }

  @Test func suspendingGivesTheTerminalBack() throws {
    let place = try ViewingPlace()
    let tmux = try Tmux(
      "cd '\(place.folder.path)'; TERM=tmux-256color LANG=C.UTF-8 PS1='shell> ' bash --norc -i")
    try tmux.wait(for: "shell>")
    try tmux.bytes("'\(CommandRunner.program.path)' heart.nii.gz\n")
    try tmux.wait(for: "axial 3 (0-5)")
    try tmux.keys("C-z")
    try tmux.wait("the shell's prompt") { $0.contains("Stopped") && !$0.contains("axial") }
    try tmux.bytes("stty -a | tr ';' '\\n' | grep -E 'icanon|echo'\n")
    let end = try tmux.wait(for: "echoctl")
    #expect(isSane(end))
    try tmux.bytes("fg\n")
    try tmux.wait(for: "axial 3 (0-5)")
    try tmux.keys("n")
    try tmux.wait(for: "axial 4 (0-5)")
    try tmux.bytes("\u{1b}[<65;22;8M")
    try tmux.wait(for: "axial 5 (0-5)")
    try tmux.keys("q")
    try tmux.wait("the prompt again") { $0.contains("shell>") && !$0.contains("axial") }
  }

  @Test func aSecondViewerLooksOnAndTakesOver() throws {
    let place = try ViewingPlace()
    let first = try start(place)
    try first.keys("Space", "l", "Space")
    try first.wait(for: "2 voxels of label 1")
    let second = try start(place)
    try second.wait(for: "read-only")
    try second.wait(for: "LOOK")
    try second.keys("Space", "l", "Space")
    try second.wait(for: "read-only")
    #expect(place.count("end") == 1)
    try first.keys("q")
    try first.waitForEnd(0)
    try second.wait(for: "the other viewer has closed: you can draw now")
    try second.keys("j", "j", "Space", "l", "Space")
    try second.wait(for: "2 voxels of label 1")
    try second.keys("q")
    try second.waitForEnd(0)
    #expect(place.count("end") == 2)
  }

  @Test func aVolumeOpensWhereItWasLeft() throws {
    let place = try ViewingPlace()
    let first = try place.open("--slice 1")
    try first.wait(for: "axial 1 (0-5)")
    try first.keys("Space", "l", "Space", "n", "n", "n", "q")
    try first.waitForEnd(0)
    let again = try place.open()
    try again.wait(for: "axial 4 (0-5)")
    try again.keys("q")
    try again.waitForEnd(0)
  }

  @Test func aKeyMapCounts() throws {
    let place = try ViewingPlace()
    try Data("map Ctrl-G next-slice\nmap F5 fly\n".utf8)
      .write(to: place.folder.appendingPathComponent("own keys"))
    let tmux = try place.open("--keys 'own keys'")
    try tmux.wait(for: "keys, line 2: there is no command fly")
    try tmux.keys("C-g")
    try tmux.wait(for: "axial 4 (0-5)")
    try tmux.keys("?")
    try tmux.wait(for: "Ctrl-G, n")
    try tmux.keys("Escape")
    try tmux.wait("the slice again") { $0.contains("axial 4 (0-5)") && !$0.contains("Ctrl-G, n") }
    try tmux.keys("q")
    try tmux.waitForEnd(0)
  }

  @Test func filesAreCompletedOnTheLine() throws {
    let place = try ViewingPlace()
    try FileManager.default.createDirectory(
      at: place.folder.appendingPathComponent("my pictures"), withIntermediateDirectories: true)
    let tmux = try start(place)
    try tmux.bytes(":export my")
    try tmux.keys("Tab")
    try tmux.wait(for: ":export my pictures/")
    try tmux.bytes("a.png\r")
    try tmux.wait(for: "slice written to")
    #expect(
      FileManager.default.fileExists(
        atPath: place.folder.appendingPathComponent("my pictures/a.png").path))
    try tmux.keys("q")
    try tmux.waitForEnd(0)
  }

  @Test func typedCommandsAndHelp() throws {
    let place = try ViewingPlace()
    let tmux = try start(place)
    try tmux.bytes(":1\r")
    try tmux.wait(for: "axial 1 (0-5)")
    try tmux.bytes(":plane cor\r")
    try tmux.wait(for: "coronal 32 (0-63)")
    try tmux.keys("?")
    try tmux.wait(for: "Keys and commands")
    try tmux.keys("Escape")
    try tmux.bytes(":label 1 left ventricle\r")
    try tmux.wait(for: "1 left ventricl")
    try tmux.bytes(":export slice.png\r")
    try tmux.wait(for: "slice written to")
    let png = try Data(contentsOf: place.folder.appendingPathComponent("slice.png"))
    #expect(png.starts(with: [0x89, 0x50, 0x4E, 0x47]))
    try tmux.bytes(":q\r")
    try tmux.waitForEnd(0)
  }

  @Test func trainingWithoutBackgroundSaysWhatIsMissing() throws {
    let place = try ViewingPlace()
    let tmux = try start(place)
    try tmux.keys("t")
    try tmux.wait(for: "Nothing is drawn yet")
    try tmux.keys("Space", "l", "Space", "t")
    try tmux.wait(for: "no background scribbles")
  }

  @Test func volumesOfAProjectAreOpenedInTurn() throws {
    let place = try ViewingPlace()
    let made = try CommandRunner.run([
      "phantom", "--output", place.folder.path + "/cases", "--cases", "2", "--size", "48x48x5",
    ])
    try #require(made.status == 0, "\(made.messages)")
    let project = place.folder.path + "/two.inkling"
    let initialised = try CommandRunner.run([
      "init", project, "--from", place.folder.path + "/cases", "--classes", "RV,Myo,LV",
      "--scribble-encoding", "inkling",
    ])
    try #require(initialised.status == 0, "\(initialised.messages)")
    let tmux = try Tmux(
      "TERM=tmux-256color LANG=C.UTF-8 '\(CommandRunner.program.path)' '\(project)'; "
        + "echo \"ended with $?\"; sleep 600", columns: 100, rows: 30)
    try tmux.wait(for: "phantom0001 1/2")
    try tmux.keys("Space", "l", "Space", "N")
    try tmux.wait(for: "phantom0002 2/2")
    try tmux.keys("C")
    try tmux.wait(for: "Volumes of two")
    try tmux.wait("progress of the other volume") {
      $0.contains("3 slices") || $0.contains("4 slices")
    }
    try tmux.keys("g", "Enter")
    try tmux.wait(for: "phantom0001 1/2")
    try tmux.keys("u")
    try tmux.wait(for: "2 voxels undone")
    try tmux.keys("q")
    try tmux.wait(for: "ended with 0")
  }

  @Test func strokesThatCannotBeWrittenAreMarked() throws {
    let place = try ViewingPlace()
    // Files may grow to 4 kB and no further, as on a full disk.
    let tmux = try Tmux(
      "cd '\(place.folder.path)'; ulimit -f 4; TERM=tmux-256color LANG=C.UTF-8 "
        + "'\(CommandRunner.program.path)' heart.nii.gz; echo \"ended with $?\"; sleep 600")
    try tmux.wait(for: "axial 3 (0-5)")
    try tmux.keys("Space")
    let row = { (key: String) in String(repeating: key, count: 20) + "j" }
    try tmux.bytes((0..<12).map { row($0 % 2 == 0 ? "l" : "h") }.joined())
    try tmux.wait(for: "UNSAVED")
    try tmux.keys("Space", "q")
    try tmux.wait(for: ":q! quits without them")
    try tmux.bytes(":q!\r")
    try tmux.wait("the end") { $0.contains("ended with") }
  }

  /// From scribbles to an accepted prediction; the trainer is found again by a second viewer.
  @Test func trainingFromTheViewer() throws {
    let place = try ViewingPlace()
    let project = place.folder.path + "/p.inkling"
    let made = try CommandRunner.run([
      "init", project, "--volume", place.image.path, "--scribbles",
      place.folder.path + "/heart-scribble.nii.gz", "--scribble-encoding", "inkling",
      "--classes", "RV,Myo,LV",
    ])
    try #require(made.status == 0, "\(made.messages)")
    let command =
      "TERM=tmux-256color LANG=C.UTF-8 '\(CommandRunner.program.path)' '\(project)'; "
      + "echo \"ended with $?\"; sleep 600"
    let first = try Tmux(command, columns: 100, rows: 30)
    try first.wait(for: "axial 3 (0-5)")
    try first.keys("t")
    try first.wait("training under way", seconds: 120) {
      $0.contains("training") && $0.contains("step")
    }
    try first.keys("q")
    let end = try first.wait(for: "ended with 0")
    #expect(end.contains("Training goes on"))
    let second = try Tmux(command, columns: 100, rows: 30)
    try second.wait("a prediction on screen", seconds: 300) { $0.contains("uncertainty 0.") }
    try second.keys("C-t")
    try second.wait("the end of training", seconds: 300) {
      $0.contains("training has stopped") || $0.contains("done  ")
        || $0.contains("training is done")
    }
    try second.keys("A")
    try second.wait(for: "slice 3 accepted, 1 of 6 slices done")
    #expect(FileManager.default.fileExists(atPath: project + "/labels/heart.nii.gz"))
    #expect(FileManager.default.fileExists(atPath: project + "/review/heart.csv"))
    try second.keys("q")
    try second.wait(for: "ended with 0")
  }

  @Test func slicesMarkedAsEmptyAreExportedEmpty() throws {
    let place = try Workplace()
    let heart = place.url.appendingPathComponent("heart")
    let made = try CommandRunner.run(["phantom", "--output", heart.path, "--size", "64x64x6"])
    try #require(made.status == 0, "\(made.messages)")
    let image = heart.appendingPathComponent("image.nii.gz").path
    let tmux = try Tmux(
      "env TERM=tmux-256color LANG=C.UTF-8 '\(CommandRunner.program.path)' '\(image)'; echo \"ended with $?\"; "
        + "sleep 600")
    try tmux.wait(for: "axial 3 (0-5)")
    try tmux.keys("1", "Space", "l", "Space")
    try tmux.wait(for: "2 voxels of label 1")
    try tmux.keys("p", "E")
    try tmux.wait(for: "slice 2 marked as empty")
    try tmux.keys("q")
    try tmux.wait(for: "ended with 0")
    let project = heart.appendingPathComponent("image.inkling")
    try FileManager.default.copyItem(
      at: heart.appendingPathComponent("label.nii.gz"),
      to: project.appendingPathComponent("predictions/heart.nii.gz"))
    let output = place.url.appendingPathComponent("out.nii.gz").path
    let exported = try CommandRunner.run([
      "export", "labels", project.path, "--output", output, "--case", "heart",
    ])
    #expect(exported.status == 0, "\(exported.messages)")
    let check = try CommandRunner.run(["check", image, output, "--json"])
    let slices = try #require(check.json["slices"] as? [Int])
    #expect(slices.contains(3) && !slices.contains(2))
    // Label 3 of the prediction is none of the project's.
    let values = try #require(check.json["values"] as? [[String: Int]])
    #expect(values.compactMap { $0["value"] } == [0, 1, 2])
  }

  /// Bytes that one slice change costs at 120x40; the design allows 120 kB.
  @Test func framesStaySmall() throws {
    let place = try ViewingPlace()
    let tmux = try place.open(columns: 120, rows: 40)
    try tmux.wait(for: "axial 3 (0-5)")
    let file = place.folder.appendingPathComponent("bytes")
    try tmux.record(to: file)
    for slice in [4, 5] {
      try tmux.keys("n")
      try tmux.wait(for: "axial \(slice) (0-5)")
    }
    let size = try FileManager.default.attributesOfItem(atPath: file.path)[.size] as? Int ?? 0
    #expect(size > 1000 && size < 2 * 120_000)
  }

  /// The terminal reads lines and echoes them, as shells expect.
  private func isSane(_ screen: String) -> Bool {
    let words = screen.split(whereSeparator: \.isWhitespace)
    return words.contains("icanon") && words.contains("echo") && !words.contains("-icanon")
      && !words.contains("-echo")
  }
}
