import ArgumentParser
import Evaluation
import Foundation
import Project
import Trainer
import Viewer
import Volume

/// `inkling evaluate`: label maps against their truths.
struct EvaluateCommand: UsesNeural {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Score label maps against a dense truth: Dice, HD95 and ASSD per class.",
    discussion: """
      Both arguments are files, or both are folders: CASE.nii.gz of the first is compared with CASE.nii.gz \
      or CASE/label.nii.gz of the second. What makes a name that of a label map or channel does not count \
      (CASE-labels, CASE_seg, CASE_dseg, CASE_0000). The second may also be a project, for the truths that it \
      names, an nnU-Net dataset (labelsTr), or BIDS derivatives (_dseg). Distances are in millimetres. HD95 is the 95th percentile of both \
      directions pooled, hd95_max the larger of the two directed ones, ASSD the mean over both surfaces \
      pooled. A class that only one side has gets Dice 0, HD95 100, ASSD 20; one that neither has is left \
      out of the means. Masks of different numbers (0 and 1, 0 and 255) are compared as one class, unless \
      --classes or --label-table names both numbers.

      Of several volumes the means are printed with their standard deviation over volumes and a 95 % \
      interval from 2000 seeded draws of patients with replacement (bootstrap): all volumes of a patient are \
      drawn together. A case's patient is its name up to the first _ (patient003 of patient003_frame01), \
      or what --patient-pattern finds; a name in which that finds nothing is a patient of its own.

      --against B scores a second prediction of the same cases and prints the difference of the mean Dice, \
      first minus B, with its interval over the same draws; where that holds 0 it is a tie. A volume counts \
      for a class if both predictions have a Dice for it. Examples:

        inkling evaluate predictions/ truth/ --classes RV,Myo,LV --summary-csv summary.csv
        inkling evaluate ours/ truth/ --against theirs/ --json
      """)

  @Argument(help: "The label map to score, or a folder of them.")
  var prediction: String
  @Argument(help: "The dense truth, or a folder of truths.")
  var truth: String
  @Option(help: "A second label map or folder of them, compared with the first.")
  var against: String?
  @Flag(help: "Print one JSON document.")
  var json = false
  @Option(help: "Write one line per case and class to a file.")
  var csv: String?
  @Option(help: "Write one line per class and score, with deviation and interval, to a file.")
  var summaryCsv: String?
  @Option(
    help: ArgumentHelp(
      "A regular expression that finds the patient in a case's name: its first group, or the whole match.",
      valueName: "regex"))
  var patientPattern: String?
  @OptionGroup var scoring: PairScoring
  @Option(help: "Class names of the labels 1, 2, …, separated by commas.")
  var classes: String?
  @Option(help: "Label table of ITK-SNAP, 3D Slicer or FreeSurfer with the class names.")
  var labelTable: String?
  @Flag(help: "Replace the files of --csv and --summary-csv if they exist.")
  var force = false

  func validate() throws {
    _ = try patientRule()
  }

  func run() throws {
    let files = [csv, summaryCsv].compactMap { $0.map(fileURL) }
    for file in files { try refuseToOverwrite(file, force: force) }
    let names = try classNames()
    let (reading, items) = (try scoring.reading(names), try items())
    var failures = FailureList(of: items.count, "cases")
    let read = try self.read(items, reading, &failures)
    guard !read.items.isEmpty else { return try failures.finish() }
    let match = self.match(prediction, read.labels, names)
    let otherMatch = against.map { self.match($0, read.otherLabels, names) }
    let ids = Set(names.keys).union(match.ids).union(otherMatch?.ids ?? []).sorted()
    guard !ids.isEmpty else {
      throw Failure("Neither \(prediction) nor \(truth) holds any label but background.")
    }
    let scored = try read.items.compactMap { item in
      try failures.attempt(item.pair.name) {
        (
          name: item.pair.name,
          first: try scoring.score(item.pair, ids: ids, reading, match: match),
          second: try item.other.map {
            try scoring.score($0, ids: ids, reading, match: otherMatch ?? match)
          }
        )
      }
    }
    guard !scored.isEmpty else { return try failures.finish() }
    func name(_ id: UInt8) -> String { names[id] ?? "label \(id)" }
    let patient = try patientRule()
    var report = EvaluationReport(
      scores: scored.map { ($0.name, $0.first) }, patient: patient, names: name)
    if let against {
      report.comparison = PairedComparison(
        first: scored.map(\.first), second: scored.compactMap(\.second), against: against,
        labels: ids.map { ($0, name($0)) },
        draws: PatientDraws(patients: scored.map { patient($0.name) }))
    }
    try write(report, failures)
    try failures.finish()
  }

  /// A case of the prediction, and the same one of --against.
  private typealias Item = (pair: EvaluationPair, other: EvaluationPair?)

  private func items() throws -> [Item] {
    let pairs = try self.pairs(of: prediction)
    guard let against else { return pairs.map { ($0, nil) } }
    let both = try common(pairs, self.pairs(of: against))
    return zip(both.first, both.second).map { ($0, $1) }
  }

  /// The cases whose files can be read, with the labels in them.
  private func read(
    _ items: [Item], _ reading: LabelReading, _ failures: inout FailureList
  ) throws -> (items: [Item], labels: LabelMatch.Labels, otherLabels: LabelMatch.Labels) {
    var (labels, others) = (LabelMatch.Labels(), LabelMatch.Labels())
    var notes = FileNotes()
    let readable = try items.filter { item in
      let found = try failures.attempt(item.pair.name) {
        (
          try scoring.labels(of: item.pair, reading, notes: &notes),
          try item.other.map { try scoring.labels(of: $0, reading, notes: &notes) }
        )
      }
      if let found { labels.add(found.0) }
      if let other = found?.1 { others.add(other) }
      return found != nil
    }
    notes.lines.forEach(inform)
    return (readable, labels, others)
  }

  /// How the labels of predictions belong to those of the truths; says where they differ.
  private func match(
    _ prediction: String, _ labels: LabelMatch.Labels, _ names: [UInt8: String]
  ) -> LabelMatch {
    let match = LabelMatch(labels, names: names, prediction: prediction, truth: truth)
    if let note = match.note { inform(note) }
    return match
  }

  /// The report of the cases that could be scored, with those that could not.
  private struct Outcome: Encodable {
    var report: EvaluationReport
    var failures: [FailureList.Entry]

    enum FailureKey: CodingKey { case failures }

    func encode(to encoder: any Encoder) throws {
      try report.encode(to: encoder)
      var container = encoder.container(keyedBy: FailureKey.self)
      try container.encode(failures, forKey: .failures)
    }
  }

  private func write(_ report: EvaluationReport, _ failures: FailureList) throws {
    if let csv { try AtomicFile.write(Data(report.csv.utf8), to: fileURL(csv)) }
    if let summaryCsv {
      try AtomicFile.write(Data(report.summary.csv.utf8), to: fileURL(summaryCsv))
    }
    if json { return try printJSON(Outcome(report: report, failures: failures.entries)) }
    say(EvaluationTable.text(report))
  }

  private func pairs(of prediction: String) throws -> [EvaluationPair] {
    try EvaluationPair.find(
      prediction: imageURL(prediction), truth: imageURL(truth),
      scribbles: scoring.skipSlicesOf.map(imageURL))
  }

  /// The cases that both predictions have, in the same order.
  private func common(
    _ first: [EvaluationPair], _ second: [EvaluationPair]
  ) throws -> (first: [EvaluationPair], second: [EvaluationPair]) {
    // Two files are compared whatever they are called.
    if !fileURL(prediction).isFolder, !fileURL(against ?? "").isFolder { return (first, second) }
    let names = Set(first.map(\.name)).intersection(second.map(\.name))
    let lonely = Set((first + second).map(\.name)).subtracting(names).sorted()
    guard !names.isEmpty else {
      throw Failure(
        "\(prediction) and \(against ?? "") have no case in common; expected the same names in both."
      )
    }
    if !lonely.isEmpty {
      let verb = lonely.count == 1 ? "is" : "are"
      inform(
        "\(Words.count(lonely.count, "case")) \(verb) in one of the two predictions only and \(verb) not counted: "
          + "\(lonely.prefix(5).joined(separator: ", "))\(lonely.count > 5 ? ", …" : "").")
    }
    return (first.filter { names.contains($0.name) }, second.filter { names.contains($0.name) })
  }

  private func patientRule() throws -> (String) -> String {
    guard let patientPattern else { return { PatientName.of($0) } }
    do {
      let pattern = try Regex(patientPattern)
      return { PatientName.of($0, pattern: pattern) }
    } catch {
      throw ValidationError("--patient-pattern is no regular expression: \(error)")
    }
  }

  private func classNames() throws -> [UInt8: String] {
    if let labelTable {
      let table = try ClassNames.table(labelTable, scoring.labelValues)
      return Dictionary(uniqueKeysWithValues: table.labels.map { ($0.id, $0.name) })
    }
    if classes == nil, let text = scoring.labelValues { return try LabelValues.names(in: text) }
    guard let classes else {
      let place = fileURL(truth)
      let known = place.isFolder ? try CaseMaps(place).classes : []
      return Dictionary(known.map { ($0.id, $0.name) }) { first, _ in first }
    }
    let names = classes.split(separator: ",").map(String.init)
    guard names.count <= 254 else { throw ValidationError("--classes names at most 254 classes.") }
    return Dictionary(uniqueKeysWithValues: names.enumerated().map { (UInt8($0 + 1), $1) })
  }
}
