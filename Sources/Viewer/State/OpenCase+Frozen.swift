import Annotation
import Volume

/// Frozen slices, and strokes that correct them.
extension OpenCase {
  /// Freezes what is shown of a slice: its frozen or predicted labels with the strokes over them; nothing at
  /// all where it is marked as empty, else the prediction would come back between the background lines.
  ///
  /// - labels: that the project has; an old prediction may show others, which become background
  mutating func freeze(_ slice: Int, labels: Set<UInt8>) {
    let (width, height, _) = volume.geometry.size.sliceSize(along: sliceAxis)
    let nothing = Slice<UInt8>(
      width: width, height: height, values: Array(repeating: 0, count: width * height))
    let known = accepted.dense(slice) ?? prediction?.slice(slice, along: sliceAxis) ?? nothing
    var base = isMarkedEmpty(slice) ? nothing : known
    for index in base.values.indices where !labels.contains(base.values[index]) {
      base.values[index] = 0
    }
    var shown = base
    let strokes = scribbles.map.slice(slice, along: sliceAxis)
    for index in strokes.values.indices where strokes.values[index] != 0 {
      shown.values[index] =
        strokes.values[index] == Scribbles.background ? 0 : strokes.values[index]
    }
    var before = base
    for index in before.values.indices where before.values[index] == 0 {
      before.values[index] = Scribbles.background
    }
    beforeCorrection.setSlice(slice, along: sliceAxis, to: before)
    accepted.accept(slice, labels: shown)
  }

  /// Lets a slice go again.
  mutating func release(_ slice: Int) { accepted.release(slice) }

  /// Makes background of a class in what erasing brings back: the class is there no more.
  mutating func forget(label id: UInt8) {
    for voxel in beforeCorrection.voxels.indices where beforeCorrection.voxels[voxel] == id {
      beforeCorrection.voxels[voxel] = Scribbles.background
    }
  }

  /// Takes an edit of the strokes into account.
  mutating func note(_ edit: Edit) {
    extent.note(edit)
    correctFrozenSlices(by: edit)
  }

  /// Lets strokes correct the frozen slices that they cross: painted voxels take the stroke's label, erased
  /// ones what was there before.
  private mutating func correctFrozenSlices(by edit: Edit) {
    var touched: Set<Int> = []
    var slices: [Int: Slice<UInt8>] = [:]
    for change in edit.changes where accepted.map.voxels[change.voxel] != 0 {
      let size = volume.geometry.size
      let voxel = size.voxel(at: change.voxel)
      let slice = voxel[sliceAxis]
      touched.insert(slice)
      var labels =
        slices[slice] ?? accepted.dense(slice) ?? accepted.map.slice(slice, along: sliceAxis)
      let label = change.new == 0 ? beforeCorrection.voxels[change.voxel] : change.new
      let plane = sliceAxis.inPlane
      labels[voxel[plane.columns], voxel[plane.rows]] = label == Scribbles.background ? 0 : label
      slices[slice] = labels
    }
    for (slice, labels) in slices { accepted.accept(slice, labels: labels) }
    for slice in touched { review.noteEdit(slice: slice) }
    if !touched.isEmpty { hasUnwrittenCorrections = true }
  }
}
