import Foundation
import Testing

/// Runs the program that was built beside the tests.
enum CommandRunner {
  /// What a run leaves.
  struct Result {
    var status: Int32
    var output: String
    var messages: String

    /// Standard output as JSON.
    var json: [String: Any] {
      (try? JSONSerialization.jsonObject(with: Data(output.utf8))) as? [String: Any] ?? [:]
    }
  }

  /// The folder of the test bundle also holds `inkling`.
  static var program: URL {
    let arguments = CommandLine.arguments.map { URL(fileURLWithPath: $0) }
    let folders =
      arguments.map { $0.deletingLastPathComponent() } + [
        Bundle.main.bundleURL, Bundle.main.bundleURL.deletingLastPathComponent(),
      ]
    let places = folders.map { $0.appendingPathComponent("inkling") }
    return places.first { FileManager.default.isExecutableFile(atPath: $0.path) }
      ?? URL(fileURLWithPath: ".build/debug/inkling")
  }

  /// Runs `inkling` with arguments; output goes through files, so that nothing can block.
  static func run(_ arguments: [String], environment: [String: String] = [:]) throws -> Result {
    try shell([program.path] + arguments, environment: environment)
  }

  /// Runs any program.
  static func shell(_ words: [String], environment: [String: String] = [:]) throws -> Result {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("inkling-run-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = ["out", "err"].map { folder.appendingPathComponent($0) }
    for file in files { try Data().write(to: file) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: words[0])
    process.arguments = Array(words.dropFirst())
    // Not the settings of whoever runs the tests.
    let surroundings = ProcessInfo.processInfo.environment.merging(["INKLING_SETTINGS": ""]) { $1 }
    process.environment = surroundings.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: files[0])
    process.standardError = try FileHandle(forWritingTo: files[1])
    try process.run()
    process.waitUntilExit()
    let text = try files.map { try String(contentsOf: $0, encoding: .utf8) }
    return Result(status: process.terminationStatus, output: text[0], messages: text[1])
  }
}

/// A folder that goes when its owner does.
final class Workplace {
  let url = FileManager.default.temporaryDirectory
    .appendingPathComponent("inkling-end-to-end-\(UUID().uuidString)")

  init() throws {
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  subscript(name: String) -> String { url.appendingPathComponent(name).path }

  func text(_ name: String) throws -> String {
    try String(contentsOf: url.appendingPathComponent(name), encoding: .utf8)
  }

  /// Phantoms in a folder of it.
  func makePhantoms(_ folder: String, _ options: String...) throws {
    let made = try CommandRunner.run(["phantom", "--output", self[folder]] + options)
    try #require(made.status == 0, "\(made.messages)")
  }

  func names(_ folder: String = ".") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: self[folder]).sorted()
  }
}
