import Annotation
import Foundation
import Volume

/// When a stroke was finished, by whom and with which prediction on screen.
package struct StrokeStamp: Equatable, Sendable {
  /// Coordinated Universal Time, whole seconds.
  package var time: Date
  /// The person's login name.
  package var user: String
  /// Generation of the prediction on screen; nil = none was shown.
  package var generation: Int?

  /// A stamp; fractions of a second are dropped.
  package init(time: Date = Date(), user: String = NSUserName(), generation: Int? = nil) {
    self.time = time.wholeSeconds
    self.user = user.oneWord
    self.generation = generation
  }
}

/// What one line of a journal says.
///
/// ```
/// 1 inkling-journal 1 size 256 216 10 axis k empty #4b1d6f0a
/// 2 base 412345+5:0>1 412601+4:0>255 #…          imported voxels, never undone
/// 3 paint 1 412345+5:1>2 #…                      a batch of stroke 1
/// 4 end 1 2026-08-01T10:00:05Z anna 3 #…         stroke 1 is complete
/// 5 undo 1 #…
/// 6 redo 1 #…
/// 7 saved 6 1a2b3c4d #…                          CASE.nii.gz was written at record 6
/// 8 kept 9 1024+64:0>255 #…                      action 9 keeps labels of a slice (accept, promote)
/// 9 review 9 12 ->accepted,3,2026-08-01T10:00:09Z #…  and changes the state of slice 12; `-` = todo
/// 10 label 10 {"after":{…},"before":{…}} #…      action 10 adds, changes or removes a label
/// 11 empty 11 4 marked #…                        action 11 marks slice 4 as empty (or unmarked)
/// 12 note text #…
/// 13 comment 12 4 {"after":"…"} #…              action 12 puts a note on slice 4
/// 14 removed 13 2 #…                             the voxels of action 13 are those of stroke 2, which goes
/// 18 lost 15 #…                                  records 15…18 could not be read
/// ```
///
/// `START+COUNT:OLD>NEW` = COUNT voxels from the linear offset START (first axis fastest) change from
/// OLD to NEW. The line ends with the CRC-32 of everything before the blank in front of `#`.
package enum JournalRecord: Equatable, Sendable {
  /// First record: the grid that offsets refer to, the slice axis, and the slices marked as empty before the first
  /// stroke; nil in journals that do not record such marks.
  case header(version: Int, size: GridSize, axis: Axis, marks: Set<Int>? = nil)
  /// Voxels that were there before the first stroke.
  case base([Change])
  /// A batch of a stroke or another action: voxels, or one decision. `JournalRecord.batches` makes such of any edit.
  case paint(Edit)
  /// A stroke or another action is complete: one undo unit.
  case end(stroke: Int, stamp: StrokeStamp)
  /// The last unit, of this stroke, was taken back.
  case undo(stroke: Int)
  /// The last unit taken back, of this stroke, was applied again.
  case redo(stroke: Int)
  /// CASE.nii.gz holds the replay up to `sequence`; `checksum` is the CRC-32 of its voxels.
  case saved(sequence: Int, checksum: String)
  /// For people who read the journal; no effect.
  case note(String)
  /// Stands for the unreadable records from `first` to this record's own number.
  case lost(first: Int)
  /// A whole record of a kind that this version doesn't know; kept, no effect.
  case unknown(String)

  /// The version of the format that this program writes.
  package static let version = 1
}

extension JournalRecord {
  /// The line of this record: text, checksum, newline.
  func line(sequence: Int) -> [UInt8] {
    let body = "\(sequence) \(text)"
    return Array("\(body) #\(Checksum(of: body.utf8).text)\n".utf8)
  }

  private var text: String {
    switch self {
    case .header(let version, let size, let axis, let marks):
      "inkling-journal \(version) size \(size.i) \(size.j) \(size.k) axis \(axis.letter)"
        + (marks.map { " empty" + $0.sorted().map { " \($0)" }.joined() } ?? "")
    case .base(let changes): "base" + Self.text(changes)
    case .paint(let edit):
      edit.decisions.first?.words(stroke: edit.stroke)
        ?? "paint \(edit.stroke)" + Self.text(edit.changes)
    case .end(let stroke, let stamp):
      "end \(stroke) \(stamp.time.formatted(.iso8601)) \(stamp.user)"
        + (stamp.generation.map { " \($0)" } ?? "")
    case .undo(let stroke): "undo \(stroke)"
    case .redo(let stroke): "redo \(stroke)"
    case .saved(let sequence, let checksum): "saved \(sequence) \(checksum)"
    case .note(let note): "note \(note.oneLine)"
    case .lost(let first): "lost \(first)"
    case .unknown(let text): text
    }
  }

  static func text(_ changes: [Change]) -> String {
    Edit(stroke: 0, changes: changes).runs
      .map { " \($0.start)+\($0.count):\($0.old)>\($0.new)" }.joined()
  }

  /// The same change as records of at most `limit` voxels each, so that no line grows without bound.
  static func pieces(of changes: [Change], limit: Int = 65_536) -> [[Change]] {
    stride(from: 0, to: changes.count, by: limit).map {
      Array(changes[$0..<min($0 + limit, changes.count)])
    }
  }
}

extension JournalRecord {
  /// An edit as records that each hold voxels or one decision, and no line of which grows without bound.
  static func batches(of edit: Edit) -> [JournalRecord] {
    let voxels = pieces(of: edit.changes).map { Edit(stroke: edit.stroke, changes: $0) }
    let decisions = edit.decisions.flatMap { decision -> [Decision] in
      guard case .kept(let changes) = decision else { return [decision] }
      return pieces(of: changes).map { .kept($0) }
    }
    return voxels.map { .paint($0) }
      + decisions.map { .paint(Edit(stroke: edit.stroke, changes: [], decisions: [$0])) }
  }
}

extension String {
  /// Without line breaks and other control characters.
  var oneLine: String {
    String(
      String.UnicodeScalarView(unicodeScalars.map { $0.value < 32 || $0.value == 127 ? " " : $0 }))
  }

  /// Without blanks and control characters; `-` when nothing is left.
  var oneWord: String {
    let word = String(
      String.UnicodeScalarView(
        unicodeScalars.filter { $0.value > 32 && $0.value != 127 && !$0.properties.isWhitespace }))
    return word.isEmpty ? "-" : word
  }
}
