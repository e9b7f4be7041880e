import Foundation
import Logging
import Volume

/// A log file that people read and send: a line for each message, with the time (UTC) and how serious it is.
///
/// A log that can't be written ends nothing: what it would say is lost, and nothing else.
package struct FileLog: LogHandler {
  private let file: URL
  package var logLevel: Logger.Level
  package var metadata: Logger.Metadata = [:]

  /// Names the least serious messages that are kept: trace, debug, info, notice, warning, error, critical.
  package static let levelVariable = "INKLING_LOG_LEVEL"

  /// - file: its folder must be there when something is logged.
  package init(
    _ file: URL, environment: [String: String] = ProcessInfo.processInfo.environment
  ) {
    self.file = file
    let wanted = environment[Self.levelVariable].flatMap { Logger.Level(rawValue: $0.lowercased()) }
    logLevel = wanted ?? .info
  }

  package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  package func log(event: LogEvent) {
    try? TrainerLog.append("\(event.message)", level: event.level, to: file)
  }
}

extension Logger {
  /// One that keeps nothing.
  package static var silent: Logger { Logger(label: "inkling") { _ in SwiftLogNoOpLogHandler() } }

  /// Keeps a sentence about how things go.
  package func say(_ sentence: String) { info("\(sentence)") }

  /// Keeps a sentence that a person should act on.
  package func warn(_ sentence: String) { warning("\(sentence)") }
}
