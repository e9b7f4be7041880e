import Foundation
import Logging
import Volume

/// run/trainer.log: what trainers have said, for people; nothing reads it but to show its end.
package enum TrainerLog {
  /// Appends a line with time and level before it. Characters that steer terminals become `?`: people look at logs with
  /// `cat`.
  /// - Throws: `ProjectError.unwritable`.
  package static func append(
    _ sentence: String, level: Logger.Level = .info, to log: URL
  ) throws {
    let file = try FileBytes.openToWrite(log, O_WRONLY | O_APPEND)
    defer { close(file) }
    let word = level.rawValue.padding(toLength: 8, withPad: " ", startingAt: 0)
    let bytes = Array(
      "\(Date().formatted(.iso8601)) \(word) \(sentence.plainForTerminals)\n".utf8)
    guard write(file, bytes, bytes.count) == bytes.count else {
      throw ProjectError.unwritable(path: log.path, reason: FileBytes.systemMessage())
    }
  }

  /// So long a log grows before it is set aside as trainer.log.1.
  static let mostBytes = 4 << 20

  /// Sets a long log aside, in the place of the one before it.
  package static func makeRoom(_ log: URL) {
    guard FileSignature(of: log).size > mostBytes else { return }
    rename(log.path, log.path + ".1")
  }

  /// The last lines, at most 8000 bytes of them; nil where there is no log that can be read.
  package static func lastLines(_ log: URL) -> [String]? {
    guard let bytes = try? RegularFile(log).tail(8000) else { return nil }
    return String(decoding: bytes, as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }
}
