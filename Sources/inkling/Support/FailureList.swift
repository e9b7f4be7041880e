import ArgumentParser

/// What failed while a command went on with its other files: told at the end, with exit status 1.
struct FailureList {
  /// One file or case.
  struct Entry: Encodable, Equatable {
    var name: String
    var reason: String
  }

  /// In the order in which they came, for `--json`.
  private(set) var entries: [Entry] = []
  /// Files or cases in all.
  private let count: Int
  /// What they are called.
  private let things: String

  /// - Parameters:
  ///   - count: of files or cases in all; where there is one, its error is that of the command.
  ///   - things: what they are called, such as "images".
  init(of count: Int, _ things: String) {
    (self.count, self.things) = (count, things)
  }

  /// Does the work on one of them; nil when it failed and there are others to go on with.
  mutating func attempt<Result>(_ name: String, _ work: () throws -> Result) throws -> Result? {
    do {
      return try work()
    } catch  where count > 1 {
      entries.append(Entry(name: name, reason: "\(error)"))
      return nil
    }
  }

  /// Says what failed.
  /// - Throws: exit status 1 where something did.
  func finish() throws {
    guard !entries.isEmpty else { return }
    inform("\(entries.count) of \(count) \(things) failed:")
    for entry in entries { inform("  \(entry.name): \(entry.reason)") }
    throw ExitCode.failure
  }
}
