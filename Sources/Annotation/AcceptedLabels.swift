import Volume

/// labels/CASE.nii.gz: whole slices frozen by acceptance or promotion, written by the viewer alone.
///
/// Encoding `inkling`: 0 everywhere in a slice that is not accepted; in an accepted slice 1…K = class and
/// 255 = background, never 0.
package struct AcceptedLabels: Equatable, Sendable {
  /// The label map.
  package private(set) var map: LabelMap
  /// How many voxels of each label it holds.
  package private(set) var counts: SliceCounts
  /// The axis along which slices are counted.
  package let sliceAxis: Axis

  /// No slice accepted yet.
  package init(size: GridSize, sliceAxis: Axis) {
    map = LabelMap(size: size)
    counts = SliceCounts(slices: size[sliceAxis])
    self.sliceAxis = sliceAxis
  }

  /// Labels in the encoding above.
  package init(map: LabelMap, sliceAxis: Axis) {
    self.map = map
    counts = SliceCounts(map, along: sliceAxis)
    self.sliceAxis = sliceAxis
  }

  /// Freezes a slice.
  /// - Parameter labels: dense: 0 = background, 1…K.
  package mutating func accept(_ slice: Int, labels: Slice<UInt8>) {
    put(
      Slice(
        width: labels.width, height: labels.height,
        values: labels.values.map { $0 == 0 ? Scribbles.background : $0 }), at: slice)
  }

  /// Lets a slice go again.
  package mutating func release(_ slice: Int) {
    let (width, height, _) = map.size.sliceSize(along: sliceAxis)
    put(
      Slice(width: width, height: height, values: Array(repeating: 0, count: width * height)),
      at: slice)
  }

  private mutating func put(_ values: Slice<UInt8>, at slice: Int) {
    map.setSlice(slice, along: sliceAxis, to: values)
    counts.renew(slice, values.values)
  }

  /// Whether a slice is frozen.
  package func isAccepted(_ slice: Int) -> Bool {
    let (_, height, _) = map.size.sliceSize(along: sliceAxis)
    // An accepted slice has no 0 anywhere: one voxel tells.
    return height > 0
      && map[map.size.voxel(column: 0, row: 0, slice: slice, along: sliceAxis)] != 0
  }

  /// Frozen slices, ascending.
  package var slices: [Int] {
    (0..<map.size[sliceAxis]).filter(isAccepted)
  }

  /// A frozen slice as dense labels (0 = background, 1…K); nil when it is not accepted.
  package func dense(_ slice: Int) -> Slice<UInt8>? {
    guard isAccepted(slice) else { return nil }
    var labels = map.slice(slice, along: sliceAxis)
    for index in labels.values.indices where labels.values[index] == Scribbles.background {
      labels.values[index] = 0
    }
    return labels
  }
}
