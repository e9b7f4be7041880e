import Foundation
import Testing

@testable import inkling

@Suite struct DoctorTests {
  /// A compiled entry as term(5) describes it: names, flags, numbers.
  private func entry(magic: Int, colours: Int, flags: Int = 3) -> [UInt8] {
    func short(_ value: Int) -> [UInt8] { [UInt8(value & 0xFF), UInt8(value >> 8 & 0xFF)] }
    let names = Array("foo|a terminal\0".utf8)
    let width = magic == 0o432 ? 2 : 4
    var bytes = [magic, names.count, flags, 15, 0, 0].flatMap(short) + names
    bytes += [UInt8](repeating: 1, count: flags)
    if bytes.count % 2 == 1 { bytes.append(0) }
    bytes += [UInt8](repeating: 0, count: 13 * width)
    bytes += (0..<width).map { UInt8(colours >> (8 * $0) & 0xFF) }
    return bytes + [UInt8](repeating: 0, count: width)
  }

  @Test func coloursAreReadFromBothFormats() {
    #expect(Terminfo.colours(entry(magic: 0o432, colours: 256)) == 256)
    #expect(Terminfo.colours(entry(magic: 0o432, colours: 8, flags: 4)) == 8)
    #expect(Terminfo.colours(entry(magic: 0o1036, colours: 1 << 24)) == 1 << 24)
    #expect(Terminfo.colours(entry(magic: 0o432, colours: 0xFFFF)) == nil)
    #expect(Terminfo.colours(entry(magic: 0o1036, colours: 0xFFFF_FFFF)) == nil)
    #expect(Terminfo.colours(entry(magic: 7, colours: 8)) == nil)
    for length in 0..<entry(magic: 0o432, colours: 8).count - 4 {
      #expect(Terminfo.colours(Array(entry(magic: 0o432, colours: 8).prefix(length))) == nil)
    }
    #expect(Terminfo("xterm-256color")?.colours == 256)
    #expect(Terminfo("no-such-terminal") == nil && Terminfo("../x") == nil && Terminfo("") == nil)
  }

  private func terminal(
    _ environment: [String: String], _ size: (Int, Int)? = (120, 40), _ charset: String = "UTF-8"
  ) -> [Finding] {
    TerminalCheck(environment: environment, size: size, charset: charset, ask: { nil }).findings()
  }

  @Test func goodTerminalHasNoNote() {
    let findings = terminal(["TERM": "xterm-256color"])
    #expect(findings.map(\.level) == [.ok, .ok, .ok])
  }

  @Test func everyFaultHasAdvice() {
    let faults: [([Finding], String)] = [
      (terminal([:]), "export TERM"), (terminal(["TERM": "dumb"]), "export TERM"),
      (terminal(["TERM": "no-such"]), "ncurses-term"),
      (terminal(["TERM": "xterm-256color"], (50, 40)), "60 x 16"),
      (terminal(["TERM": "xterm-256color"], (120, 40), "ISO-8859-1"), "LC_ALL"),
    ]
    for (findings, words) in faults {
      let problems = findings.filter { $0.level == .problem }
      #expect(problems.count == 1)
      #expect(problems.first?.advice?.contains(words) == true, "\(words)")
    }
    #expect(terminal(["TERM": "xterm"], nil).map(\.level) == [.note])
    #expect(terminal(["TERM": "xterm-256color"], (0, 0)).last?.level == .note)
    let inTmux = terminal(["TERM": "xterm-256color", "TMUX": "x"])
    #expect(inTmux.last?.advice?.contains("tmux-256color") == true)
  }

  @Test func oneOfAKindHasNoPlural() throws {
    let place = try Workplace()
    try place.makePhantoms("made", "--size", "32x32x3")
    let image = place["made/image.nii.gz"]
    let project = place["p.inkling"]
    let made = try CommandRunner.run(["init", project, "--volume", image, "--classes", "RV"])
    try #require(made.status == 0, "\(made.messages)")
    let doctor = try CommandRunner.run(["doctor", project])
    #expect(doctor.output.contains("1 volume, 1 class\n"), "\(doctor.output)")
  }

  @Test func onlyUsableProcessorsCount() throws {
    let taskset = "/usr/bin/taskset"
    guard FileManager.default.isExecutableFile(atPath: taskset) else { return }
    // On the first processor that this process itself may use.
    let own = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
      .split(separator: "\n").first { $0.hasPrefix("Cpus_allowed_list:") }
    let first = try #require(own?.split(whereSeparator: { !$0.isNumber }).first)
    let result = try CommandRunner.shell(
      [taskset, "-c", String(first), CommandRunner.program.path, "doctor"])
    #expect(result.output.contains(", 1 core,"), "\(result.output)")
  }

  /// Needs qemu's user mode (Debian: qemu-user); without it nothing is tested.
  @Test func anOldProcessorEndsWithASentence() throws {
    let emulator = "/usr/bin/qemu-x86_64"
    guard FileManager.default.isExecutableFile(atPath: emulator) else { return }
    func run(_ words: [String]) throws -> CommandRunner.Result {
      try CommandRunner.shell(
        [emulator, "-cpu", "Nehalem", CommandRunner.program.path] + words)
    }
    for words in [["train", "/nowhere"], ["predict", "/nowhere", "x.nii", "--output", "y.nii"]] {
      let result = try run(words)
      #expect(result.status == 1 && result.messages.contains("no AVX2 and FMA"), "\(words)")
      #expect(!result.messages.contains("/nowhere"), "before anything else is looked at")
    }
    let doctor = try run(["doctor"])
    #expect(doctor.status == 1 && doctor.output.contains("without AVX2 and FMA"))
    #expect(!doctor.output.contains(" engine "))
    #expect(try run(["keys"]).status == 0)
  }

  @Test func oldProcessorIsExplained() {
    let (old, new) = (
      MachineCheck.processor("model name\t: Old\n", cores: 2, hasVectorUnits: false),
      MachineCheck.processor("model name\t: New\n", cores: 1, hasVectorUnits: true)
    )
    #expect(old.level == .problem && old.found.contains("without AVX2 and FMA"))
    #expect(new.level == .ok && new.found.hasPrefix("New, 1 core"))
    #expect(MachineCheck.memory("MemAvailable:    1048576 kB\n").found == "1.0 GiB available")
    let maps = "7f 00 r /usr/lib/libnifti2.so.2\n7f 00 r /usr/lib/libncursesw.so.6\n"
    #expect(MachineCheck.libraries(maps).map(\.level) == [.ok, .ok, .note])
  }

  @Test(arguments: [
    (0.4, "0 s"), (59.9, "59 s"), (75, "1 min 15 s"), (7300, "2 h 1 min"), (90000, "1 d 1 h"),
    (-5, "0 s"), (Double.infinity, "an unknown time"), (1e300, "11574 d 1 h"),
  ])
  func elapsedTime(seconds: Double, words: String) {
    #expect(ElapsedTime.words(seconds) == words)
  }

  @Test func classNames() throws {
    #expect(try ClassNames.parse(" RV, Myo ,LV") == ["RV", "Myo", "LV"])
    for text in ["", "A,,B", "A,A", "A,\"B\""] {
      #expect(throws: (any Error).self) { try ClassNames.parse(text) }
    }
  }
}
