import Foundation

/// A review sheet as text.
///
/// User and note were added later. Files of before lack them, and programs of before pass over what follows the time;
/// they also pass over the line of a slice that has a note alone, for it has no time.
extension ReviewSheet {
  /// First line of the file.
  package static let header = "slice,state,generation,time,user,note"

  /// The file's text.
  package var text: String {
    let lines = Set(rows.keys).union(notes.keys).sorted().map { slice in
      let row = rows[slice]
      let state = row?.state ?? .todo
      let generation = row?.generation.map(String.init) ?? ""
      let time = row?.time.formatted(.iso8601) ?? ""
      let user = row?.user?.replacing(",", with: ";") ?? ""
      let note = notes[slice].map(Self.quoted) ?? ""
      let cells: [String] = ["\(slice)", state.rawValue, generation, time, user, note]
      return cells.joined(separator: ",")
    }
    return ([Self.header] + lines).map { $0 + "\n" }.joined()
  }

  /// Reads a file's text; lines that are not rows are passed over, the last row of a slice counts.
  package init(text: String) {
    self.init()
    for line in text.split(whereSeparator: \.isNewline).dropFirst() {
      let cells = line.split(separator: ",", maxSplits: 5, omittingEmptySubsequences: false)
        .map { $0.trimmingCharacters(in: .whitespaces) }
      guard cells.count >= 4, let slice = Int(cells[0]), (0..<1 << 20).contains(slice),
        let state = ReviewState(rawValue: cells[1])
      else { continue }
      let note = cells.count > 5 ? NoteChange.clean(Self.unquoted(cells[5])) : nil
      if let time = try? Date(cells[3], strategy: .iso8601) {
        let user = cells.count > 4 && !cells[4].isEmpty ? cells[4] : nil
        let row = Row(state: state, generation: Int(cells[2]), time: time, user: user)
        apply(ReviewChange(slice: slice, before: nil, after: row))
      } else if note == nil || !cells[3].isEmpty {
        continue
      }
      apply(NoteChange(slice: slice, before: nil, after: note))
    }
  }

  private static func quoted(_ note: String) -> String {
    "\"" + note.replacing("\"", with: "\"\"") + "\""
  }

  private static func unquoted(_ cell: String) -> String {
    guard cell.count >= 2, cell.hasPrefix("\""), cell.hasSuffix("\"") else { return cell }
    return String(cell.dropFirst().dropLast()).replacing("\"\"", with: "\"")
  }
}
