import Foundation
import Volume

/// run/trainer.log: what trainers have said, for people; nothing reads it but to show its end.
package enum TrainerLog {
  /// Appends a line with the time before it. Characters that steer terminals become `?`: people look at logs with `cat`.
  /// - Throws: `ProjectError.unwritable`.
  package static func append(_ sentence: String, to log: URL) throws {
    let file = try FileBytes.openToWrite(log, O_WRONLY | O_APPEND)
    defer { close(file) }
    let bytes = Array("\(Date().formatted(.iso8601)) \(sentence.plainForTerminals)\n".utf8)
    guard write(file, bytes, bytes.count) == bytes.count else {
      throw ProjectError.unwritable(path: log.path, reason: FileBytes.systemMessage())
    }
  }

  /// The last lines, at most 8000 bytes of them; nil where there is no log that can be read.
  package static func lastLines(_ log: URL) -> [String]? {
    guard let bytes = try? RegularFile(log).tail(8000) else { return nil }
    return String(decoding: bytes, as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }
}
