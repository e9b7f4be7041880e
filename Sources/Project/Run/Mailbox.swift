import Foundation
import Volume

/// What a viewer, or `inkling stop`, asks of the trainer.
package enum TrainerCommand: Equatable, Sendable {
  /// End after the step, with everything saved.
  case stop
  /// Wait after the step.
  case pause
  /// Go on.
  case resume
  /// Predict this slice first, it is on screen.
  case focus(caseName: String, slice: Int)

  /// One line: `stop`, `pause`, `resume` or `focus CASE K`.
  package var text: String {
    switch self {
    case .stop: "stop"
    case .pause: "pause"
    case .resume: "resume"
    case .focus(let name, let slice): "focus \(name) \(slice)"
    }
  }

  /// Reads such a line; nil for anything else.
  package init?(text: String) {
    let line = text.trimmingCharacters(in: .whitespacesAndNewlines)
    switch line {
    case "stop": self = .stop
    case "pause": self = .pause
    case "resume": self = .resume
    default:
      guard line.hasPrefix("focus "), let blank = line.lastIndex(of: " ") else { return nil }
      let name = String(line[..<blank].dropFirst("focus ".count))
      guard let slice = Int(line[line.index(after: blank)...]), slice >= 0,
        CaseName.isValid(name)
      else { return nil }
      self = .focus(caseName: name, slice: slice)
    }
  }
}

/// run/commands/: one small file per instruction, put there whole, removed by the trainer when done.
package struct Mailbox: Equatable, Sendable {
  /// An instruction and the file that holds it.
  package struct Letter: Equatable, Sendable {
    /// The file; pass it to `remove` when the instruction has been followed.
    package var url: URL
    /// What to do.
    package var command: TrainerCommand
  }

  /// The folder.
  package let url: URL

  /// The mailbox in a folder, which need not exist yet.
  package init(url: URL) {
    self.url = url
  }

  /// Drops an instruction. A new focus replaces older ones that wait.
  /// - Throws: `ProjectError.unwritable`, `VolumeError.writeFailed`.
  package func send(_ command: TrainerCommand, now: Date = Date()) throws {
    try FileBytes.makeFolder(url)
    let older = command.isFocus ? pending().filter { $0.command.isFocus } : []
    // Names sort by time; the process id and a random part keep two senders apart.
    let time = String(format: "%015lld", Int64(now.timeIntervalSince1970 * 1000))
    var name = "\(time)-\(getpid())-\(UInt16.random(in: 0...UInt16.max))"
    // Two letters of one millisecond must keep their order too.
    if let last = stems().last, last >= name { name = last + "+" }
    try AtomicFile.write(
      Data((command.text + "\n").utf8), to: url.appendingPathComponent(name + Self.suffix))
    for letter in older { remove(letter) }
  }

  /// Instructions that wait, oldest first. Files that are no instruction are moved to failed/.
  package func pending() -> [Letter] {
    stems().compactMap { stem in
      let file = url.appendingPathComponent(stem + Self.suffix)
      guard let bytes = try? FileBytes.read(file, limit: 1 << 12) else {
        reject(file)
        return nil
      }
      guard let command = TrainerCommand(text: String(decoding: bytes, as: UTF8.self)) else {
        reject(file)
        return nil
      }
      return Letter(url: file, command: command)
    }
  }

  /// How many files wait; looks at names only and moves nothing.
  package var waiting: Int { stems().count }

  /// Takes an instruction away.
  package func remove(_ letter: Letter) {
    unlink(letter.url.path)
  }

  /// Takes all instructions out, oldest first.
  package func take() -> [TrainerCommand] {
    let letters = pending()
    letters.forEach(remove)
    return letters.map(\.command)
  }

  private static let suffix = ".command"

  /// File names without their ending, oldest first.
  private func stems() -> [String] {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
    return all.filter { $0.hasSuffix(Self.suffix) && !$0.hasPrefix(".") }
      .map { String($0.dropLast(Self.suffix.count)) }.sorted()
  }

  private func reject(_ file: URL) {
    // Another reader may have been faster: then there is nothing to move.
    guard FileSignature(of: file).size >= 0 else { return }
    let folder = url.appendingPathComponent("failed")
    try? FileBytes.makeFolder(folder)
    rename(file.path, folder.appendingPathComponent(file.lastPathComponent).path)
  }
}

extension TrainerCommand {
  /// Whether it says which slice is on screen.
  package var isFocus: Bool {
    if case .focus = self { true } else { false }
  }
}
