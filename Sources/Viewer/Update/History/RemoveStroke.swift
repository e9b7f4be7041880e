import Annotation
import Volume

/// Removing the stroke under the cursor.
extension ViewerState {
  /// `Delete`: the voxels that still show the stroke get back what lay beneath; one action that `u` takes back.
  ///
  /// Of voxels from before the first stroke, as of an imported map, those of the label go that hang together on the slice.
  mutating func removeStroke() {
    guard mayEdit() else { return }
    endStroke()
    pen.anchor = nil
    let size = open.volume.geometry.size
    let voxel = size.offset(view.cursor)
    let label = open.scribbles.map.voxels[voxel]
    guard label != 0 else {
      return say("no stroke under the cursor: put it on one, or S lists them all", .warning)
    }
    guard let removal = open.scribbles.removal(ofStrokeAt: voxel) else {
      return removePatch(of: label)
    }
    let known = knownLabels
    // A label that has been removed since must not come back.
    let changes = removal.changes.map { change in
      let isKnown = change.new == Scribbles.background || known.contains(change.new)
      return Change(voxel: change.voxel, old: change.old, new: isKnown ? change.new : 0)
    }
    guard !changes.isEmpty else {
      return say("what lies under stroke \(removal.stroke) looks the same: nothing to remove")
    }
    let number = open.scribbles.nextStroke
    record(Edit(stroke: number, changes: changes))
    add([.removed(stroke: removal.stroke)], to: number)
    endEdit()
    let labels = Set(changes.map(\.old)).sorted().map(labelName).joined(separator: ", ")
    let slices = Set(changes.map { size.voxel(at: $0.voxel)[layout.throughAxis] }).count
    let place = slices == 1 ? "" : " on \(slices) slices"
    let rest = removal.covered == 0 ? "" : " (\(removal.covered) left under later strokes)"
    say(
      "stroke \(removal.stroke) removed, \(Words.count(changes.count, "voxel")) of "
        + "\(labels)\(place)\(rest); u brings it back")
  }

  private mutating func removePatch(of label: UInt8) {
    let (layout, slice, size) = (layout, slice, open.volume.geometry.size)
    func offset(_ column: Int, _ row: Int) -> Int {
      size.offset(layout.voxel(column: column, row: row, slice: slice))
    }
    var labelled: [Int: SlicePoint] = [:]
    for point in strokesOfSlice[label] ?? [] { labelled[offset(point.column, point.row)] = point }
    let imported = open.scribbles.untouched(among: Set(labelled.keys))
    var mask = Mask(
      width: layout.columns, height: layout.rows,
      values: Array(repeating: false, count: layout.columns * layout.rows))
    for voxel in imported {
      if let point = labelled[voxel] { mask[point.column, point.row] = true }
    }
    let parts = ConnectedComponents(of: mask, connectivity: .corners).components
    let part = parts[cursorPoint.row * layout.columns + cursorPoint.column]
    let voxels = imported.filter { voxel in
      labelled[voxel].map { parts[$0.row * layout.columns + $0.column] == part } ?? false
    }
    record(
      Edit(
        stroke: open.scribbles.nextStroke,
        changes: voxels.sorted().map { Change(voxel: $0, old: label, new: 0) }))
    endEdit()
    say(
      "\(Words.count(voxels.count, "imported voxel")) of \(labelName(label)) removed, connected on "
        + "this slice; u brings them back")
  }
}
