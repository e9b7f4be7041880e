import Annotation
import Project
import Volume

/// A volume on screen with all that belongs to it.
package struct OpenCase: Sendable {
  /// CASE in all file names.
  let name: String
  /// Number among the project's volumes.
  let index: Int
  /// The image.
  let volume: Volume
  /// Another frame of the same image that is looked at now; nil = the one that strokes belong to.
  var otherFrame: Volume?
  /// How it was looked at the last time.
  var lastView: RememberedView?
  /// Axis along which slices are counted and reviewed.
  let sliceAxis: Axis
  /// The plane through that axis, shown first.
  let homePlane: Plane
  /// Window from the image's percentiles.
  let automaticWindow: IntensityWindow
  /// Strokes and their history.
  var scribbles: Scribbles
  /// How far strokes reach.
  var extent: StrokeExtent
  /// What a trainer has predicted.
  var predicted: ShownPrediction
  /// Frozen slices.
  var accepted: AcceptedLabels
  /// Labels of frozen slices under the strokes, which erasing brings back: 0 = not frozen, 255 = background.
  /// `accepted` is this with the strokes over it.
  var kept: LabelMap
  /// Decisions about slices.
  var review: ReviewSheet { didSet { renewImportedSlices() } }
  /// A segmentation of another program; nil = there is none.
  var imported: ImportedSegmentation? { didSet { renewImportedSlices() } }
  /// Slices in which it takes the place of the prediction.
  private(set) var importedSlices: Set<Int> = []
  /// When and by whom strokes were finished, by their number.
  var stamps: [Int: StrokeStamp] = [:]
  /// Who draws here; nil = not known.
  var user: String?
  /// What was shown before the present prediction.
  var earlier: EarlierPrediction
  /// Slices that are marked as empty.
  var emptySlices: Set<Int> = []
  /// Whether strokes have changed frozen slices since they were written.
  var hasUnwrittenCorrections = false

  /// A volume that has just been read.
  package init(
    name: String, index: Int, volume: Volume, scribbles: Scribbles,
    accepted: AcceptedLabels? = nil, review: ReviewSheet = ReviewSheet()
  ) {
    self.name = name
    self.index = index
    self.volume = volume
    sliceAxis = scribbles.sliceAxis
    homePlane = PlaneLayout.plane(through: sliceAxis, in: volume.geometry)
    automaticWindow = .automatic(for: volume)
    self.scribbles = scribbles
    // What a crash has cut off is an action like the others.
    self.scribbles.endStroke()
    extent = StrokeExtent(of: scribbles.map)
    let size = volume.geometry.size
    let frozen = accepted ?? AcceptedLabels(size: size, sliceAxis: sliceAxis)
    self.accepted = frozen
    kept = frozen.map
    self.review = review
    predicted = ShownPrediction(size: size, sliceAxis: sliceAxis)
    earlier = EarlierPrediction(size: size, sliceAxis: sliceAxis)
    recallKept()
    renewEmptyMarks(scribbles.annotatedSlices)
  }

  /// Takes over what somebody else has drawn and decided.
  mutating func take(_ drawn: DrawnCase) {
    scribbles = drawn.scribbles
    scribbles.endStroke()
    extent = StrokeExtent(of: drawn.scribbles.map)
    accepted = drawn.accepted
    kept = drawn.accepted.map
    review = drawn.review
    stamps = drawn.stamps
    imported = drawn.imported
    recallKept()
    emptySlices = []
    renewEmptyMarks(scribbles.annotatedSlices)
  }

  /// The frame on screen.
  var shownVolume: Volume { otherFrame ?? volume }

  /// The voxel in the middle of the volume.
  var middle: VoxelIndex {
    let size = volume.geometry.size
    return VoxelIndex(i: size.i / 2, j: size.j / 2, k: size.k / 2)
  }

  /// Number of slices along the review axis.
  var slices: Int { volume.geometry.size[sliceAxis] }

  /// How far the volume is.
  var progress: CaseProgress {
    CaseProgress(
      annotated: scribbles.annotatedSlices.count, done: review.progress(slices: slices).done,
      slices: slices)
  }

  // MARK: Predictions

  /// Which prediction, or what instead of one, is on screen in a slice; nil where there is nothing.
  func shownStamp(slice: Int) -> PredictionStamp? {
    if let imported, importedSlices.contains(slice) { return imported.stamp }
    return predicted.stamps.indices.contains(slice) ? predicted.stamps[slice] : nil
  }

  /// What `shownStamp` tells of; nil where there is nothing.
  func proposal(slice: Int) -> Slice<UInt8>? {
    if let imported, importedSlices.contains(slice) { return imported.slice(slice) }
    return predicted.labels?.slice(slice, along: sliceAxis)
  }

  private mutating func renewImportedSlices() {
    let slices = imported?.slices(openIn: review) ?? []
    if slices != importedSlices { importedSlices = slices }
  }

  /// What is shown below the strokes.
  var shown: ShownSegmentation {
    ShownSegmentation(
      accepted: accepted, predicted: predicted, imported: imported.map { ($0, importedSlices) },
      emptySlices: emptySlices)
  }
}
