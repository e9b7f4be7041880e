import Annotation
import Volume

/// Frozen slices, and strokes that correct them.
extension OpenCase {
  /// What freezing a slice changes in `kept`: what is shown of it under the strokes; nothing at all where it is marked as
  /// empty, else the prediction would come back between the background lines.
  ///
  /// - labels: that the project has; an old prediction may show others, which become background
  func changesToFreeze(_ slice: Int, labels: Set<UInt8>) -> [Change] {
    let size = volume.geometry.size
    let (width, height, _) = size.sliceSize(along: sliceAxis)
    let nothing = Slice<UInt8>(
      width: width, height: height, values: Array(repeating: 0, count: width * height))
    let known =
      accepted.isAccepted(slice)
      ? kept.slice(slice, along: sliceAxis)
      : proposal(slice: slice) ?? nothing
    let base = isMarkedEmpty(slice) ? nothing : known
    return changes(of: slice) { column, row in
      let label = base[column, row]
      return labels.contains(label) ? label : Scribbles.background
    }
  }

  /// What keeping other labels of a slice than those shown changes in `kept`; 0 = background.
  func changesToKeep(_ slice: Int, as shapes: Slice<UInt8>) -> [Change] {
    changes(of: slice) { column, row in
      shapes[column, row] == 0 ? Scribbles.background : shapes[column, row]
    }
  }

  /// What letting a slice go changes in `kept`.
  func changesToRelease(_ slice: Int) -> [Change] { changes(of: slice) { _, _ in 0 } }

  /// What makes background of a class in `kept`: the class is there no more.
  func changesToForget(label id: UInt8) -> [Change] {
    kept.voxels.indices.filter { kept.voxels[$0] == id }.map {
      Change(voxel: $0, old: id, new: Scribbles.background)
    }
  }

  private func changes(of slice: Int, to label: (Int, Int) -> UInt8) -> [Change] {
    let size = volume.geometry.size
    let (width, height, _) = size.sliceSize(along: sliceAxis)
    var changes: [Change] = []
    for row in 0..<height {
      for column in 0..<width {
        let voxel = size.offset(
          size.voxel(column: column, row: row, slice: slice, along: sliceAxis))
        let (old, new) = (kept.voxels[voxel], label(column, row))
        if old != new { changes.append(Change(voxel: voxel, old: old, new: new)) }
      }
    }
    return changes
  }

  /// Takes an edit into account: strokes correct the frozen slices that they cross, decisions freeze slices, let them go
  /// or change their state.
  mutating func note(_ edit: Edit) {
    extent.note(edit)
    for decision in edit.decisions {
      switch decision {
      case .kept(let changes): keep(changes)
      case .review(let change):
        review.apply(change)
        review.fillUser(of: change.slice, reviewer(of: change.slice))
      case .note(let change): review.apply(change)
      case .empty(let change): renewEmptyMarks([change.slice])
      case .label, .removed: break
      }
    }
    renew(keptSlices(crossedBy: edit))
    renewEmptyMarks(scribbles.slices(of: edit))
  }

  /// What a stroke brings about besides: accepted slices that it crosses become corrected, and a slice that it takes the
  /// last background of is marked as empty no more.
  mutating func consequences(of edit: Edit) -> [Decision] {
    let corrected: [Decision] = keptSlices(crossedBy: edit).sorted().compactMap {
      review.noteEdit(slice: $0, user: user).map { .review($0) }
    }
    let cleared = scribbles.slices(of: edit).filter {
      scribbles.marks.recorded.contains($0) && !scribbles.isAnnotated($0)
    }
    return corrected + cleared.map { .empty(EmptyChange(slice: $0, isMarked: false)) }
  }

  private func keptSlices(crossedBy edit: Edit) -> Set<Int> {
    slices(of: edit.changes.lazy.map(\.voxel).filter { kept.voxels[$0] != 0 })
  }

  private func slices(of voxels: some Sequence<Int>) -> Set<Int> {
    Set(voxels.map { scribbles.slice(of: $0) })
  }

  private mutating func keep(_ changes: [Change]) {
    for change in changes { kept.voxels[change.voxel] = change.new }
    renew(slices(of: changes.lazy.map(\.voxel)))
  }

  /// Lays the strokes over what is kept of slices.
  private mutating func renew(_ slices: Set<Int>) {
    guard !slices.isEmpty else { return }
    for slice in slices {
      let base = kept.slice(slice, along: sliceAxis)
      if base.values.contains(0) {
        accepted.release(slice)
      } else {
        accepted.accept(slice, labels: scribbles.drawn(over: base, slice: slice))
      }
    }
    hasUnwrittenCorrections = true
  }

  /// Finds again, in the history, what lies under the strokes of frozen slices; labels/ has them with the strokes.
  ///
  /// A slice that another program has changed since is taken as it is.
  mutating func recallKept() {
    let known = scribbles.keptLabels
    var recalled = kept
    for (voxel, label) in known where recalled.voxels.indices.contains(voxel) {
      recalled.voxels[voxel] = label
    }
    for slice in slices(of: known.keys.filter { $0 < recalled.voxels.count }) {
      let base = recalled.slice(slice, along: sliceAxis)
      guard let shown = accepted.dense(slice), !base.values.contains(0),
        scribbles.drawn(over: base, slice: slice) == shown
      else { continue }
      kept.setSlice(slice, along: sliceAxis, to: base)
    }
  }
}
