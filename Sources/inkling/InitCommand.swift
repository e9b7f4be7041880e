import ArgumentParser
import Foundation
import Prediction
import Project
import Volume

/// `inkling init`: a project without the viewer.
struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Make a project from images, with or without scribbles.",
    discussion: """
      The project is made whole or not at all: with all its files, from those of several images that can be \
      used. Images that can't are left out and listed at the end (exit status 1). Paths are kept relative to it, so that it can be moved \
      together with its images. Examples:

        inkling init heart.inkling --volume heart.nii.gz --classes RV,Myo,LV
        inkling init acdc.inkling --from acdc/train --classes RV,Myo,LV
      """)

  @Argument(help: "The folder to make, conventionally NAME.inkling.")
  var project: String
  @OptionGroup var sources: VolumeSources
  @Option(help: "Names of the classes 1, 2, 3…, separated by commas.")
  var classes: String?
  @Option(help: "An ITK-SNAP label description with ids, names and colours of the classes.")
  var labelTable: String?
  @Flag(help: "Replace an existing project; the old one is renamed, not deleted.")
  var force = false
  @Flag(help: "Print one JSON document.")
  var json = false

  func validate() throws {
    guard (classes == nil) != (labelTable == nil) else {
      throw ValidationError(
        "Name the classes, either with --classes RV,Myo,LV or with --label-table FILE.")
    }
    guard !sources.isEmpty else {
      throw ValidationError("Name at least one image with --volume, or a folder with --from.")
    }
    try sources.checkPairs()
    _ = try classes.map(ClassNames.parse)
  }

  func run() throws {
    let labels = try labels()
    if labels.labels.count > ClassTable.most {
      inform(
        "\(labels.labels.count) classes can be drawn; training takes at most \(ClassTable.most).")
    }
    let list = try sources.list()
    var reports: [CaseReport] = []
    var failures = FailureList(of: list.count, "images")
    let made: Project
    do {
      made = try Project.build(fileURL(project), labels: labels, replacing: force) { project in
        reports = try take(list, into: &project, &failures)
      }
    } catch is NothingTaken {
      return try failures.finish()
    }
    if list.count > 8 {
      CaseReport.summary(of: reports, classes: made.description.classes.map(\.name)).forEach(inform)
    }
    if let sentence = StorageOrders.sentence(reports.map(\.orientation)) { inform(sentence) }
    if json {
      try printJSON(
        Report(
          project: made.url.path, classes: made.description.classes, cases: reports,
          failures: failures.entries))
      return try failures.finish()
    }
    let names = made.description.classes.map { "\($0.id) \($0.name)" }.joined(separator: ", ")
    inform(
      "Made \(made.url.path): \(reports.count) volume\(reports.count == 1 ? "" : "s"), "
        + "classes \(names). Open it with `inkling \(project)`.")
    try failures.finish()
  }

  /// No image could be used: there is no project to make.
  private struct NothingTaken: Error {}

  private func take(
    _ list: [VolumeSource], into project: inout Project, _ failures: inout FailureList
  ) throws -> [CaseReport] {
    var reports: [CaseReport] = []
    for (source, name) in zip(list, CaseName.names(of: list.map(\.image))) {
      let report = try failures.attempt(source.image.path) {
        // A volume that fails leaves nothing in the project.
        var longer = project
        let report = try longer.take(
          source, named: name, options: sources, quiet: list.count > 8)
        project = longer
        return report
      }
      if let report { reports.append(report) }
    }
    if reports.isEmpty { throw NothingTaken() }
    return reports
  }

  private func labels() throws -> LabelTable {
    if let classes { return LabelTable.standard(names: try ClassNames.parse(classes)) }
    let table = try LabelTable.load(fileURL(labelTable ?? ""))
    guard table.labels.allSatisfy({ $0.id <= 253 }) else {
      throw Failure("\(labelTable ?? "") has labels above 253; expected ids from 1 to 253.")
    }
    return table
  }

  private struct Report: Encodable {
    var project: String
    var classes: [ClassEntry]
    var cases: [CaseReport]
    var failures: [FailureList.Entry]
  }
}
