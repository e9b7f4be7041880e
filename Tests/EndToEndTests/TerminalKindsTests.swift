import Foundation
import Testing

/// The viewer on terminals that can less, and where there is none.
@Suite(
  .enabled(if: Tmux.program != nil, "tmux is not installed: apt-get install tmux"), .serialized)
struct TerminalKindsTests {
  @Test func withoutColoursAndUTF8() throws {
    let place = try ViewingPlace()
    for environment in [
      "TERM=vt100 LANG=C", "TERM=vt100 LANG=C.UTF-8", "TERM=tmux-256color LANG=C LC_ALL=C",
    ] {
      let tmux = try place.open(environment: environment)
      let text = try tmux.wait(for: "axial 3 (0-5)")
      #expect(text.unicodeScalars.allSatisfy { $0.isASCII }, "\(environment)")
      try tmux.keys("Space", "l", "Space")
      try tmux.wait(for: "voxels of label 1")
      try tmux.keys("X", "q")
      try tmux.waitForEnd(0)
    }
  }

  @Test func withEightColours() throws {
    let place = try ViewingPlace()
    let tmux = try place.open(environment: "TERM=linux LANG=C.UTF-8")
    try tmux.wait(for: "axial 3 (0-5)")
    let coloured = try tmux.screen(colours: true)
    #expect(!coloured.contains("38;5;") && !coloured.contains("48;5;"))
    try tmux.keys("q")
    try tmux.waitForEnd(0)
  }

  @Test func colourModesCanBeChosen() throws {
    let place = try ViewingPlace()
    for (option, has256) in [("--colours 8", false), ("--colours mono", false), ("--ascii", true)] {
      let tmux = try place.open(option)
      try tmux.wait(for: "axial 3 (0-5)")
      #expect(try tmux.screen(colours: true).contains("48;5;") == has256, "\(option)")
      try tmux.keys("q")
      try tmux.waitForEnd(0)
    }
  }

  @Test(arguments: ["TERM=dumb", "TERM=no-such-terminal", "-u TERM"])
  func uselessTerminalsAreRefusedInWords(environment: String) throws {
    let place = try ViewingPlace()
    let tmux = try place.open(environment: environment + " LANG=C.UTF-8")
    let text = try tmux.waitForEnd(1)
    #expect(text.contains("Try `TERM="))
    #expect(!FileManager.default.fileExists(atPath: place.project.path))
  }

  @Test func withoutATerminalASentence() throws {
    let place = try ViewingPlace()
    let result = try CommandRunner.run(["open", place.image.path])
    #expect(result.status == 1)
    #expect(result.messages.contains("needs a terminal"))
    #expect(result.output.isEmpty)
  }

  @Test func pathsThatAreNothingAreRefusedInWords() throws {
    let place = try ViewingPlace()
    for (path, words) in [
      ("nothing.nii.gz", "There is nothing at"), (".", "without project.json"),
      ("notes.txt", "notes.txt"),
    ] {
      try Data("no image".utf8).write(to: place.folder.appendingPathComponent("notes.txt"))
      let tmux = try Tmux(
        "cd '\(place.folder.path)'; '\(CommandRunner.program.path)' open '\(path)'; echo \"ended with $?\"; sleep 600"
      )
      let text = try tmux.wait(for: "ended with 1")
      // The terminal breaks lines wherever they end.
      #expect(text.replacing("\n", with: "").contains(words))
    }
  }
}
