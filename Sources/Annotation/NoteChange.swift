/// The note on a slice before and after; nil = none.
package struct NoteChange: Equatable, Sendable {
  /// Index along the slice axis.
  package var slice: Int
  /// The note before.
  package var before: String?
  /// The note after.
  package var after: String?

  /// A change of a slice's note.
  package init(slice: Int, before: String?, after: String?) {
    (self.slice, self.before, self.after) = (slice, before, after)
  }

  /// The change that takes this one back.
  package var inverse: NoteChange { NoteChange(slice: slice, before: after, after: before) }

  /// Longest note, in characters.
  package static let longest = 200

  /// A text as a note keeps it: one line without control characters, not too long; nil when nothing is left.
  package static func clean(_ text: String) -> String? {
    let line = String(
      String.UnicodeScalarView(
        text.unicodeScalars.map {
          $0.properties.generalCategory == .control || $0.properties.generalCategory == .format
            || $0.properties.generalCategory == .lineSeparator
            || $0.properties.generalCategory == .paragraphSeparator ? " " : $0
        }))
    let short = String(line.prefix(longest)).split(separator: " ").joined(separator: " ")
    return short.isEmpty ? nil : short
  }
}
