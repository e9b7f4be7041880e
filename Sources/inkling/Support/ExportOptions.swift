import ArgumentParser
import Foundation
import Project
import Viewer
import Volume

/// What the exports of label maps have in common: which cases, and where to.
struct ExportOptions: ParsableArguments {
  @Argument(help: "The project.")
  var project: String
  @Option(help: "A folder for CASE.nii.gz, or for one case the name of a file (.nii or .nii.gz).")
  var output: String
  @Option(name: .customLong("case"), parsing: .upToNextOption, help: "The cases (default: all).")
  var cases: [String] = []
  @Flag(help: "Replace files that exist.")
  var force = false

  /// Writes a label map for every case, and an ITK-SNAP label description beside.
  ///
  /// - Parameter wantsAll: whether a case without a map is a failure, told when the others are written.
  /// - Throws: `Failure` when nothing was written, or (`wantsAll`) not everything.
  func write(_ content: ExportContent, wantsAll: Bool = false) throws {
    let project = try Project.open(fileURL(project))
    let names = try cases.isEmpty ? project.caseNames : cases.map { try project.entry($0).caseName }
    let target = fileURL(output)
    let table = table(target)
    try check(names, target, table, project)
    var failures = FailureList(of: names.count, "cases")
    var written = 0
    var leftOut: [String] = []
    for name in names {
      let wrote = try failures.attempt(name) {
        try write(name, of: project, to: file(name, target), content)
      }
      if wrote == true { written += 1 }
      if wrote == false { leftOut.append(name) }
    }
    guard written > 0 || !failures.entries.isEmpty else {
      throw Failure("There is nothing to export yet.")
    }
    if written > 0 {
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
  private func check(_ names: [String], _ target: URL, _ table: URL, _ project: Project) throws {
    if target.isNiftiName, names.count != 1 {
      throw Failure(
        "\(output) is one file, expected one case: the project has \(names.count). Choose one with --case, "
          + "or name a folder.")
    }
    for file in [table] + names.map({ file($0, target) }) {
      guard !project.owns(file) else {
        throw Failure("\(file.path) is a file of the project itself; choose another name.")
      }
      try refuseToOverwrite(file, force: force)
    }
  }

  private func file(_ name: String, _ target: URL) -> URL {
    target.isNiftiName ? target : target.appendingPathComponent("\(name).nii.gz")
  }

  /// Writes the map of one case.
  /// - Returns: whether there was one.
  private func write(
    _ name: String, of project: Project, to file: URL, _ content: ExportContent
  ) throws -> Bool {
    let header = try project.imageHeader(name)
    switch try CaseExport(content, of: project, name, image: header, tell: inform) {
    case .map(let map, let words):
      inform("\(name): \(words).")
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try project.write(map, as: content, to: file, image: header)
      return true
    case .nothing(let why):
      inform("\(name): \(why), left out.")
    case .incomplete(let why):
      inform(
        "\(name): left out: \(why). Train first, or use --encoding for the accepted slices alone.")
    }
    return false
  }

  private func table(_ target: URL) -> URL {
    target.isNiftiName
      ? ExportPlace(file: target).table : target.appendingPathComponent("labels.txt")
  }
}
