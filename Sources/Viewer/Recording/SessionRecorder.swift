import Foundation
import Glibc

/// Writes down what a person types and does with the mouse, each event as it comes: what ends the program leaves a
/// recording that can be read.
final class SessionRecorder {
  private let url: URL
  private let file: Int32
  private var began: Double?
  /// Why nothing more is written; a sentence.
  private(set) var failure: String?

  /// Makes the file.
  /// - Throws: `SessionRecordingError` when it is there already or cannot be made.
  init(_ url: URL) throws {
    self.url = url
    file = open(url.path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0o644)
    guard file >= 0 else {
      let isThere = errno == EEXIST
      throw SessionRecordingError(
        path: url.path,
        reason: isThere
          ? "it is there already; choose another name" : String(cString: strerror(errno)))
    }
  }

  deinit {
    guard file >= 0 else { return }
    close(file)
    // A session that never began leaves no empty file behind.
    if began == nil { unlink(url.path) }
  }

  /// The session begins.
  /// - Parameter now: seconds of a clock that only goes on.
  func begin(_ header: SessionRecording.Header, at now: Double) {
    began = now
    write(SessionRecording.line(header))
  }

  /// Something happened.
  func note(_ kind: SessionEvent.Kind, at now: Double) {
    guard let began, failure == nil else { return }
    write(SessionRecording.line(SessionEvent(time: max(0, now - began), kind)))
  }

  private func write(_ line: [UInt8]) {
    var rest = line[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        failure =
          "Nothing more is recorded: \(url.path) cannot be written: \(String(cString: strerror(errno)))."
        return
      }
      rest = rest.dropFirst(count)
    }
  }
}
