import Foundation
import Testing

@testable import inkling

/// Defaults of a person's own.
@Suite struct SettingsFileTests {
  private let place = URL(fileURLWithPath: "/home/anna/.config/inkling/settings")

  private func settings(_ text: String) throws -> SettingsFile { try SettingsFile(text, place) }

  @Test func theyStandBehindTheCommandsName() throws {
    let file = try settings(
      """
      # mine
      [train]
      preset = cohort
      --set = rate.start=0.02
      live = true
      fresh = false

      [open]
      graphics = blocks
      [export labels]
      force = true
      """)
    func words(_ line: String) throws -> [String] {
      try file.expand(line.split(separator: " ").map(String.init), .standard)
    }
    #expect(
      try words("train p --preset interactive") == [
        "train", "--preset=cohort", "--set=rate.start=0.02", "--live", "p", "--preset",
        "interactive",
      ])
    #expect(try words("brain.nii.gz") == ["open", "--graphics=blocks", "brain.nii.gz"])
    #expect(try words("--slice 3 a.nii") == ["open", "--graphics=blocks", "--slice", "3", "a.nii"])
    #expect(try words("export labels p") == ["export", "labels", "--force", "p"])
    for line in ["info a.nii", "--help", "help train", "--version"] {
      #expect(try words(line).joined(separator: " ") == line)
    }
  }

  @Test func whatCannotStandBesideWhatIsTypedIsLeftOut() throws {
    let file = try settings("[train]\nsteps = 40\npreset = cohort")
    func words(_ line: String) throws -> [String] {
      try file.expand(line.split(separator: " ").map(String.init), .standard) {
        (try? Inkling.parseAsRoot($0)) != nil
      }
    }
    #expect(
      try words("train p --minutes 1") == ["train", "--preset=cohort", "p", "--minutes", "1"])
    #expect(try words("train p") == ["train", "--steps=40", "--preset=cohort", "p"])
    #expect(try words("train p --nonsense") == ["train", "p", "--nonsense"])
  }

  @Test func whatIsTypedCounts() throws {
    let words = ["train", "--preset=cohort", "--steps=7", "p", "--preset", "interactive"]
    let command = try #require(try Inkling.parseAsRoot(words) as? TrainCommand)
    #expect(command.preset == "interactive" && command.steps == 7)
  }

  @Test(arguments: [
    ("[train]\npresett = cohort", "line 2: train has no option --presett"),
    ("[trian]\npreset = x", "line 2: there is no command trian"),
    ("[init]\nvolume = a.nii", "line 2: --volume names files"),
    ("[train]\nlive = 3", "line 2: --live takes no value"),
    ("[train]\npreset = true", "line 2: --preset takes a value"),
  ])
  func wrongOptionsAreNamed(text: String, sentence: String) throws {
    let file = try settings(text)
    let problem = file.lines.first.flatMap { file.problem(of: $0, .standard) }
    #expect(problem?.contains(sentence) == true, "\(problem ?? "nothing")")
  }

  @Test(arguments: ["preset = cohort", "[train]\npreset", "[train]\n= x", "[train]\npreset ="])
  func linesThatAreNoneAreNamed(text: String) {
    #expect(throws: Failure.self) { try settings(text) }
  }

  @Test func aCommandFollowsThem() throws {
    let place = try Workplace()
    try "[info]\njson = true\n".write(toFile: place["settings"], atomically: true, encoding: .utf8)
    _ = try CommandRunner.run([
      "phantom", "--output", place["heart"], "--size", "48x48x4",
    ])
    let surroundings = ["INKLING_SETTINGS": place["settings"]]
    let image = place["heart"] + "/image.nii.gz"
    let told = try CommandRunner.run(["info", image], environment: surroundings)
    #expect(!told.json.isEmpty, "\(told.output)\(told.messages)")
    #expect(try CommandRunner.run(["info", image]).json.isEmpty)
    try "[info]\njsno = true\n".write(toFile: place["settings"], atomically: true, encoding: .utf8)
    let refused = try CommandRunner.run(["info", image], environment: surroundings)
    #expect(refused.status == 1 && refused.messages.contains("no option --jsno"))
    let doctor = try CommandRunner.run(["doctor"], environment: surroundings)
    #expect(doctor.status == 1 && doctor.output.contains("no option --jsno"))
  }
}
