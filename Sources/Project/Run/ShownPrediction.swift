import Annotation
import Volume

/// The prediction of a volume as a person sees it: of every slice the newest answer there is.
///
/// Answers come as single slices (run/live/) and as whole volumes (predictions/), in any order and again and again.
/// Each carries its own stamp, and a newer slice never gives way to an older one.
package struct ShownPrediction: Equatable, Sendable {
  /// The axis along which slices are counted.
  package let sliceAxis: Axis
  /// 0 = background, 1…K; nil before the first answer.
  package private(set) var labels: LabelMap?
  /// Entropy / ln(K+1), 0…255; nil before the first answer that has one.
  package private(set) var uncertainty: LabelMap?
  /// Which prediction every slice comes from; nil where nothing is predicted.
  package private(set) var stamps: [PredictionStamp?]
  /// Mean uncertainty of every slice, 0…1.
  package private(set) var sliceUncertainty: [Double?]
  /// How many voxels of each label are predicted.
  package private(set) var counts: SliceCounts
  private let size: GridSize

  /// Nothing predicted yet.
  package init(size: GridSize, sliceAxis: Axis) {
    (self.size, self.sliceAxis) = (size, sliceAxis)
    counts = SliceCounts(slices: size[sliceAxis])
    stamps = Array(repeating: nil, count: size[sliceAxis])
    sliceUncertainty = Array(repeating: nil, count: size[sliceAxis])
  }

  /// Takes over a whole prediction; slices that are shown of a newer one are kept.
  package mutating func take(_ whole: WholePrediction) {
    guard whole.labels.size == size, whole.stamps.count == stamps.count else { return }
    let before = self
    let newer = stamps.indices.filter { slice in
      stamps[slice].map { $0.generation > whole.stamps[slice].generation } ?? false
    }
    labels = whole.labels
    stamps = whole.stamps
    if let map = whole.uncertainty, map.size == size {
      uncertainty = map
      sliceUncertainty = Worklist.uncertainty(of: map, along: sliceAxis)
    }
    for slice in newer { putBack(slice, of: before) }
    counts = labels.map { SliceCounts($0, along: sliceAxis) } ?? counts
  }

  private mutating func putBack(_ slice: Int, of before: ShownPrediction) {
    if let map = before.labels {
      labels?.setSlice(slice, along: sliceAxis, to: map.slice(slice, along: sliceAxis))
    }
    if let map = before.uncertainty {
      uncertainty?.setSlice(slice, along: sliceAxis, to: map.slice(slice, along: sliceAxis))
    }
    stamps[slice] = before.stamps[slice]
    sliceUncertainty[slice] = before.sliceUncertainty[slice]
  }

  /// Takes over a single slice; false when it does not fit or is older than what is shown.
  @discardableResult package mutating func take(_ live: LiveSlice) -> Bool {
    let (width, height, count) = size.sliceSize(along: sliceAxis)
    guard live.width == width, live.height == height, (0..<count).contains(live.slice),
      (stamps[live.slice]?.generation ?? -1) <= live.stamp.generation
    else { return false }
    func put(_ values: [UInt8], on map: LabelMap?) -> LabelMap {
      var map = map ?? LabelMap(size: size)
      map.setSlice(
        live.slice, along: sliceAxis, to: Slice(width: width, height: height, values: values))
      return map
    }
    labels = put(live.labels, on: labels.take())
    counts.renew(live.slice, live.labels)
    uncertainty = put(live.uncertainty, on: uncertainty.take())
    stamps[live.slice] = live.stamp
    let sum = live.uncertainty.reduce(0) { $0 + Int($1) }
    sliceUncertainty[live.slice] = Double(sum) / Double(max(1, width * height) * 255)
    return true
  }
}

/// A whole prediction as predictions/ holds it.
package struct WholePrediction: Equatable, Sendable {
  /// 0 = background, 1…K.
  package var labels: LabelMap
  /// Entropy / ln(K+1), 0…255; nil where there is none of the same prediction.
  package var uncertainty: LabelMap?
  /// Which prediction every slice comes from.
  package var stamps: [PredictionStamp]

  /// A prediction of which all slices have one stamp.
  package init(
    labels: LabelMap, uncertainty: LabelMap?, stamp: PredictionStamp, sliceAxis: Axis
  ) {
    (self.labels, self.uncertainty) = (labels, uncertainty)
    stamps = Array(repeating: stamp, count: labels.size[sliceAxis])
  }

  /// Reads predictions/CASE.nii.gz and its uncertainty.
  ///
  /// The stamps are those that the files themselves name. A file that names none (another program wrote it) counts as older
  /// than every prediction of a trainer. The two files are replaced one after the other: an uncertainty that belongs to
  /// another prediction is left out.
  /// - Returns: nil when there is no prediction.
  /// - Throws: `VolumeError` when it can't be read or does not lie on the image.
  package static func load(_ project: Project, _ caseName: String, geometry: Geometry) throws
    -> WholePrediction?
  {
    let file = project.prediction(caseName)
    guard FileSignature(of: file).size >= 0 else { return nil }
    let axis = try project.entry(caseName).sliceAxis
    let (labels, header) = try LabelMap.loadWithHeader(file, expecting: geometry)
    let stamp = header.predictionStamp ?? PredictionStamp(generation: 0)
    var whole = WholePrediction(labels: labels, uncertainty: nil, stamp: stamp, sliceAxis: axis)
    let slices = geometry.size[axis]
    if let stamps = header.comments.lazy.compactMap({ SliceStamps.read($0, slices: slices) }).first
    {
      whole.stamps = stamps
    }
    let doubt = project.uncertainty(caseName)
    if FileSignature(of: doubt).size >= 0, let map = try? Volume.load(doubt),
      map.header.predictionStamp?.generation == header.predictionStamp?.generation,
      map.geometry.difference(from: geometry) == nil
    {
      whole.uncertainty = LabelMap(uncertainty: map)
    }
    return whole
  }
}

extension ImageHeader {
  /// The stamp in the description of a prediction; nil in other files.
  var predictionStamp: PredictionStamp? { PredictionStamp(in: text(.description)) }
}

extension Optional {
  /// The value, leaving nil: what is changed next has one owner and is not copied.
  fileprivate mutating func take() -> Wrapped? {
    defer { self = nil }
    return self
  }
}
