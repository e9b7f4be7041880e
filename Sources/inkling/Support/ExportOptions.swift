import ArgumentParser
import Foundation
import Project
import Viewer
import Volume

/// What the exports of label maps have in common: which cases, and where to.
struct ExportOptions: ParsableArguments {
  @Argument(help: "The project.")
  var project: String
  @Option(
    help:
      "A folder for CASE.nii.gz, or for one case a file (.nii.gz, .nrrd, .seg.nrrd) or - for standard output."
  )
  var output: String
  @Option(name: .customLong("case"), parsing: .upToNextOption, help: "The cases (default: all).")
  var cases: [String] = []
  @Flag(help: "Replace files that exist.")
  var force = false
  @Flag(help: "Print one JSON document: what became of each case.")
  var json = false

  func validate() throws {
    try StandardFiles.check(output, json: json)
  }

  /// Writes a label map for every case, and an ITK-SNAP label description beside.
  ///
  /// - Parameters:
  ///   - wantsAll: whether a case without a map is a failure, told when the others are written.
  ///   - bids: whether files are named and described as BIDS derivatives.
  /// - Throws: `Failure` when nothing was written, or (`wantsAll`) not everything.
  func write(_ content: ExportContent, wantsAll: Bool = false, bids: Bool = false) throws {
    let project = try Project.open(fileURL(project))
    let names = try cases.isEmpty ? project.caseNames : cases.map { try project.entry($0).caseName }
    if bids { return try BIDSExport(self, project, names, to: fileURL(output)).write() }
    let file = try OutputFile(output)
    let target = file.url
    let table = table(target)
    try check(names, target, table, content, project)
    var failures = FailureList(of: names.count, "cases")
    let cases = try names.compactMap { name in
      try failures.attempt(name) {
        try write(name, of: project, to: place(name, target), content)
      }
    }
    let written = cases.count { $0.file != nil }
    let leftOut = cases.filter { $0.file == nil }.map(\.name)
    if json { try report(cases, failures) }
    guard written > 0 || !failures.entries.isEmpty else {
      throw Failure("There is nothing to export yet.")
    }
    if written > 0 { try file.deliver() }
    if written > 0, !file.isStandard {
      try project.writeTable(of: content, to: table)
      inform(
        "Wrote \(Words.count(written, "label map")) to \(target.path), colours and names to \(table.path)."
      )
    }
    if wantsAll, written > 0, !leftOut.isEmpty {
      inform(
        "Incomplete: \(leftOut.count) of \(names.count) volumes \(leftOut.count == 1 ? "was" : "were") left out: "
          + leftOut.joined(separator: ", ") + ".")
    }
    try failures.finish()
    if wantsAll, !leftOut.isEmpty { throw ExitCode.failure }
  }

  /// Refuses, before anything is written, what cannot be written as it was asked for.
  private func check(
    _ names: [String], _ target: URL, _ table: URL, _ content: ExportContent, _ project: Project
  ) throws {
    if target.isImageName, names.count != 1 {
      throw Failure(
        "\(output) is one file, expected one case: the project has \(names.count). Choose one with --case, "
          + "or name a folder.")
    }
    for file in [table] + names.map({ place($0, target) }) {
      guard !project.owns(file) else {
        throw Failure("\(file.path) is a file of the project itself; choose another name.")
      }
      // The same names and colours, written with another map.
      if file == table, project.hasTable(of: content, at: file) { continue }
      try refuseToOverwrite(file, force: force)
    }
  }

  private func place(_ name: String, _ target: URL) -> URL {
    target.isImageName ? target : target.appendingPathComponent("\(name).nii.gz")
  }

  /// What became of a case.
  struct ExportedCase: Encodable {
    let name: String
    /// The file; nil where there was nothing to write.
    var file: String?
    /// What is in it, or why there is none.
    let words: String

    enum CodingKeys: String, CodingKey {
      case name = "case"
      case file, words
    }
  }

  private struct Report: Encodable {
    let cases: [ExportedCase]
    let failures: [FailureList.Entry]
  }

  /// Prints what `--json` prints.
  func report(_ cases: [ExportedCase], _ failures: FailureList) throws {
    try printJSON(Report(cases: cases, failures: failures.entries))
  }

  /// Writes the map of one case, where there is one.
  private func write(
    _ name: String, of project: Project, to file: URL, _ content: ExportContent
  ) throws -> ExportedCase {
    let header = try project.imageHeader(name)
    switch try CaseExport(content, of: project, name, image: header, tell: inform) {
    case .map(let map, let words):
      inform("\(name): \(words).")
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try project.write(map, as: content, to: file, image: header)
      return ExportedCase(name: name, file: file.path, words: words)
    case .nothing(let why):
      inform("\(name): \(why), left out.")
      return ExportedCase(name: name, words: why)
    case .incomplete(let why):
      inform(
        "\(name): left out: \(why). Train first, or use --accepted for the accepted slices alone.")
      return ExportedCase(name: name, words: why)
    }
  }

  private func table(_ target: URL) -> URL {
    target.isImageName
      ? ExportPlace(file: target).table : target.appendingPathComponent("labels.txt")
  }
}
