import Foundation
import Glibc

/// The lines that a person has typed, kept between sessions in a file of their own.
///
/// Only a convenience: where it cannot be read or written, nothing is said and nothing else suffers.
struct LineHistory: Sendable {
  /// The file.
  let file: URL

  /// Most bytes that are read of it.
  private static let mostBytes = 1 << 18

  /// The file of whoever runs the program; nil where there is no home.
  static func ofPerson(
    _ environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> LineHistory? {
    UserFolder.state(environment).map {
      LineHistory(file: $0.appendingPathComponent("history"))
    }
  }

  /// The lines, oldest first; a file that has grown too long is shortened.
  func read() -> [String] {
    guard let bytes = SmallFile.read(file, most: Self.mostBytes, fromEnd: true) else { return [] }
    var lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    let isFull = bytes.count == Self.mostBytes
    // The first line may have been cut.
    if isFull { lines = Array(lines.dropFirst()) }
    let isLong = lines.count > 2 * ViewerState.keptLines || isFull
    lines = lines.filter {
      !$0.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }
    .suffix(ViewerState.keptLines)
    if isLong { write(lines) }
    return lines
  }

  /// Adds a line at the end.
  func append(_ line: String) {
    guard makeFolder() else { return }
    let descriptor = open(file.path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0o600)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    let bytes = Array((line + "\n").utf8)
    _ = Glibc.write(descriptor, bytes, bytes.count)
  }

  private func write(_ lines: [String]) {
    let place = file.appendingPathExtension("new").path
    let descriptor = open(place, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { return }
    let bytes = Array((lines.joined(separator: "\n") + "\n").utf8)
    let written = Glibc.write(descriptor, bytes, bytes.count)
    close(descriptor)
    if written != bytes.count || rename(place, file.path) != 0 { unlink(place) }
  }

  private func makeFolder() -> Bool {
    let folder = file.deletingLastPathComponent()
    return
      (try? FileManager.default.createDirectory(
        at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700]))
      != nil
  }
}
