/// One voxel's label before and after.
public struct Change: Equatable, Sendable {
  /// Linear offset in the volume, first axis fastest.
  public var voxel: Int
  /// Label before: 0 = no scribble, 1…K = class, 255 = background scribble.
  public var old: UInt8
  /// Label after.
  public var new: UInt8

  /// A change of `voxel` from `old` to `new`.
  public init(voxel: Int, old: UInt8, new: UInt8) {
    self.voxel = voxel
    self.old = old
    self.new = new
  }
}

/// What one batch of an action, a whole action, or its undoing does: to the sparse label map, and besides.
///
/// Undo, redo, the journal and "what changed" on screen all use this type.
public struct Edit: Equatable, Sendable {
  /// The stroke, or other action, that this belongs to; all its batches are undone together.
  public var stroke: Int
  /// The voxels of the sparse label map that change, in the order in which they do.
  public var changes: [Change]
  /// What is decided besides.
  public var decisions: [Decision]

  /// An edit of `stroke`.
  public init(stroke: Int, changes: [Change], decisions: [Decision] = []) {
    self.stroke = stroke
    self.changes = changes
    self.decisions = decisions
  }

  /// The edit that takes this one back.
  public var inverse: Edit {
    Edit(
      stroke: stroke,
      changes: changes.reversed().map { Change(voxel: $0.voxel, old: $0.new, new: $0.old) },
      decisions: decisions.reversed().map(\.inverse))
  }
}

/// Successive voxels along the first axis that change alike; the journal's unit.
struct ChangeRun: Equatable {
  var start: Int
  var count: Int
  var old: UInt8
  var new: UInt8
}

extension Edit {
  /// The changes as runs, in their order.
  var runs: [ChangeRun] {
    var runs: [ChangeRun] = []
    for change in changes {
      if let last = runs.last, last.start + last.count == change.voxel,
        last.old == change.old, last.new == change.new
      {
        runs[runs.count - 1].count += 1
      } else {
        runs.append(ChangeRun(start: change.voxel, count: 1, old: change.old, new: change.new))
      }
    }
    return runs
  }

  /// The edit that `runs` spell.
  init(stroke: Int, runs: [ChangeRun]) {
    self.stroke = stroke
    changes = []
    decisions = []
    changes.reserveCapacity(runs.reduce(0) { $0 + $1.count })
    for run in runs {
      for voxel in run.start..<run.start + run.count {
        changes.append(Change(voxel: voxel, old: run.old, new: run.new))
      }
    }
  }
}
