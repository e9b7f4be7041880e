import Foundation
import Glibc
import Testing

/// What terminals send beside keys typed one by one: pieces, pastes, and colours by their levels.
@Suite(
  .enabled(if: Tmux.program != nil, "tmux is not installed: apt-get install tmux"), .serialized)
struct InputEndToEndTests {
  private static let sentence = "Please Accept this; Regards, Mary\n"

  private func start(_ place: ViewingPlace, environment: String? = nil) throws -> Tmux {
    let tmux =
      try environment.map { try place.open(environment: $0) } ?? place.open(columns: 120, rows: 30)
    try tmux.wait(for: "axial 3 (0-5)")
    return tmux
  }

  /// An arrow key whose bytes come one by one is that key, and its letter is no command.
  @Test func lateRestsOfKeysAreNoCommands() throws {
    let place = try ViewingPlace()
    let tmux = try start(place)
    try tmux.keys("Space", "l", "Space")
    try tmux.wait(for: "2 voxels of label 1")
    // PgDn three times, its rest later and later: the next slice each time.
    for (pause, slice) in [(0.06, "axial 4 (0-5)"), (0.4, "axial 5 (0-5)")] {
      try tmux.bytes("\u{1b}")
      usleep(UInt32(pause * 1_000_000))
      try tmux.bytes("[6~")
      try tmux.wait(for: slice)
    }
    // Clear to the end: Esc, a late string, its end. X would remove strokes, P put copied ones down.
    try tmux.bytes("\u{1b}")
    usleep(300_000)
    try tmux.bytes("]11;rgb:1111/XAPm/Xu\u{7}")
    try tmux.bytes("\u{1b}[1;1;1")
    usleep(700_000)
    try tmux.wait(for: "the rest of a key is missing")
    try tmux.bytes("X")
    try tmux.keys("p")
    try tmux.wait(for: "axial 4 (0-5)")
    try tmux.keys("p")
    let screen = try tmux.wait(for: "axial 3 (0-5)")
    #expect(screen.firstMatch(of: /label 1 +2/) != nil)
    #expect(place.count("undo") == 0 && place.count("end") == 1)
    try tmux.keys("Escape")
    try tmux.bytes(":q\r")
    try tmux.waitForEnd(0)
  }

  @Test func pastedTextIsNotTakenAsKeys() throws {
    let place = try ViewingPlace()
    let tmux = try start(place)
    for marked in [true, false] {
      try tmux.paste(Self.sentence, marked: marked)
      let screen = try tmux.wait(for: ": opens a line to paste into")
      #expect(screen.contains("not taken as keys") == marked, "marked: \(marked)")
      #expect(screen.contains("axial 3 (0-5)") && screen.contains("DRAW"))
      usleep(400_000)
      try tmux.keys("f")
      try tmux.wait("the next key") { !$0.contains("opens a line") }
    }
    try tmux.keys(":")
    try tmux.paste("label 2 left\nventricle\n", marked: true)
    try tmux.wait(for: ":label 2 left ventricle")
    #expect(!FileManager.default.fileExists(atPath: place.project.path))
    try tmux.keys("Enter")
    try tmux.wait(for: "label 2 is left ventricle and chosen")
    try tmux.keys("q")
    try tmux.waitForEnd(0)
  }

  /// The shell after it gets text without marks, however the viewer ended.
  @Test(arguments: [0, SIGTERM, SIGSEGV]) func marksAreAskedForNoLonger(signal: Int32) throws {
    let place = try ViewingPlace()
    let tmux = try start(place)
    try tmux.paste("Am", marked: true)
    try tmux.wait(for: "pasted text is not taken as keys")
    if signal == 0 { try tmux.keys("q") } else { try place.signal(tmux, signal) }
    try tmux.waitForEnd(signal == SIGSEGV ? 128 + Int(SIGSEGV) : 0)
    try tmux.paste("words", marked: true)
    let screen = try tmux.wait(for: "words")
    #expect(!screen.contains("200~"))
  }

  @Test func suspendingEndsTheMarksToo() throws {
    let place = try ViewingPlace()
    let tmux = try Tmux(
      "cd '\(place.folder.path)'; TERM=tmux-256color LANG=C.UTF-8 PS1='shell> ' sh -i")
    try tmux.wait(for: "shell>")
    try tmux.bytes("'\(CommandRunner.program.path)' heart.nii.gz\n")
    try tmux.wait(for: "axial 3 (0-5)")
    try tmux.keys("C-z")
    try tmux.wait("the shell") { $0.contains("Stopped") && !$0.contains("axial") }
    try tmux.paste("echo wor''ds\n", marked: true)
    let screen = try tmux.wait(for: "words")
    #expect(!screen.contains("200~"))
    try tmux.bytes("fg\n")
    try tmux.wait(for: "axial 3 (0-5)")
    try tmux.paste("Am", marked: true)
    try tmux.wait(for: "pasted text is not taken as keys")
  }

  /// A terminal that takes red, green and blue for a colour: greys stay grey, labels keep their hue.
  @Test func coloursByTheirLevels() throws {
    let place = try ViewingPlace()
    let folder = place.folder.path
    let source = """
      inkling-direct|colour numbers are red*65536+green*256+blue,
      \tRGB, colors#0x1000000, pairs#0x10000,
      \tsetaf=\\E[%?%p1%{8}%<%t3%p1%d%e38;2;%p1%{65536}%/%d;%p1%{256}%/%{255}%&%d;%p1%{255}%&%d%;m,
      \tsetab=\\E[%?%p1%{8}%<%t4%p1%d%e48;2;%p1%{65536}%/%d;%p1%{256}%/%{255}%&%d;%p1%{255}%&%d%;m,
      \tuse=xterm-256color,

      """
    try Data(source.utf8).write(to: place.folder.appendingPathComponent("direct.ti"))
    let made = try CommandRunner.shell([
      "/bin/sh", "-c", "tic -x -o '\(folder)/ti' '\(folder)/direct.ti'",
    ])
    try #require(made.status == 0, "\(made.messages)")
    let file = place.folder.appendingPathComponent("sent")
    let tmux = try place.open(environment: "TERMINFO=ti TERM=inkling-direct LANG=C.UTF-8")
    try tmux.wait(for: "axial 3 (0-5)")
    try tmux.keys("b")
    try tmux.wait("the picture alone") { !$0.contains("label 2") }
    try tmux.record(to: file)
    try tmux.keys("C-l")
    var sent = ""
    try tmux.wait("all of a frame") { _ in
      sent = (try? String(decoding: Data(contentsOf: file), as: UTF8.self)) ?? ""
      return sent.contains("\u{1b}[?2026l")
    }
    try tmux.keys("q")
    try tmux.waitForEnd(0)
    let colours = sent.matches(of: /[34]8;2;(\d+);(\d+);(\d+)/).map {
      [$0.output.1, $0.output.2, $0.output.3]
    }
    let greys = colours.filter { Set($0).count == 1 }
    #expect(Set(greys).count > 15 && greys.count * 2 > colours.count)
    // No palette numbers, and none of the blues that those would be.
    #expect(!sent.contains("38;5;"))
    #expect(!colours.contains { $0[0] == "0" && $0[1] == "0" })
  }
}
