import Logging
import Synchronization

/// Says what is logged on standard error, in the place of a line that renews itself there.
struct StandardErrorLog: LogHandler {
  let line: ProgressLine
  var logLevel = Logger.Level.info
  var metadata: Logger.Metadata = [:]

  init(line: ProgressLine) { self.line = line }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    line.clear()
    inform("\(event.message)")
  }
}

/// A line of a terminal that renews itself.
final class ProgressLine: Sendable {
  private let isShown = Mutex(false)

  /// Puts a text in its place.
  func show(_ text: String) {
    isShown.withLock {
      renewLine(text)
      $0 = true
    }
  }

  /// Takes it away.
  func clear() {
    isShown.withLock {
      if $0 { renewLine("") }
      $0 = false
    }
  }
}
