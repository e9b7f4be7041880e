import Glibc

/// Why something is not on the disk, and whether it would be lost by leaving now.
package struct SavingProblem: Equatable, Sendable {
  /// A sentence for the person; begins with UNSAVED where work is only in memory.
  package var text: String
  /// Whether strokes or decisions are only in memory. Otherwise only files are old that are made again from the
  /// journal.
  package var isOnlyInMemory: Bool

  /// A problem in a sentence.
  package init(_ text: String, isOnlyInMemory: Bool) {
    (self.text, self.isOnlyInMemory) = (text, isOnlyInMemory)
  }

  /// What helps, in a few words. The system's own words for its errors tell; all messages contain them.
  package var advice: String {
    SavingProblem.advice(after: text) ?? "writing is tried again every second"
  }

  /// What helps after a fault that a sentence names; nil = not known.
  static func advice(after text: String) -> String? {
    func names(_ codes: Int32...) -> Bool {
      codes.contains { text.contains(FileBytes.systemMessage($0)) }
    }
    if names(ENOSPC, EDQUOT, EFBIG) { return "free some space" }
    if names(EACCES, EPERM, EROFS) { return "make the folder writable again" }
    if names(ENOENT, ENOTDIR, ENODEV, ESTALE) { return "see that the folder is there" }
    return nil
  }
}

extension JournalRecord {
  /// Whether a person did this: it is work that must not be lost. Marks and notes are made again.
  var isWork: Bool {
    switch self {
    case .saved, .note: false
    case .header, .base, .paint, .end, .undo, .redo, .lost, .unknown: true
    }
  }
}
