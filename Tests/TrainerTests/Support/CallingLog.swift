import Logging

/// Hands what is logged to a closure, on the thread that logs.
private struct CallingLog: LogHandler, @unchecked Sendable {
  let call: (String) -> Void
  var logLevel = Logger.Level.info
  var metadata: Logger.Metadata = [:]

  init(_ call: @escaping (String) -> Void) { self.call = call }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) { call("\(event.message)") }
}

extension Logger {
  static func calling(_ call: @escaping (String) -> Void) -> Logger {
    Logger(label: "test") { _ in CallingLog(call) }
  }
}
