import Annotation
import Volume

/// The prediction of one volume while it grows slice by slice, and what is shown of it.
///
/// Kept are the network's answers; what is shown follows from them and from what the person has drawn:
/// scribbled voxels keep the person's label and take their surroundings with them where they deny the answer, accepted slices
/// are kept whole, stray components are dropped.
struct VolumePrediction {
  let caseName: String
  /// Columns and rows of a slice, and number of slices.
  let width: Int, height: Int, count: Int
  let labels: [UInt8]
  /// (count, height, width): labels that the network gives; 0 outside the region and where nothing is predicted yet.
  private(set) var raw: [UInt8]
  /// (count, height, width): entropy / ln(K+1), 0…255.
  private(set) var rawUncertainty: [UInt8]
  /// Which prediction every slice comes from; nil = none yet.
  private(set) var stamps: [PredictionStamp?]

  /// - labels: of every output of the network, 0 first
  init(caseName: String, width: Int, height: Int, count: Int, labels: [UInt8]) {
    (self.caseName, self.labels) = (caseName, labels)
    (self.width, self.height, self.count) = (width, height, count)
    raw = [UInt8](repeating: 0, count: width * height * count)
    rawUncertainty = raw
    stamps = [PredictionStamp?](repeating: nil, count: count)
  }

  /// Whether every slice has been predicted.
  var isComplete: Bool { !stamps.contains(nil) }

  /// Takes over a slice's answer; outside the region becomes background.
  mutating func take(
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

  /// What is shown: (count, height, width) each.
  struct Shown {
    var labels: [UInt8]
    var uncertainty: [UInt8]
  }

  /// How answers and strokes become what is shown.
  struct Rules: Equatable, Sendable {
    /// Labels whose separate parts are all kept.
    var severalOrgans: Set<UInt8> = []
    /// Whether denied surroundings go with a line (`StrokeSurroundings`).
    var deniesSurroundings = true
  }

  /// Combines the network's answers with what the person has drawn.
  ///
  /// - Returns: labels and uncertainty; stray components are dropped only once every slice is predicted, and in a
  ///   volume with strokes.
  func shown(with targets: CaseTargets, _ rules: Rules) -> Shown {
    var shown = Shown(labels: raw, uncertainty: rawUncertainty)
    if targets.isTruth { return shown }
    for (slice, known) in targets.slices {
      let part = drawn(on: slice, known, targets, rules)
      shown.labels.replaceSubrange(pixels(of: slice), with: part.labels)
      shown.uncertainty.replaceSubrange(pixels(of: slice), with: part.uncertainty)
    }
    if dropsComponents(targets) {
      ComponentRule(
        width: width, height: height, count: count, region: targets.region,
        exempt: rules.severalOrgans
      ).apply(to: &shown.labels, seeds: seeds(targets))
    }
    return shown
  }

  /// The same of some slices, (height, width) each: in a volume that is not complete, nothing else is looked at.
  func shown(slices: Set<Int>, with targets: CaseTargets, _ rules: Rules) -> [Int: Shown] {
    if dropsComponents(targets) {
      let whole = shown(with: targets, rules)
      return cut(slices) { (Array(whole.labels[$0]), Array(whole.uncertainty[$0])) }
    }
    var shown = cut(slices) { (Array(raw[$0]), Array(rawUncertainty[$0])) }
    if targets.isTruth { return shown }
    for (slice, known) in targets.slices where slices.contains(slice) {
      shown[slice] = drawn(on: slice, known, targets, rules)
    }
    return shown
  }

  private func dropsComponents(_ targets: CaseTargets) -> Bool {
    isComplete && targets.hasStrokes && !targets.isTruth
  }

  private func pixels(of slice: Int) -> Range<Int> {
    slice * width * height..<(slice + 1) * width * height
  }

  private func cut(
    _ slices: Set<Int>, _ part: (Range<Int>) -> (labels: [UInt8], uncertainty: [UInt8])
  ) -> [Int: Shown] {
    Dictionary(
      uniqueKeysWithValues: slices.map { slice in
        let part = part(pixels(of: slice))
        return (slice, Shown(labels: part.labels, uncertainty: part.uncertainty))
      })
  }

  /// A slice's answer with what the person has drawn or accepted there.
  private func drawn(
    on slice: Int, _ known: SliceTargets, _ targets: CaseTargets, _ rules: Rules
  ) -> Shown {
    let pixels = pixels(of: slice)
    var shown = Shown(labels: Array(raw[pixels]), uncertainty: Array(rawUncertainty[pixels]))
    for (pixel, target) in known.dense.enumerated() where target >= 0 {
      shown.labels[pixel] = labels[Int(target)]
      shown.uncertainty[pixel] = 0
    }
    let points = known.points.map {
      StrokeSurroundings.Point(pixel: Int($0.pixel), label: labels[Int($0.target)])
    }
    if known.dense.isEmpty && rules.deniesSurroundings {
      shown.labels = StrokeSurroundings(
        of: points, answer: shown.labels, width: width, columnSpacing: targets.columnSpacing,
        rowSpacing: targets.rowSpacing
      ).relabelled()
    }
    for point in points {
      shown.labels[point.pixel] = point.label
      shown.uncertainty[point.pixel] = 0
    }
    return shown
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

extension VolumePrediction.Shown {
  /// Numbers of all slices, one slice behind another, as a map of the volume.
  static func map(_ values: [UInt8], size: GridSize, axis: Axis) -> LabelMap {
    if axis == .k { return LabelMap(size: size, voxels: values) }
    let (width, height, count) = size.sliceSize(along: axis)
    var map = LabelMap(size: size)
    for slice in 0..<count {
      let part = Array(values[slice * width * height..<(slice + 1) * width * height])
      map.setSlice(slice, along: axis, to: Slice(width: width, height: height, values: part))
    }
    return map
  }
}

extension PublishingSettings {
  /// How a project's predictions are shown.
  ///
  /// - labels: tell which organs have several parts
  func rules(labels: LabelTable) -> VolumePrediction.Rules {
    VolumePrediction.Rules(
      severalOrgans: Set(labels.labels.filter(\.severalOrgans).map(\.id)),
      deniesSurroundings: deniesSurroundings)
  }
}
