import Annotation
import Volume

/// A volume on screen with all that belongs to it.
public struct OpenCase: Sendable {
  /// CASE in all file names.
  let name: String
  /// Number among the project's volumes.
  let index: Int
  /// The image.
  let volume: Volume
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
  /// The last prediction: 0 = background, 1…K.
  private(set) var prediction: LabelMap?
  /// Its uncertainty, 0…255.
  private(set) var uncertainty: LabelMap?
  /// Generation of every slice of the prediction; nil where nothing is predicted.
  private(set) var generations: [Int?]
  /// Mean uncertainty of every slice, 0…1.
  private(set) var sliceUncertainty: [Double?]
  /// Frozen slices.
  var accepted: AcceptedLabels
  /// Frozen slices as they were before strokes corrected them: what erasing brings back.
  var beforeCorrection: LabelMap
  /// Decisions about slices.
  var review: ReviewSheet
  /// Whether strokes have changed frozen slices since they were written.
  var hasUnwrittenCorrections = false

  /// A volume that has just been read.
  public init(
    name: String, index: Int, volume: Volume, sliceAxis: Axis, scribbles: Scribbles,
    accepted: AcceptedLabels? = nil, review: ReviewSheet = ReviewSheet()
  ) {
    self.name = name
    self.index = index
    self.volume = volume
    self.sliceAxis = sliceAxis
    homePlane = PlaneLayout.plane(through: sliceAxis, in: volume.geometry)
    automaticWindow = .automatic(for: volume)
    self.scribbles = scribbles
    extent = StrokeExtent(of: scribbles.map)
    let size = volume.geometry.size
    let frozen = accepted ?? AcceptedLabels(size: size, sliceAxis: sliceAxis)
    self.accepted = frozen
    beforeCorrection = frozen.map
    self.review = review
    generations = Array(repeating: nil, count: size[sliceAxis])
    sliceUncertainty = Array(repeating: nil, count: size[sliceAxis])
  }

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

  /// Takes over a whole prediction; slices that a live slice has refreshed since are kept.
  mutating func show(_ report: PredictionReport) {
    let size = volume.geometry.size
    guard report.caseName == name, report.labels.size == size else { return }
    let before = prediction
    let beforeUncertainty = uncertainty
    prediction = report.labels
    let isWithUncertainty = report.uncertainty?.size == size
    if isWithUncertainty { uncertainty = report.uncertainty }
    let means =
      isWithUncertainty ? uncertainty.map { Worklist.uncertainty(of: $0, along: sliceAxis) } : nil
    for slice in 0..<slices {
      if let seen = generations[slice], seen > report.generation, let before {
        prediction?.setSlice(slice, along: sliceAxis, to: before.slice(slice, along: sliceAxis))
        if isWithUncertainty, let beforeUncertainty {
          uncertainty?.setSlice(
            slice, along: sliceAxis, to: beforeUncertainty.slice(slice, along: sliceAxis))
        }
      } else {
        generations[slice] = report.generation
        if let means { sliceUncertainty[slice] = means[slice] }
      }
    }
  }

  /// Takes over a refreshed slice; false when it does not fit or is older than what is shown.
  mutating func show(_ live: LiveSlice) -> Bool {
    let size = volume.geometry.size
    let (width, height, count) = size.sliceSize(along: sliceAxis)
    guard live.caseName == name, live.width == width, live.height == height,
      (0..<count).contains(live.slice), (generations[live.slice] ?? -1) <= live.generation
    else { return false }
    if prediction == nil { prediction = LabelMap(size: size) }
    if uncertainty == nil { uncertainty = LabelMap(size: size) }
    prediction?.setSlice(
      live.slice, along: sliceAxis,
      to: Slice(width: width, height: height, values: live.labels))
    uncertainty?.setSlice(
      live.slice, along: sliceAxis,
      to: Slice(width: width, height: height, values: live.uncertainty))
    generations[live.slice] = live.generation
    let sum = live.uncertainty.reduce(0) { $0 + Int($1) }
    sliceUncertainty[live.slice] = Double(sum) / Double(max(1, width * height) * 255)
    return true
  }

  /// The generation on screen in a slice; nil where nothing is predicted.
  func shownGeneration(slice: Int) -> Int? {
    generations.indices.contains(slice) ? generations[slice] : nil
  }

  /// The label shown at a voxel below the strokes: the frozen one, else the predicted one; 0 = background.
  func shownLabel(at offset: Int) -> UInt8 {
    let frozen = accepted.map.voxels[offset]
    if frozen != 0 { return frozen == Scribbles.background ? 0 : frozen }
    return prediction?.voxels[offset] ?? 0
  }
}

/// A whole prediction as read from predictions/.
public struct PredictionReport: Sendable {
  /// The volume.
  let caseName: String
  /// 0 = background, 1…K.
  let labels: LabelMap
  /// Entropy / ln(K+1), 0…255.
  let uncertainty: LabelMap?
  /// Number of the prediction.
  let generation: Int

  /// A prediction that was read.
  public init(caseName: String, labels: LabelMap, uncertainty: LabelMap?, generation: Int) {
    self.caseName = caseName
    self.labels = labels
    self.uncertainty = uncertainty
    self.generation = generation
  }
}
