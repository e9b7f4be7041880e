import Annotation
import Volume

/// What is shown of a volume below its strokes: the one rule for the screen, exported label maps and pictures.
///
/// Slice by slice: what was accepted; else nothing where a person has marked the slice as empty; else what was
/// imported, until the slice is rejected; else what is predicted.
package struct ShownSegmentation: Sendable {
  /// Where a slice's labels come from.
  package enum Source: Sendable { case accepted, markedEmpty, imported, predicted }

  /// Frozen slices.
  package let accepted: AcceptedLabels
  /// What a trainer has predicted.
  package let predicted: ShownPrediction
  /// A segmentation of another program; nil = there is none.
  package let imported: ImportedSegmentation?
  /// Slices in which it takes the place of the prediction.
  package let importedSlices: Set<Int>
  /// Slices that are marked as empty.
  package let emptySlices: Set<Int>

  /// What all of them make together.
  package init(
    accepted: AcceptedLabels, predicted: ShownPrediction,
    imported: (ImportedSegmentation, slices: Set<Int>)? = nil, emptySlices: Set<Int>
  ) {
    (self.accepted, self.predicted, self.emptySlices) = (accepted, predicted, emptySlices)
    self.imported = imported?.0
    importedSlices = imported?.slices ?? []
  }

  /// Reads it from the project folder.
  /// - Throws: what reading accepted slices and predictions throws.
  package static func load(
    _ project: Project, _ caseName: String, geometry: Geometry, strokes: ScribbleReader.Snapshot
  ) throws -> ShownSegmentation {
    let axis = try project.entry(caseName).sliceAxis
    let review = try ReviewSheet.load(project.review(caseName))
    let imported = try ImportedSegmentation.load(project, caseName, geometry: geometry)
    return ShownSegmentation(
      accepted: try AcceptedLabels.load(
        project.labels(caseName), geometry: geometry, sliceAxis: axis),
      predicted: try PredictionFeed.shown(project, caseName, geometry: geometry),
      imported: imported.map { ($0, slices: $0.slices(openIn: review)) },
      emptySlices: strokes.marks.slices(
        among: strokes.map.slices(along: axis) { $0 != 0 }, of: strokes.map, in: geometry,
        along: axis))
  }

  /// Where a slice's labels come from; nil = there are none.
  package func source(of slice: Int) -> Source? {
    if accepted.isAccepted(slice) { return .accepted }
    if emptySlices.contains(slice) { return .markedEmpty }
    if importedSlices.contains(slice) { return .imported }
    return predicted.stamps[slice] == nil ? nil : .predicted
  }

  /// The label at an offset into the volume, 0 = background or none; the project may not have it any more.
  @inlinable package func label(at offset: Int) -> UInt8 {
    let frozen = accepted.map.voxels[offset]
    if frozen != 0 { return frozen == Scribbles.background ? 0 : frozen }
    if !emptySlices.isEmpty || !importedSlices.isEmpty {
      let slice = accepted.map.size.voxel(at: offset)[accepted.sliceAxis]
      if emptySlices.contains(slice) { return 0 }
      if importedSlices.contains(slice) { return imported?.labels.voxels[offset] ?? 0 }
    }
    return predicted.labels?.voxels[offset] ?? 0
  }

  /// How many voxels of the whole volume are shown with a label, 1…253.
  package func voxels(of label: UInt8) -> Int {
    predicted.stamps.indices.reduce(0) { sum, slice in
      switch source(of: slice) {
      case .accepted: sum + accepted.counts[label, slice: slice]
      case .imported: sum + (imported?.counts[label, slice: slice] ?? 0)
      case .predicted: sum + predicted.counts[label, slice: slice]
      case .markedEmpty, nil: sum
      }
    }
  }

  /// The whole volume: 0 = background or none, else a label that the project has.
  package func map(known: Set<UInt8>) -> LabelMap {
    var map = LabelMap(size: accepted.map.size)
    for offset in map.voxels.indices {
      let label = label(at: offset)
      if known.contains(label) { map.voxels[offset] = label }
    }
    return map
  }
}
