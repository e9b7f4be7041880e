import Annotation
import Foundation
import Volume

/// review/CASE.csv.
extension ReviewSheet {
  /// Reads review/CASE.csv; a missing file is an empty sheet.
  /// - Throws: `ProjectError.unreadable`.
  package static func load(_ url: URL) throws -> ReviewSheet {
    ReviewSheet(
      text: String(decoding: try FileBytes.read(url, limit: 1 << 26) ?? [], as: UTF8.self))
  }

  /// Replaces the file.
  package func write(to url: URL) throws {
    try FileBytes.makeFolder(url.deletingLastPathComponent())
    try AtomicFile.write(Data(text.utf8), to: url)
  }
}
