import Foundation
import Volume

/// What a person does besides drawing, so that it can be undone among the strokes, in the order in which it was done.
package enum Decision: Equatable, Sendable {
  /// The state of a slice changed.
  case review(ReviewChange)
  /// Labels that are kept of slices changed: 0 = not kept, 1…K class, 255 background. Strokes lie over them and are
  /// not in them.
  case kept([Change])
  /// A slice was marked as empty, or its mark was taken away.
  case empty(EmptyChange)
  /// The label table changed.
  case label(LabelChange)
  /// The note on a slice changed.
  case note(NoteChange)
  /// The voxels of this action are those of an earlier stroke, which goes.
  case removed(stroke: Int)

  /// The decision that takes this one back.
  package var inverse: Decision {
    switch self {
    case .review(let change):
      .review(ReviewChange(slice: change.slice, before: change.after, after: change.before))
    case .kept(let changes): .kept(Edit(stroke: 0, changes: changes).inverse.changes)
    case .empty(let change): .empty(change.inverse)
    case .label(let change): .label(LabelChange(before: change.after, after: change.before))
    case .note(let change): .note(change.inverse)
    case .removed: self
    }
  }
}

/// A row of the review sheet before and after; nil = `todo`.
package struct ReviewChange: Equatable, Sendable {
  /// Index along the slice axis.
  package var slice: Int
  /// The row before.
  package var before: ReviewSheet.Row?
  /// The row after.
  package var after: ReviewSheet.Row?

  /// A change of a slice's row.
  package init(slice: Int, before: ReviewSheet.Row?, after: ReviewSheet.Row?) {
    (self.slice, self.before, self.after) = (slice, before, after)
  }
}

/// A label before and after; nil = there is no such label.
package struct LabelChange: Codable, Equatable, Sendable {
  /// The label before.
  package var before: Label?
  /// The label after.
  package var after: Label?

  /// A change of a label.
  package init(before: Label?, after: Label?) { (self.before, self.after) = (before, after) }

  /// The label's number.
  package var id: UInt8 { after?.id ?? before?.id ?? 0 }
}
