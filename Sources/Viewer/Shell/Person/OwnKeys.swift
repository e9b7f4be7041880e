import Foundation
import Glibc
import Project

/// The person's own key map: where it lies, and its reading.
package enum OwnKeys {
  /// The usual file; nil where there is no home.
  package static var usualFile: URL? { UserFolder.settings()?.appendingPathComponent("keys") }

  /// The usual file, read; nil when there is none.
  package static func usual() -> KeyMapFile? {
    guard let file = usualFile, access(file.path, F_OK) == 0 else { return nil }
    do { return try load(file) } catch { return KeyMapFile(problem: "\(error)") }
  }

  /// Reads a key map.
  /// - Throws: a sentence when it can't be read or is far too long.
  package static func load(_ file: URL) throws -> KeyMapFile {
    guard let bytes = SmallFile.read(file, most: KeyMapFile.mostBytes + 1) else {
      throw ProjectError.sentence(
        "\(file.path) cannot be read. Expected a file of lines like: map Ctrl-G accept")
    }
    guard bytes.count <= KeyMapFile.mostBytes else {
      throw ProjectError.sentence(
        "\(file.path) is too long for a key map. Expected at most \(KeyMapFile.mostBytes) bytes")
    }
    return KeyMapFile(String(decoding: bytes, as: UTF8.self))
  }
}

extension KeyMapFile {
  /// What the message line says of its problems; nil when there are none.
  var note: String? {
    guard let first = problems.first else { return nil }
    let more = problems.count > 1 ? " (\(problems.count - 1) more: `inkling doctor`)" : ""
    return "keys, \(first)\(more)"
  }
}
