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
    func refusal(_ reason: String) -> SessionRecordingError {
      SessionRecordingError(path: url.path, reason: reason)
    }
    let lines = bytes.split(separator: 10, omittingEmptySubsequences: false).dropLast()
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    let first = lines.first ?? []
    guard let header = try? decoder.decode(Header.self, from: Data(first)) else {
      throw refusal(
        "line 1 is not what `inkling open --record` writes first, found "
          + Self.excerpt(bytes.prefix { $0 != 10 }))
    }
    if let reason = Self.fault(of: header) { throw refusal(reason) }
    self.header = header
    for (number, line) in zip(2..., lines.dropFirst()) {
      guard let event = try? decoder.decode(SessionEvent.self, from: Data(line)) else {
        throw refusal(
          "line \(number) is no event, expected [seconds, \"i\" or \"b\" or \"r\", text], "
            + "found \(Self.excerpt(line))")
      }
      if let reason = Self.fault(of: event, after: events.last) {
        throw refusal("line \(number) \(reason)")
      }
      events.append(event)
    }
  }

  private static func fault(of header: Header) -> String? {
    guard header.version == version else {
      return "it has version \(header.version), this program knows \(version)"
    }
    guard SessionEvent.isScreen(columns: header.columns, rows: header.rows) else {
      return
        "line 1 has a screen of \(header.columns)x\(header.rows) cells, expected 1 to 10000 each way "
        + "and at most 1000000"
    }
    return nil
  }

  private static func fault(of event: SessionEvent, after last: SessionEvent?) -> String? {
    guard SessionEvent.times.contains(event.time) else {
      return "has the time \(event.time), expected 0 to 100000000 seconds"
    }
    guard let last, event.time < last.time else { return nil }
    return "has the time \(event.time), expected \(last.time) or later, as the line before has"
  }

  /// The beginning of a line, as it is found.
  private static func excerpt(_ line: ArraySlice<UInt8>) -> String {
    let text = String(decoding: line.prefix(40), as: UTF8.self).plainLine
    return text.isEmpty ? "nothing" : text + (line.count > 40 ? "…" : "")
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
