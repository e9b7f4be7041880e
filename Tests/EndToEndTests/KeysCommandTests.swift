import Foundation
import Testing

@testable import inkling

/// `inkling keys`, and what `doctor` says of a key map.
struct KeysCommandTests {
  private func file(_ text: String) throws -> URL {
    let url = FileManager.default.temporaryDirectory
      .appendingPathComponent("inkling-keys-\(UUID().uuidString)")
    try Data(text.utf8).write(to: url)
    return url
  }

  @Test func aKeyMapIsChecked() throws {
    let (good, bad) = (try file("map Ctrl-G accept\n"), try file("map Ctrl-G accept\nmap x fly\n"))
    defer { for file in [good, bad] { try? FileManager.default.removeItem(at: file) } }
    let fine = try CommandRunner.run(["keys", "--check", good.path])
    #expect(fine.status == 0 && fine.output.contains("no mistake found"))
    let wrong = try CommandRunner.run(["keys", "--check", bad.path])
    #expect(wrong.status == 1 && wrong.output.contains("line 2: there is no command fly"))
    let missing = try CommandRunner.run(["keys", "--check", bad.path + ".none"])
    #expect(missing.status == 1 && missing.messages.contains("cannot be read"))
    #expect(KeyMapCheck.findings(good).map(\.level) == [.ok])
    #expect(KeyMapCheck.findings(bad).map(\.level) == [.note])
    #expect(KeyMapCheck.findings(bad).first?.text.contains("line 2") == true)
    #expect(KeyMapCheck.findings(nil).isEmpty)
  }

  @Test func namesArePrinted() throws {
    let names = try CommandRunner.run(["keys", "--names"]).output.split(separator: "\n")
    #expect(names.contains("accept") && names.contains("next-slice-10"))
  }
}
