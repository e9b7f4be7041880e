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
  /// - Parameters:
  ///   - encoding: what the numbers mean; nil = dense labels.
  ///   - wantsAll: whether a case without a map is a failure, told when the others are written.
  ///   - make: the map of a case and a sentence about it; nil map = nothing to export.
  /// - Throws: `Failure` when nothing was written, or (`wantsAll`) not everything.
  func write(
    encoding: ScribbleEncoding?, wantsAll: Bool = false,
    make: (Project, String, ImageHeader) throws -> (map: LabelMap?, sentence: String)
  ) throws {
    let project = try Project.open(fileURL(project))
    let names = try cases.isEmpty ? project.caseNames : cases.map { try project.entry($0).caseName }
    let target = fileURL(output)
    let table = table(target)
    try check(names, target, table)
    var failures = FailureList(of: names.count, "cases")
    var written = 0
    var leftOut: [String] = []
    for name in names {
      let wrote = try failures.attempt(name) {
        try write(name, of: project, to: file(name, target), encoding, make)
      }
      if wrote == true { written += 1 }
      if wrote == false { leftOut.append(name) }
    }
    guard written > 0 || !failures.entries.isEmpty else {
      throw Failure("There is nothing to export yet.")
    }
    if written > 0 {
      try AtomicFile.write(Data(project.tableText(encoding).utf8), to: table)
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
  private func check(_ names: [String], _ target: URL, _ table: URL) throws {
    if target.isNiftiName, names.count != 1 {
      throw Failure(
        "\(output) is one file, expected one case: the project has \(names.count). Choose one with --case, "
          + "or name a folder.")
    }
    try refuseToOverwrite(table, force: force)
    for name in names { try refuseToOverwrite(file(name, target), force: force) }
  }

  private func file(_ name: String, _ target: URL) -> URL {
    target.isNiftiName ? target : target.appendingPathComponent("\(name).nii.gz")
  }

  /// Writes the map of one case.
  /// - Returns: whether there was one.
  private func write(
    _ name: String, of project: Project, to file: URL, _ encoding: ScribbleEncoding?,
    _ make: (Project, String, ImageHeader) throws -> (map: LabelMap?, sentence: String)
  ) throws -> Bool {
    let header = try project.imageHeader(name)
    let (map, sentence) = try make(project, name, header)
    inform("\(name): \(sentence)")
    guard let map else { return false }
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    // Viewers scale colours by it: without it ids 1, 2, 3 look black.
    try header.write(
      .uint8(map.voxels), to: file, kind: encoding.map { .scribbles($0) } ?? .labels,
      description: "inkling export", calibrationMaximum: Double(project.largestClass))
    return true
  }

  private func table(_ target: URL) -> URL {
    guard target.isNiftiName else { return target.appendingPathComponent("labels.txt") }
    return target.deletingLastPathComponent()
      .appendingPathComponent("\(CaseName.stem(of: target))-labels.txt")
  }
}

extension Project {
  /// The header of a case's image.
  /// - Throws: `ProjectError.volumeMoved`, `VolumeError`.
  func imageHeader(_ name: String) throws -> ImageHeader {
    let image = try imageURL(name)
    guard image.isPresent else {
      throw ProjectError.volumeMoved(caseName: name, path: image.path, project: url.path)
    }
    return try ImageHeader.load(image)
  }

  /// K, or the largest id where ids have gaps.
  var largestClass: Int { description.classes.map { Int($0.id) }.max() ?? 1 }

  /// The label table with what an encoding adds; as a comment where the number is a class elsewhere.
  func tableText(_ encoding: ScribbleEncoding?) -> String {
    func line(_ shown: Int, _ name: String) -> String {
      "  255  128  128  128        \(shown)  \(shown)  \(shown)    \"\(name)\"\n"
    }
    let extra =
      switch encoding {
      case nil: ""
      case .inkling: line(1, "background scribble")
      case .ignore255: line(0, "no scribble")
      case .ignoreLast: "# \(largestClass + 1) = no scribble\n"
      }
    return labelTable.text + extra
  }
}
