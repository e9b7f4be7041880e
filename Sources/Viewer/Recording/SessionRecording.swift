import Foundation
import Volume

/// A recorded session: what a person typed and did with the mouse, and when. A line of JSON for its beginning and one for
/// each event; docs/reference/recordings.md describes them.
package struct SessionRecording: Equatable, Sendable {
  /// The first line.
  package struct Header: Codable, Equatable, Sendable {
    /// Version of the format.
    package var version = SessionRecording.version
    /// Size of the screen when the session began.
    package var columns: Int
    package var rows: Int
    /// What `inkling open` was given: an image or a project; a relative path counts from the recording's folder.
    package var path: String
    /// Further words for `inkling open`.
    package var options: [String] = []
    /// Whether the project was there when the session began.
    package var hasProject: Bool
    /// Variables of the environment that change how the viewer behaves, TERM among them.
    package var environment: [String: String] = [:]
    /// When it was.
    package var time: Date?

    enum CodingKeys: String, CodingKey {
      case version = "inkling-session"
      case columns, rows, path, options
      case hasProject = "project"
      case environment, time
    }

    /// A header from its parts.
    package init(columns: Int, rows: Int, path: String, hasProject: Bool) {
      (self.columns, self.rows, self.path) = (columns, rows, path)
      self.hasProject = hasProject
    }
  }

  /// The version of the format that this program writes.
  package static let version = 1
  /// The variables that a header keeps.
  package static let variables = [
    "TERM", "COLORTERM", "LANG", "LC_ALL", "LC_CTYPE", "NO_COLOR", "ESCDELAY",
  ]

  /// How the session began.
  package var header: Header
  /// What happened, in order.
  package var events: [SessionEvent] = []

  /// A recording from its parts.
  package init(header: Header, events: [SessionEvent] = []) {
    (self.header, self.events) = (header, events)
  }

  /// Reads a recording. A last line without an end, as a crash leaves it, is passed over.
  /// - Throws: `SessionRecordingError`.
  package init(contentsOf url: URL) throws {
    do {
      self = try SessionRecording(bytes: try RegularFile(url).readAll(limit: 1 << 28), url: url)
    } catch let refusal as RegularFile.Refusal {
      throw SessionRecordingError(path: url.path, reason: refusal.reason)
    }
  }

  init(bytes: [UInt8], url: URL) throws {
    let lines = bytes.split(separator: 10, omittingEmptySubsequences: false).dropLast()
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    guard let first = lines.first, let header = try? decoder.decode(Header.self, from: Data(first)),
      (1...10_000).contains(header.columns), (1...10_000).contains(header.rows)
    else {
      throw SessionRecordingError(
        path: url.path, reason: "its first line is none that `inkling open --record` writes")
    }
    guard header.version <= Self.version else {
      throw SessionRecordingError(
        path: url.path,
        reason: "it has version \(header.version), this program knows \(Self.version)")
    }
    self.header = header
    for (number, line) in zip(2..., lines.dropFirst()) {
      guard let event = try? decoder.decode(SessionEvent.self, from: Data(line)),
        event.time >= events.last?.time ?? 0
      else {
        throw SessionRecordingError(
          path: url.path, reason: "line \(number) is no event, or earlier than the one before it")
      }
      events.append(event)
    }
  }

  /// A header or an event as a line.
  static func line(_ value: some Encodable) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    // Numbers, texts and dates can always be encoded.
    return ((try? encoder.encode(value)).map { [UInt8]($0) } ?? []) + [10]
  }
}

/// A recording cannot be read or written. The sentence says why.
package struct SessionRecordingError: Error, Equatable, CustomStringConvertible, LocalizedError {
  /// The file.
  package var path: String
  /// What is wrong with it.
  package var reason: String

  /// A sentence for people.
  package var description: String {
    "\(path) cannot be used as a recording: \(reason)."
  }

  /// The same as `description`.
  package var errorDescription: String? { description }
}
