import Annotation

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
    self.init(stroke: stroke, changes: [])
    changes.reserveCapacity(runs.reduce(0) { $0 + $1.count })
    for run in runs {
      for voxel in run.start..<run.start + run.count {
        changes.append(Change(voxel: voxel, old: run.old, new: run.new))
      }
    }
  }
}
