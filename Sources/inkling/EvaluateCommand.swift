import ArgumentParser
import Foundation
import Trainer
import Volume

/// `inkling evaluate`: label maps against their truths.
struct EvaluateCommand: UsesNeural {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Score label maps against a dense truth: Dice, HD95 and ASSD per class.",
    discussion: """
      Both arguments are files, or both are folders: CASE.nii.gz of the first is compared with CASE.nii.gz \
      or CASE/label.nii.gz of the second. Distances are in millimetres. HD95 is the 95th percentile of both \
      directions pooled, hd95_max the larger of the two directed ones, ASSD the mean over both surfaces \
      pooled. A class that only one side has gets Dice 0, HD95 100, ASSD 20; one that neither has is left \
      out of the means.

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
  @Option(help: "ITK-SNAP label description with the class names.")
  var labelTable: String?
  @Flag(help: "Replace the files of --csv and --summary-csv if they exist.")
  var force = false

  func validate() throws { _ = try patientRule() }

  func run() throws {
    let files = [csv, summaryCsv].compactMap { $0.map(fileURL) }
    for file in files { try refuseToOverwrite(file, force: force) }
    let names = try classNames()
    var pairs = try self.pairs(of: prediction)
    var others: [EvaluationPair]?
    if let against {
      let both = try common(pairs, self.pairs(of: against))
      (pairs, others) = (both.first, both.second)
    }
    let ids = try (pairs + (others ?? [])).reduce(into: Set(names.keys)) {
      $0.formUnion(try scoring.labels(of: $1))
    }.sorted()
    guard !ids.isEmpty else {
      throw Failure("Neither \(prediction) nor \(truth) holds any label but background.")
    }
    func name(_ id: UInt8) -> String { names[id] ?? "label \(id)" }
    let scores = try pairs.map { ($0.name, try scoring.score($0, ids: ids)) }
    let patient = try patientRule()
    var report = EvaluationReport(scores: scores, patient: patient, names: name)
    if let others, let against {
      report.comparison = PairedComparison(
        first: scores.map(\.1), second: try others.map { try scoring.score($0, ids: ids) },
        against: against, labels: ids.map { ($0, name($0)) },
        draws: PatientDraws(patients: scores.map { patient($0.0) }))
    }
    try write(report)
  }

  private func write(_ report: EvaluationReport) throws {
    if let csv { try AtomicFile.write(Data(report.csv.utf8), to: fileURL(csv)) }
    if let summaryCsv {
      try AtomicFile.write(Data(report.summary.csv.utf8), to: fileURL(summaryCsv))
    }
    if json { return try printJSON(report) }
    print(EvaluationTable.text(report))
  }

  private func pairs(of prediction: String) throws -> [EvaluationPair] {
    try EvaluationPair.find(
      prediction: fileURL(prediction), truth: fileURL(truth),
      scribbles: scoring.skipSlicesOf.map(fileURL))
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
      inform(
        "\(lonely.count) cases are in one of the two predictions only and are not counted: "
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
      let table = try LabelTable.load(fileURL(labelTable))
      return Dictionary(uniqueKeysWithValues: table.labels.map { ($0.id, $0.name) })
    }
    let names = classes?.split(separator: ",").map(String.init) ?? []
    guard names.count <= 254 else { throw ValidationError("--classes names at most 254 classes.") }
    return Dictionary(uniqueKeysWithValues: names.enumerated().map { (UInt8($0 + 1), $1) })
  }
}
