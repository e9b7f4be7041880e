/// Which action some voxels show, and what lies beneath it, as the history tells.
struct StrokeOwners {
  /// What a voxel showed before an action changed it.
  private struct Beneath {
    var owner: Int?
    var label: UInt8
  }

  /// The action that each voxel shows, by its place in the history; none = what was there before the first one.
  private(set) var owners: [Int: Int] = [:]
  /// By action and voxel.
  private var beneath: [Int: [Int: Beneath]] = [:]
  /// Actions that later ones have removed.
  private var gone: Set<Int> = []

  /// - Parameters:
  ///   - history: whole actions, oldest first.
  ///   - voxels: those that are asked for.
  init(_ history: [Edit], of voxels: Set<Int>) {
    guard let first = voxels.min(), let last = voxels.max() else { return }
    var places: [Int: Int] = [:]
    for (place, action) in history.enumerated() {
      places[action.stroke] = place
      let removed = action.removedStroke.flatMap { places[$0] }.flatMap { $0 < place ? $0 : nil }
      if let removed { gone.insert(removed) }
      for change in action.changes
      where change.voxel >= first && change.voxel <= last && voxels.contains(change.voxel) {
        if let removed {
          owners[change.voxel] = under(removed, change.voxel)?.owner
        } else {
          note(change, place)
        }
      }
    }
  }

  private mutating func note(_ change: Change, _ place: Int) {
    if beneath[place]?[change.voxel] == nil {
      beneath[place, default: [:]][change.voxel] = Beneath(
        owner: owners[change.voxel], label: change.old)
    }
    owners[change.voxel] = place
  }

  /// What lies under an action at a voxel, apart from strokes that are gone.
  private func under(_ place: Int, _ voxel: Int) -> Beneath? {
    var found = beneath[place]?[voxel]
    while let owner = found?.owner, gone.contains(owner), let next = beneath[owner]?[voxel] {
      found = next
    }
    return found
  }

  /// The label that comes back at a voxel when an action goes.
  func label(under place: Int, at voxel: Int) -> UInt8 { under(place, voxel)?.label ?? 0 }
}

/// What becomes of the voxels of a stroke that is removed.
package struct StrokeRemoval: Equatable, Sendable {
  /// The stroke that goes.
  package let stroke: Int
  /// The voxels that still show it, and what lay beneath.
  package let changes: [Change]
  /// How many of its voxels others have painted over: they stay.
  package let covered: Int
}

extension Scribbles {
  /// Removing the last stroke that painted a voxel: the voxels that still show it get back what lay beneath.
  ///
  /// - Returns: nil where no stroke is, or one from before the history.
  package func removal(ofStrokeAt voxel: Int) -> StrokeRemoval? {
    guard map.voxels.indices.contains(voxel), map.voxels[voxel] != 0,
      let place = StrokeOwners(done, of: [voxel]).owners[voxel]
    else { return nil }
    let painted = Set(done[place].changes.lazy.filter { $0.new != 0 }.map(\.voxel))
    let known = StrokeOwners(done, of: painted)
    let shown = painted.filter { known.owners[$0] == place && map.voxels[$0] != 0 }
    return StrokeRemoval(
      stroke: done[place].stroke,
      changes: shown.sorted().map {
        Change(voxel: $0, old: map.voxels[$0], new: known.label(under: place, at: $0))
      }.filter { $0.old != $0.new },
      covered: painted.count - shown.count)
  }

  /// Those of some voxels that are as they were before the first stroke.
  package func untouched(among voxels: Set<Int>) -> Set<Int> {
    let owners = StrokeOwners(done, of: voxels).owners
    return voxels.filter { owners[$0] == nil }
  }
}

extension Edit {
  /// The stroke that this removes; nil = none.
  package var removedStroke: Int? {
    for case .removed(let stroke) in decisions { return stroke }
    return nil
  }
}
