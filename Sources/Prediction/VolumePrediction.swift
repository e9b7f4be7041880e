import Project
import Volume

/// The prediction of one volume while it grows slice by slice, and what is shown of it.
///
/// Kept are the network's answers; what is shown follows from them and from what the person has drawn, by the stages of a
/// `PredictionPipeline`.
package struct VolumePrediction {
  let caseName: String
  /// Columns and rows of a slice, and number of slices.
  let width: Int, height: Int, count: Int
  let labels: [UInt8]
  /// (count, height, width): labels that the network gives; 0 outside the region and where nothing is predicted yet.
  package private(set) var raw: [UInt8]
  /// (count, height, width): entropy / ln(K+1), 0…255.
  package private(set) var rawUncertainty: [UInt8]
  /// Which prediction every slice comes from; nil = none yet.
  package private(set) var stamps: [PredictionStamp?]

  /// - labels: of every output of the network, 0 first
  package init(caseName: String, width: Int, height: Int, count: Int, labels: [UInt8]) {
    (self.caseName, self.labels) = (caseName, labels)
    (self.width, self.height, self.count) = (width, height, count)
    raw = [UInt8](repeating: 0, count: width * height * count)
    rawUncertainty = raw
    stamps = [PredictionStamp?](repeating: nil, count: count)
  }

  /// Whether every slice has been predicted.
  package var isComplete: Bool { !stamps.contains(nil) }

  /// Takes over a slice's answer; outside the region becomes background.
  package mutating func take(
    _ answer: SlicePrediction, region: RegionOfInterest, stamp: PredictionStamp
  ) {
    let start = answer.slice * width * height
    for index in start..<start + width * height {
      raw[index] = 0
      rawUncertainty[index] = 0
    }
    for row in 0..<region.height {
      let target = start + (row + region.rows.lowerBound) * width + region.columns.lowerBound
      let source = row * region.width
      for column in 0..<region.width {
        raw[target + column] = labels[Int(answer.outputs[source + column])]
        rawUncertainty[target + column] = answer.uncertainty[source + column]
      }
    }
    stamps[answer.slice] = stamp
  }

  /// Combines the network's answers with what the person has drawn.
  ///
  /// - Returns: labels and uncertainty, (count, height, width) each; a whole volume is cleaned only once every slice is
  ///   predicted, and where it has strokes.
  package func shown(with targets: CaseTargets, _ pipeline: PredictionPipeline) -> ShownSlice {
    var shown = ShownSlice(labels: raw, uncertainty: rawUncertainty)
    if targets.isTruth { return shown }
    for (slice, known) in targets.slices {
      let part = self.shown(slice, known, targets, pipeline)
      shown.labels.replaceSubrange(pixels(of: slice), with: part.labels)
      shown.uncertainty.replaceSubrange(pixels(of: slice), with: part.uncertainty)
    }
    if isCleaned(targets) {
      let volume = DrawnVolume(
        width: width, height: height, count: count, region: targets.region,
        seeds: seeds(targets) + agreements(shown.labels, targets))
      shown.labels = pipeline.cleaned(shown.labels, of: volume)
    }
    return shown
  }

  /// The same of some slices, (height, width) each: in a volume that is not complete, nothing else is looked at.
  package func shown(
    slices: Set<Int>, with targets: CaseTargets, _ pipeline: PredictionPipeline
  ) -> [Int: ShownSlice] {
    let whole =
      isCleaned(targets)
      ? shown(with: targets, pipeline) : ShownSlice(labels: raw, uncertainty: rawUncertainty)
    var shown: [Int: ShownSlice] = [:]
    for slice in slices {
      if !isCleaned(targets), !targets.isTruth, let known = targets.slices[slice] {
        shown[slice] = self.shown(slice, known, targets, pipeline)
      } else {
        shown[slice] = whole.part(pixels(of: slice))
      }
    }
    return shown
  }

  private func isCleaned(_ targets: CaseTargets) -> Bool {
    isComplete && targets.hasStrokes && !targets.isTruth
  }

  private func pixels(of slice: Int) -> Range<Int> {
    slice * width * height..<(slice + 1) * width * height
  }

  /// A slice's answer beside what the person has drawn or accepted there.
  private func shown(
    _ slice: Int, _ known: SliceTargets, _ targets: CaseTargets, _ pipeline: PredictionPipeline
  ) -> ShownSlice {
    let answer = ShownSlice(labels: raw, uncertainty: rawUncertainty).part(pixels(of: slice))
    return pipeline.relabelled(
      answer,
      knowing: DrawnSlice(
        known: known, width: width, columnSpacing: targets.columnSpacing,
        rowSpacing: targets.rowSpacing, labels: labels))
  }

  /// Voxels in which the answer agrees with another program: an organ that only that one has named is no island.
  private func agreements(_ shown: [UInt8], _ targets: CaseTargets) -> [Int] {
    targets.imported.flatMap { slice, outputs in
      let start = pixels(of: slice).lowerBound
      return outputs.indices.filter {
        outputs[$0] > 0 && shown[start + $0] == labels[Int(outputs[$0])]
      }.map { start + $0 }
    }
  }

  /// Voxels of the classes that the person has drawn or accepted.
  private func seeds(_ targets: CaseTargets) -> [Int] {
    targets.slices.flatMap { slice, known in
      let start = pixels(of: slice).lowerBound
      return known.dense.indices.filter { known.dense[$0] > 0 }.map { start + $0 }
        + known.points.filter { $0.target > 0 }.map { start + Int($0.pixel) }
    }
  }
}

extension ShownSlice {
  fileprivate func part(_ pixels: Range<Int>) -> ShownSlice {
    ShownSlice(labels: Array(labels[pixels]), uncertainty: Array(uncertainty[pixels]))
  }
}
