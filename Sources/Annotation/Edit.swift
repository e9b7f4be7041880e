/// One voxel's label before and after.
package struct Change: Equatable, Sendable {
  /// Linear offset in the volume, first axis fastest.
  package var voxel: Int
  /// Label before: 0 = no scribble, 1…K = class, 255 = background scribble.
  package var old: UInt8
  /// Label after.
  package var new: UInt8

  /// A change of `voxel` from `old` to `new`.
  package init(voxel: Int, old: UInt8, new: UInt8) {
    self.voxel = voxel
    self.old = old
    self.new = new
  }
}

/// What one batch of an action, a whole action, or its undoing does: to the sparse label map, and besides.
///
/// Undo, redo, the journal and "what changed" on screen all use this type.
package struct Edit: Equatable, Sendable {
  /// The stroke, or other action, that this belongs to; all its batches are undone together.
  package var stroke: Int
  /// The voxels of the sparse label map that change, in the order in which they do.
  package var changes: [Change]
  /// What is decided besides.
  package var decisions: [Decision]

  /// An edit of `stroke`.
  package init(stroke: Int, changes: [Change], decisions: [Decision] = []) {
    self.stroke = stroke
    self.changes = changes
    self.decisions = decisions
  }

  /// The edit that takes this one back.
  package var inverse: Edit {
    Edit(
      stroke: stroke,
      changes: changes.reversed().map { Change(voxel: $0.voxel, old: $0.new, new: $0.old) },
      decisions: decisions.reversed().map(\.inverse))
  }
}
