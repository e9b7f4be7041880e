import Annotation
import Project
import Volume

/// What is drawn on a volume, and what else says which label its voxels have: in the order of the stack, i = columns,
/// j = rows, k = slices.
package struct DrawnLabels {
  /// Encoding `inkling`.
  let scribbles: LabelMap
  /// Encoding `inkling`, whole slices; nil = none.
  private let accepted: AcceptedLabels?
  /// Dense labels taught on every slice instead of scribbles (method `full`).
  let truth: LabelMap?
  /// Labels of another program, encoded as scribbles are; nil = none.
  private let imported: LabelMap?
  /// What boxes are drawn around.
  private let bounding: LabelMap
  /// Millimetres between columns, rows and slices.
  let spacing: SIMD3<Double>

  /// What lies on a volume, brought into an order; scribbles alone unless given.
  ///
  /// - spacing: millimetres between voxels along i, j, k
  package init(
    scribbles: LabelMap, accepted: AcceptedLabels? = nil, truth: LabelMap? = nil,
    imported: LabelMap? = nil, order: SliceOrder, spacing: SIMD3<Double>
  ) {
    self.scribbles = order.stack(scribbles)
    self.accepted = accepted.map { AcceptedLabels(map: order.stack($0.map), sliceAxis: .k) }
    self.truth = truth.map(order.stack)
    self.imported = imported.map(order.stack)
    bounding = Self.bounding(self.scribbles, self.imported)
    self.spacing = order.spacing(spacing)
  }

  /// The box of all strokes plus a margin in millimetres. What another program has labelled lies in it too: otherwise one
  /// stroke that corrects it would cut the rest off.
  func box(_ margin: Double?) -> RegionOfInterest {
    RegionOfInterest(around: bounding, spacing: spacing, margin: margin)
  }

  /// Strokes and, where there are any, what another program has labelled.
  private static func bounding(_ strokes: LabelMap, _ imported: LabelMap?) -> LabelMap {
    var all = strokes
    guard let imported, all.voxels.contains(where: { $0 != 0 }) else { return all }
    for (offset, label) in imported.voxels.enumerated()
    where label != 0 && label != Scribbles.background && all.voxels[offset] == 0 {
      all.voxels[offset] = label
    }
    return all
  }

  /// The classes that another program has labelled.
  var importedLabels: Set<UInt8> {
    Set(imported?.voxels ?? []).subtracting([0, Scribbles.background])
  }

  /// What another program has labelled, by slice: the target of every pixel, -1 = none.
  func importedTargets(_ classes: ClassTable) -> [Int: [Int8]] {
    guard let imported else { return [:] }
    var slices: [Int: [Int8]] = [:]
    for index in imported.slices(along: .k, where: { $0 != 0 }) {
      slices[index] = imported.slice(index, along: .k).values
        .map { $0 == 0 ? -1 : classes.targets[Int($0)] }
    }
    return slices
  }

  /// The targets of the slices that teach something, by index.
  ///
  /// - assumed: pixels that count as background on slices with strokes, where nothing is drawn
  func targets(_ classes: ClassTable, assumed: [Int32]) -> [Int: SliceTargets] {
    func targets(_ map: LabelMap, _ index: Int, zero: Int8) -> [Int8] {
      map.slice(index, along: .k).values.map { $0 == 0 ? zero : classes.targets[Int($0)] }
    }
    var slices: [Int: SliceTargets] = [:]
    if let truth {
      for index in 0..<scribbles.size.k {
        slices[index] = SliceTargets(scribbles: [], dense: targets(truth, index, zero: 0))
      }
      return slices
    }
    let frozen = Set(accepted?.slices ?? [])
    let drawn = Set(scribbles.slices(along: .k) { $0 != 0 })
    for index in drawn.union(frozen) where index < scribbles.size.k {
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
