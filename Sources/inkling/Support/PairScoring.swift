import ArgumentParser
import Evaluation
import Foundation
import Volume

/// How `inkling evaluate` scores pairs of files.
struct PairScoring: ParsableArguments {
  @Option(help: "Leave out slices on which these scribbles (file or folder) have a scribble.")
  var skipSlicesOf: String?
  @Option(help: "Encoding of those scribbles: inkling, ignore-last or ignore-255.")
  var scribbleEncoding: ScribbleEncoding?
  @Option(
    help: ArgumentHelp(
      "What numbers mean that are not those of the classes, as in 1001=RV,2012=LV. It holds for the files that "
        + "have one of these numbers; their other numbers count as background.", valueName: "values"
    ))
  var labelValues: String?
  @Option(help: "The axis that slices are counted along: i, j or k (default: the widest spacing).")
  var sliceAxis: Axis?
  @Flag(help: "Keep only the largest connected part of every class of the predictions.")
  var largestComponent = false

  /// The labels of a pair, after checking that the prediction lies on its truth.
  ///
  /// - values: see `values`.
  func labels(
    of pair: EvaluationPair, _ reading: LabelReading, notes: inout FileNotes
  ) throws -> LabelMatch.Labels {
    let (truth, prediction, _) = try maps(of: pair, reading) { notes.add($1, of: $0.path) }
    return LabelMatch.Labels(predictions: prediction.labels, truths: truth.labels)
  }

  /// How files are read: as --label-values says, segments of 3D Slicer by the names of the classes.
  func reading(_ names: [UInt8: String]) throws -> LabelReading {
    let values = try labelValues.map { try LabelValues($0, kind: .labels, names: names) }
    return LabelReading(values, where: .present, names: names)
  }

  private func maps(
    of pair: EvaluationPair, _ reading: LabelReading, note: (URL, String) -> Void = { _, _ in }
  ) throws -> (truth: LabelMap, prediction: LabelMap, geometry: Geometry) {
    // A segmentation of 3D Slicer may hold a part of the grid that the prediction has.
    let whole =
      LabelTable(segmentsOf: pair.truth) == nil
      ? nil : try ImageHeader.load(pair.prediction).geometry
    let (truth, header) = try reading.load(pair.truth, expecting: whole, of: pair.prediction) {
      note(pair.truth, $0)
    }
    // The truth's header is the one that distances are measured by.
    header.doubts.forEach { note(pair.truth, $0) }
    let geometry = whole ?? header.geometry
    let prediction = try reading.load(
      pair.prediction, expecting: geometry, of: pair.truth
    ) { note(pair.prediction, $0) }.map
    return (truth, prediction, geometry)
  }

  /// The scores of a pair for every label.
  func score(
    _ pair: EvaluationPair, ids: [UInt8], _ reading: LabelReading, match: LabelMatch
  ) throws -> [UInt8: ClassScores] {
    let (read, found, geometry) = try maps(of: pair, reading)
    let truth = match.counted(read)
    var prediction = match.counted(found)
    if largestComponent { prediction = prediction.keepingLargestComponents() }
    let skipping = try pair.scribbles.map { file in
      try skippedSlices(of: file, on: geometry, of: pair, ids: ids)
    }
    return Dictionary(
      uniqueKeysWithValues: ids.map { id in
        let scores = Metrics.scores(
          of: prediction, against: truth, label: id, spacing: geometry.spacing, skipping: skipping)
        return (id, scores)
      })
  }

  private func skippedSlices(
    of file: URL, on geometry: Geometry, of pair: EvaluationPair, ids: [UInt8]
  ) throws -> (axis: Axis, slices: Set<Int>) {
    let (scribbles, header) = try LabelMap.loadWithHeader(
      file, expecting: geometry, of: pair.truth)
    if scribbleEncoding == nil, case .values(let values)? = ScribbleForm.recorded(in: header),
      let decoded = values.scribbles(in: NumberMap(scribbles))
    {
      return slices(of: decoded, of: pair, file, geometry)
    }
    let classes = Int(ids.filter { $0 <= 253 }.max() ?? 1)
    var encoding = scribbleEncoding ?? ScribbleEncoding.recorded(in: header)
    if encoding == nil {
      // Most voxels have no scribble; if that value is 0, only `inkling` says it so.
      let zeros = scribbles.counts[0]
      encoding =
        ScribbleEncoding.detect(scribbles, classes: classes)
        ?? (zeros * 2 > scribbles.voxels.count ? .inkling : nil)
      if let encoding { inform("\(file.path): read as scribble encoding \(encoding.rawValue).") }
    }
    let known =
      try encoding
      ?? ScribbleEncoding.determine(for: scribbles, header: header, named: nil, classes: classes)
    return slices(
      of: try known.decode(scribbles, classes: classes), of: pair, file, geometry)
  }

  private func slices(
    of decoded: LabelMap, of pair: EvaluationPair, _ file: URL, _ geometry: Geometry
  ) -> (axis: Axis, slices: Set<Int>) {
    let axis = sliceAxis ?? geometry.sliceAxis
    let slices = Set(decoded.slices(along: axis) { $0 != 0 })
    if slices.count == geometry.size[axis] {
      inform(
        "\(file.path) has a scribble on every slice: nothing of \(pair.name) is left to score.")
    }
    return (axis, slices)
  }
}

extension LabelMap {
  /// The labels that some voxel has, without 0.
  fileprivate var labels: Set<UInt8> {
    let counts = counts
    return Set((1...255).filter { counts[$0] > 0 }.map { UInt8($0) })
  }
}
