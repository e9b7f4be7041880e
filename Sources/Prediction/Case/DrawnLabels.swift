import Annotation
import Project
import Volume

/// What is drawn on a volume, and what else says which label its voxels have.
package struct DrawnLabels {
  /// Encoding `inkling`.
  package var scribbles: LabelMap
  /// Encoding `inkling`, whole slices; nil = none.
  package var accepted: AcceptedLabels?
  /// Dense labels taught on every slice instead of scribbles (method `full`).
  package var truth: LabelMap?
  /// Slices are cut across it.
  package var axis: Axis
  /// Millimetres between voxels along i, j, k.
  package var spacing: SIMD3<Double>

  /// Scribbles alone unless given.
  package init(
    scribbles: LabelMap, accepted: AcceptedLabels? = nil, truth: LabelMap? = nil, axis: Axis,
    spacing: SIMD3<Double>
  ) {
    (self.scribbles, self.accepted, self.truth) = (scribbles, accepted, truth)
    (self.axis, self.spacing) = (axis, spacing)
  }

  /// The box of all strokes plus a margin in millimetres.
  func box(_ margin: Double?) -> RegionOfInterest {
    RegionOfInterest(around: scribbles, axis: axis, spacing: spacing, margin: margin)
  }

  /// The targets of the slices that teach something, by index.
  ///
  /// - assumed: pixels that count as background on slices with strokes, where nothing is drawn
  func targets(_ classes: ClassTable, assumed: [Int32]) -> [Int: SliceTargets] {
    func targets(_ map: LabelMap, _ index: Int, zero: Int8) -> [Int8] {
      map.slice(index, along: axis).values.map { $0 == 0 ? zero : classes.targets[Int($0)] }
    }
    var slices: [Int: SliceTargets] = [:]
    if let truth {
      for index in 0..<scribbles.size[axis] {
        slices[index] = SliceTargets(scribbles: [], dense: targets(truth, index, zero: 0))
      }
      return slices
    }
    let frozen = Set(accepted?.slices ?? [])
    let drawn = Set(scribbles.slices(along: axis) { $0 != 0 })
    for index in drawn.union(frozen) where index < scribbles.size[axis] {
      let isDrawn = drawn.contains(index)
      let found = SliceTargets(
        scribbles: isDrawn ? targets(scribbles, index, zero: -1) : [],
        assumed: isDrawn ? assumed : [],
        dense: frozen.contains(index) ? accepted.map { targets($0.map, index, zero: -1) } : nil)
      if !found.isEmpty { slices[index] = found }
    }
    return slices
  }
}
