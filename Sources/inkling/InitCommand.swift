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
        inkling init heart.inkling --from nnUNet_raw/Dataset027_ACDC
        inkling init brains.inkling --from bids --suffix T1w --classes lesion
      """)

  @Argument(help: "The folder to make, conventionally NAME.inkling.")
  var project: String
  @OptionGroup var sources: VolumeSources
  @Option(help: "Names of the classes 1, 2, 3…, separated by commas.")
  var classes: String?
  @Option(
    help: ArgumentHelp(
      "A label description of ITK-SNAP or a colour table of 3D Slicer or FreeSurfer, with ids, names and colours of the "
        + "classes. Of a table with numbers above 253 the classes are those in --label-values."))
  var labelTable: String?
  @Flag(help: "Replace an existing project; the old one is renamed, not deleted.")
  var force = false
  @Flag(help: "Print one JSON document.")
  var json = false

  func validate() throws {
    // A folder may name them.
    guard classes == nil || labelTable == nil,
      classes != nil || labelTable != nil || sources.from != nil
    else { throw nameTheClasses }
    guard !sources.isEmpty else {
      throw ValidationError("Name at least one image with --volume, or a folder with --from.")
    }
    try sources.checkPairs()
    try sources.checkReach(hasTable: labelTable != nil)
    _ = try classes.map(ClassNames.parse)
  }

  func run() throws {
    let (list, folder) = try sources.list(for: fileURL(project))
    let labels = try labels(of: folder)
    if labels.labels.count > ClassTable.most {
      inform(
        "\(labels.labels.count) classes can be drawn; training takes at most \(ClassTable.most).")
    }
    var reports: [CaseReport] = []
    var failures = FailureList(of: list.count, "images")
    let made: Project
    do {
      made = try Project.build(fileURL(project), labels: labels, replacing: force) { project in
        try sources.values.remember(in: &project)
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
    for (source, name) in zip(list, VolumeSource.names(of: list)) {
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

  private var nameTheClasses: ValidationError {
    ValidationError(
      "Name the classes, either with --classes RV,Myo,LV or with --label-table FILE.")
  }

  private func labels(of folder: FoundFolder?) throws -> LabelTable {
    if let classes { return LabelTable.standard(names: try ClassNames.parse(classes)) }
    if labelTable == nil {
      if let fault = folder?.classFault {
        throw Failure(
          "dataset.json has \(fault). Name the classes with --classes A,B,C: 1, 2, 3… in that order."
        )
      }
      guard let classes = folder?.classes else { throw nameTheClasses }
      return LabelTable(
        labels: classes.enumerated().map {
          Label(id: $1.id, name: $1.name, colour: LabelTable.colour($0))
        })
    }
    let table = try ClassNames.table(labelTable ?? "", sources.values.labelValues)
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
