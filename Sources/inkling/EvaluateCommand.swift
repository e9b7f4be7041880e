import ArgumentParser
import Foundation
import Trainer
import Volume

/// `inkling evaluate`: label maps against their truths.
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Score label maps against a dense truth: Dice, HD95 and ASSD per class.",
    discussion: """
      Both arguments are files, or both are folders: CASE.nii.gz of the first is compared with CASE.nii.gz \
      or CASE/label.nii.gz of the second. Distances are in millimetres. HD95 is the 95th percentile of both \
      directions pooled, hd95_max the larger of the two directed ones. A class that only one side has gets \
      Dice 0, HD95 100, ASSD 20; one that neither has is left out of the means.
      """)

  @Argument(help: "The label map to score, or a folder of them.")
  var prediction: String
  @Argument(help: "The dense truth, or a folder of truths.")
  var truth: String
  @Flag(help: "Print one JSON document.")
  var json = false
  @Option(help: "Write one line per case and class to a file.")
  var csv: String?
  @Option(help: "Leave out slices on which these scribbles (file or folder) have a scribble.")
  var skipSlicesOf: String?
  @Option(help: "Encoding of those scribbles: inkling, ignore-last or ignore-255.")
  var scribbleEncoding: ScribbleEncoding?
  @Option(help: "The axis that slices are counted along: i, j or k (default: the widest spacing).")
  var sliceAxis: Axis?
  @Flag(help: "Keep only the largest connected part of every class of the prediction.")
  var largestComponent = false
  @Option(help: "Class names of the labels 1, 2, …, separated by commas.")
  var classes: String?
  @Option(help: "ITK-SNAP label description with the class names.")
  var labelTable: String?
  @Flag(help: "Replace the --csv file if it exists.")
  var force = false

  func run() throws {
    let csvFile = csv.map { fileURL($0) }
    if let csvFile { try refuseToOverwrite(csvFile, force: force) }
    let names = try classNames()
    let pairs = try EvaluationPair.find(
      prediction: fileURL(prediction), truth: fileURL(truth), scribbles: skipSlicesOf.map(fileURL))
    let maps = try pairs.map { try labels(of: $0) }
    let ids = Set(names.keys).union(maps.flatMap(\.self)).sorted()
    guard !ids.isEmpty else {
      throw Failure("Neither \(prediction) nor \(truth) holds any label but background.")
    }
    let scores = try pairs.map { ($0.name, try score($0, ids: ids)) }
    let report = EvaluationReport(scores: scores) { names[$0] ?? "label \($0)" }
    if let csvFile { try AtomicFile.write(Data(report.csv.utf8), to: csvFile) }
    if json { return try printJSON(report) }
    print(EvaluationTable.text(report))
  }

  private func classNames() throws -> [UInt8: String] {
    if let labelTable {
      let table = try LabelTable.load(fileURL(labelTable))
      return Dictionary(uniqueKeysWithValues: table.labels.map { ($0.id, $0.name) })
    }
    let names = classes?.split(separator: ",").map(String.init) ?? []
    guard names.count <= 254 else { throw ValidationError("--classes names at most 254 classes.") }
    return Dictionary(uniqueKeysWithValues: names.enumerated().map { (UInt8($0 + 1), $1) })
  }

  /// The labels of a pair, after checking that the prediction lies on the truth.
  private func labels(of pair: EvaluationPair) throws -> Set<UInt8> {
    let (truth, header) = try LabelMap.loadWithHeader(pair.truth)
    let prediction = try LabelMap.load(
      pair.prediction, expecting: header.geometry, of: pair.truth)
    return Set(
      [truth, prediction].flatMap { map in
        let counts = map.counts
        return (1...255).filter { counts[$0] > 0 }.map { UInt8($0) }
      })
  }

  private func score(_ pair: EvaluationPair, ids: [UInt8]) throws -> [UInt8: ClassScores] {
    let (truth, header) = try LabelMap.loadWithHeader(pair.truth)
    var prediction = try LabelMap.load(
      pair.prediction, expecting: header.geometry, of: pair.truth)
    if largestComponent { prediction = prediction.keepingLargestComponents() }
    let geometry = header.geometry
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
    let decoded = try known.decode(scribbles, classes: classes)
    let axis = sliceAxis ?? geometry.sliceAxis
    let slices = Set(decoded.slices(along: axis) { $0 != 0 })
    if slices.count == geometry.size[axis] {
      inform(
        "\(file.path) has a scribble on every slice: nothing of \(pair.name) is left to score.")
    }
    return (axis, slices)
  }
}
