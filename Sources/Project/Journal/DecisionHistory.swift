import Annotation
import Foundation
import Volume

/// What a journal says of a case's accepted slices and of its review, to bring files up to date that are older: the
/// disk may have refused them when the journal, written first, still had room.
struct DecisionHistory {
  /// Labels that are kept of slices, as the journal has them last; 0 = not kept.
  private var kept: [UInt8] = []
  /// Of which voxels the journal tells.
  private var isKnown: [Bool] = []
  /// Number of the record that last changed a slice's voxels or kept labels.
  private var changedAt: [Int: Int] = [:]
  /// Every row that a slice of the review sheet has had, in their order.
  private var rows: [Int: [ReviewSheet.Row?]] = [:]
  /// Every note that a slice has had, in their order.
  private var notes: [Int: [String?]] = [:]

  /// Whether the journal holds decisions at all.
  var isEmpty: Bool { kept.isEmpty && rows.isEmpty && notes.isEmpty }

  /// Nothing was decided.
  init() {}

  init(_ contents: JournalContents, size: GridSize, sliceAxis: Axis) {
    guard contents.entries.contains(where: \.record.isDecision) else { return }
    kept = Array(repeating: 0, count: size.count)
    isKnown = Array(repeating: false, count: size.count)
    var scribbles = Scribbles(map: LabelMap(size: size), sliceAxis: sliceAxis)
    let stamps = contents.stamps
    for entry in contents.entries {
      guard let edit = scribbles.replay(entry.record) else { continue }
      for change in edit.changes {
        changedAt[scribbles.slice(of: change.voxel)] = entry.sequence
      }
      for decision in edit.decisions {
        note(decision, at: entry.sequence, scribbles, by: stamps[edit.stroke]?.user)
      }
    }
  }

  private mutating func note(
    _ decision: Decision, at sequence: Int, _ scribbles: Scribbles, by user: String?
  ) {
    switch decision {
    case .kept(let changes):
      for change in changes {
        kept[change.voxel] = change.new
        isKnown[change.voxel] = true
        changedAt[scribbles.slice(of: change.voxel)] = sequence
      }
    case .review(let change):
      let known = rows[change.slice] ?? [change.before]
      // What comes back by undo was decided before, by whoever did.
      let before = known.first { $0.isSame(as: change.after) }?.flatMap(\.user)
      var row = change.after
      row?.user = before ?? user
      rows[change.slice] = known + [row]
    case .note(let change):
      notes[change.slice, default: [change.before]].append(change.after)
    case .empty, .label, .removed: break
    }
  }

  /// Frozen slices as of the journal's end.
  ///
  /// - Parameters:
  ///   - file: as they were at record `sequence`.
  ///   - scribbles: as of the journal's end.
  func bringUpToDate(_ file: AcceptedLabels, from sequence: Int, _ scribbles: Scribbles)
    -> AcceptedLabels
  {
    guard !isEmpty else { return file }
    var result = file
    let size = file.map.size
    for (slice, at) in changedAt where at > sequence {
      var base = file.map.slice(slice, along: file.sliceAxis)
      for row in 0..<base.height {
        for column in 0..<base.width {
          let voxel = size.offset(
            size.voxel(column: column, row: row, slice: slice, along: file.sliceAxis))
          if isKnown[voxel] { base[column, row] = kept[voxel] }
        }
      }
      if !base.values.contains(0) {
        result.accept(slice, labels: scribbles.drawn(over: base, slice: slice))
      } else if result.isAccepted(slice) {
        result.release(slice)
      }
    }
    return result
  }

  /// The review sheet as of the journal's end. A row or note that the journal has never had is somebody else's and stays.
  func bringUpToDate(_ file: ReviewSheet) -> ReviewSheet {
    var result = file
    for (slice, history) in rows {
      let found = file.rows[slice]
      guard let last = history.last, !last.isSame(as: found),
        history.contains(where: { $0.isSame(as: found) })
      else { continue }
      result.apply(ReviewChange(slice: slice, before: found, after: last))
    }
    for (slice, history) in notes {
      // A program that knows no notes has left them out.
      guard let last = history.last, history.contains(file.notes[slice]) || file.notes[slice] == nil
      else { continue }
      result.apply(NoteChange(slice: slice, before: file.notes[slice], after: last))
    }
    return result
  }
}

/// A case's accepted slices and decisions, as files and journal have them together.
package struct Decided: Sendable {
  /// Frozen slices.
  package var accepted: AcceptedLabels
  /// Decisions about slices.
  package var review: ReviewSheet
  /// Whether labels/CASE.nii.gz is older than this.
  package var labelsAreOld: Bool
  /// Whether review/CASE.csv is older than this.
  package var reviewIsOld: Bool

  /// Reads the files, and takes from the journal what they miss.
  ///
  /// A label file without our stamp, or that another program has changed, is taken as it is.
  init(
    _ project: Project, _ caseName: String, geometry: Geometry, _ history: DecisionHistory,
    _ scribbles: Scribbles
  ) throws {
    let url = project.labels(caseName)
    let axis = scribbles.sliceAxis
    accepted = AcceptedLabels(size: geometry.size, sliceAxis: axis)
    // A missing file is older than everything.
    var sequence: Int? = 0
    if FileSignature(of: url).size >= 0 {
      let description: String
      (accepted, description) = try AcceptedLabels.loadWithDescription(
        url, geometry: geometry, sliceAxis: axis)
      let stamp = ScribbleStamp(description, kind: .accepted)
      let isOurs = stamp?.checksum == Checksum(of: accepted.map.voxels).text
      sequence = isOurs ? stamp?.sequence : nil
    }
    let files = (accepted, try ReviewSheet.load(project.review(caseName)))
    if let sequence { accepted = history.bringUpToDate(accepted, from: sequence, scribbles) }
    review = history.bringUpToDate(files.1)
    labelsAreOld = accepted != files.0
    reviewIsOld = review != files.1
  }
}

extension Scribbles {
  /// A slice's kept labels with its strokes over them: 0 = background, 1…K.
  package func drawn(over kept: Slice<UInt8>, slice: Int) -> Slice<UInt8> {
    var labels = kept
    let strokes = map.slice(slice, along: sliceAxis)
    for index in labels.values.indices {
      let label = strokes.values[index] != 0 ? strokes.values[index] : kept.values[index]
      labels.values[index] = label == Scribbles.background ? 0 : label
    }
    return labels
  }
}

extension JournalRecord {
  /// Whether this says something of the files of accepted slices and of review; marks stand in the journal alone.
  fileprivate var isDecision: Bool {
    guard case .paint(let edit) = self else { return false }
    return edit.decisions.contains {
      switch $0 {
      case .empty, .removed: false
      case .review, .kept, .label, .note: true
      }
    }
  }
}

extension ReviewSheet.Row? {
  /// Whether both are the same decision, or none.
  fileprivate func isSame(as other: ReviewSheet.Row?) -> Bool {
    switch (self, other) {
    case (nil, nil): true
    case (let row?, let other?): row.isSame(as: other)
    default: false
    }
  }
}
