import Annotation
import Foundation
import Volume

/// Sparse label map and journal put together; what viewer and trainer both start from.
///
/// The journal is the truth, the map a picture of it at record S. Where the two disagree, a person's
/// strokes win over tidiness: whatever the map holds beyond the journal is kept as a `correction`.
///
/// - the map was changed by another program, or put there by hand: its changes are the correction;
/// - the journal is damaged or ends before S: what the map still holds is the correction;
/// - there is a map but no journal: the map is the base.
///
/// Where journal and correction both change a voxel after S, the journal wins.
struct ScribbleLoad {
  /// Map and history after all records; without the correction.
  private(set) var scribbles: Scribbles
  /// What the map adds to the journal.
  private(set) var correction: [Change] = []
  /// The map's voxels, where they come before the first stroke of a journal to be made.
  private(set) var base: [Change] = []
  /// What the journal file held.
  let contents: JournalContents
  /// Sentences for the person: damage, changes from outside.
  private(set) var messages: [String] = []
  /// Number of the journal record that the map file was written at; nil = no map, or not by us.
  private(set) var mapSequence: Int?

  /// - Parameters:
  ///   - map: voxels and description of CASE.nii.gz; nil = there is none, or it can't be read.
  ///   - contents: CASE.journal.
  ///   - name: of the case, for messages.
  /// - Throws: `ProjectError.newer`, `.otherGrid`.
  init(
    map: (voxels: [UInt8], description: String)?, contents: JournalContents, size: GridSize,
    sliceAxis: Axis, name: String
  ) throws {
    let file = "\(name).journal"
    guard contents.version <= JournalRecord.version else {
      throw ProjectError.newer(
        path: file, version: contents.version, known: JournalRecord.version)
    }
    if let found = contents.size, found != size {
      throw ProjectError.otherGrid(path: file, expected: "\(size)", found: "\(found)")
    }
    if let map, map.voxels.count != size.count {
      throw ProjectError.otherGrid(
        path: "\(name).nii.gz", expected: "\(size)", found: "\(map.voxels.count)")
    }
    self.contents = contents
    if let report = contents.damageReport(of: file) { messages.append(report) }
    scribbles = contents.replay(size: size, sliceAxis: sliceAxis)
    // A map without a journal does not tell either.
    let isNew = contents.entries.isEmpty && map == nil
    if !contents.recordsMarks, !isNew {
      scribbles.setMarks(MarkedSlices(scribbles.marks.recorded, isComplete: false))
    }
    guard let map else { return }
    if contents.entries.isEmpty {
      base = Self.changes(from: scribbles.map.voxels, to: map.voxels)
      scribbles.replay(.base(base))
      mapSequence = 0
      return
    }
    compare(map.voxels, ScribbleStamp(map.description), name)
  }

  /// Finds what the map holds beyond the journal.
  private mutating func compare(_ voxels: [UInt8], _ stamp: ScribbleStamp?, _ name: String) {
    let untouched = stamp.map { $0.checksum == Checksum(of: voxels).text } ?? false
    let reference =
      stamp?.sequence ?? lastSaved ?? contents.entries.last { $0.record.isBase }?.sequence ?? 0
    let then = contents.replay(
      size: scribbles.map.size, sliceAxis: scribbles.sliceAxis, upTo: reference
    ).map.voxels
    if untouched { mapSequence = stamp?.sequence }
    guard then != voxels else { return }
    let now = scribbles.map.voxels
    correction = Self.changes(from: then, to: voxels).filter { now[$0.voxel] == $0.old }
    guard !correction.isEmpty else { return }
    let count = "\(correction.count) voxels"
    messages.append(
      untouched
        ? "\(name).nii.gz holds \(count) that the journal has lost; they were kept."
        : "\(name).nii.gz was changed outside inkling: \(count) differ. They were taken over as one "
          + "edit; undo takes it back.")
  }

  /// Whether CASE.nii.gz is there but can't be read.
  private(set) var mapIsUnreadable = false

  /// Notes that CASE.nii.gz can't be read.
  mutating func reportUnreadableMap(_ message: String) {
    mapIsUnreadable = true
    messages.append(message)
  }

  private var lastSaved: Int? {
    for entry in contents.entries.reversed() {
      if case .saved(let sequence, _) = entry.record { return sequence }
    }
    return nil
  }

  private static func changes(from old: [UInt8], to new: [UInt8]) -> [Change] {
    guard old != new else { return [] }
    return old.indices.lazy.filter { old[$0] != new[$0] }
      .map { Change(voxel: $0, old: old[$0], new: new[$0]) }
  }

  /// Map and history with the correction as the last stroke.
  var corrected: Scribbles {
    guard !correction.isEmpty else { return scribbles }
    var result = scribbles
    result.perform(Edit(stroke: result.nextStroke, changes: correction))
    result.endStroke()
    return result
  }
}

extension JournalRecord {
  /// Whether the map differs after this.
  var changesMap: Bool {
    switch self {
    case .base, .undo, .redo: true
    case .paint(let edit): !edit.changes.isEmpty
    case .header, .end, .saved, .note, .lost, .unknown: false
    }
  }

  /// Whether this holds voxels from before the first stroke.
  var isBase: Bool {
    if case .base = self { true } else { false }
  }
}
