import Foundation
import Logging
import Testing

@testable import Project

/// Logs that people send.
@Suite struct FileLogTests {
  @Test func linesHaveTimeAndLevel() throws {
    let box = try Sandbox()
    let file = box.folder["a.log"]
    let log = Logger(label: "test") { _ in FileLog(file, environment: [:]) }
    log.say("Training begins.")
    log.warn("A file is damaged\u{1b}[2J.")
    log.debug("nobody wants to know")
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines[0].wholeMatch(of: /\d{4}-\d\d-\d\dT[\d:]{8}Z info     Training begins\./) != nil)
    #expect(lines[1].hasSuffix("Z warning  A file is damaged?[2J."))
    let all = Logger(label: "test") { _ in
      FileLog(file, environment: [FileLog.levelVariable: "DEBUG"])
    }
    all.debug("somebody does")
    #expect(try String(contentsOf: file, encoding: .utf8).contains("Z debug    somebody does"))
  }

  @Test func longLogsAreSetAside() throws {
    let box = try Sandbox()
    let file = box.folder["a.log"]
    try Data(count: TrainerLog.mostBytes).write(to: file)
    TrainerLog.makeRoom(file)
    #expect(FileManager.default.fileExists(atPath: file.path))
    try Data(count: TrainerLog.mostBytes + 1).write(to: file)
    TrainerLog.makeRoom(file)
    #expect(!FileManager.default.fileExists(atPath: file.path))
    #expect(FileManager.default.fileExists(atPath: file.path + ".1"))
  }

  @Test func whatCannotBeWrittenEndsNothing() {
    let log = Logger(label: "test") { _ in FileLog(URL(fileURLWithPath: "/nowhere/a.log")) }
    log.say("lost")
  }
}
