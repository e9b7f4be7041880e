import Annotation
import ArgumentParser
import Foundation
import Project
import Volume

/// `inkling import`: a segmentation of another program, for a person to review.
struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Show a segmentation of another program in the viewer, to accept or correct it.",
    discussion: """
      The file is a dense label map on the grid of the case's image: 0 = background, 1 to 253 = labels. Where its \
      voxels lie there in another order they are turned. The viewer shows it in place of the prediction, slice by \
      slice, until a slice is accepted or rejected. Strokes and accepted slices stay as they are. Labels that the \
      project lacks are added, with the names that NAME-labels.txt beside the file, or a .seg.nrrd itself, has for \
      them. Maps with other numbers, such as FreeSurfer's, are read with --label-values.
      """)

  @Argument(help: "The project.")
  var project: String
  @Argument(help: "The label map (\(ImageName.expected)).")
  var file: String?
  @Option(
    name: .customLong("case"), help: "The case that it belongs to, where the project has several.")
  var caseName: String?
  @Option(
    help: ArgumentHelp(
      "What the file's numbers mean, as in 1001=RV,2012=LV; others count as background.",
      valueName: "values"))
  var labelValues: String?
  @Flag(help: "Take away what was imported; what was accepted of it stays.")
  var clear = false
  @Flag(help: "Take a lock that another machine has left.")
  var force = false
  @Flag(help: "Print one JSON document.")
  var json = false

  /// What was imported.
  private struct Report: Encodable {
    let name: String
    /// The file; nil where an import was taken away.
    let file: String?
    /// Labels that were added to the project.
    let added: [ClassEntry]

    enum CodingKeys: String, CodingKey {
      case name = "case"
      case file, added
    }
  }

  func validate() throws {
    guard (file == nil) == clear else {
      throw ValidationError("Name the label map, or take away with --clear what was imported.")
    }
  }

  func run() throws {
    // While a viewer writes, labels and imports are its own.
    let lock = try Project.open(fileURL(project)).lockViewer(force: force)
    defer { lock.release() }
    var project = try Project.open(fileURL(project))
    let name = try chosenCase(of: project)
    guard let file else {
      try ImportedSegmentation.clear(project, name)
      inform("\(name): nothing is imported any more.")
      if json { try printJSON(Report(name: name, file: nil, added: [])) }
      return
    }
    let image = try project.imageHeader(name)
    let read = try SegmentationReader(
      fileURL(file), for: name, of: project, image: image, labels: project.labelTable,
      values: labelValues.map {
        try LabelValues($0, kind: .labels, names: project.classNames)
      })
    try project.take(read, case: name, image: image)
    guard json else { return }
    let added = read.missing.map { ClassEntry(id: $0.id, name: $0.name) }
    try printJSON(Report(name: name, file: fileURL(file).path, added: added))
  }

  private func chosenCase(of project: Project) throws -> String {
    if let caseName { return try project.entry(caseName).caseName }
    guard let name = project.caseNames.first, project.caseNames.count == 1 else {
      throw Failure(
        "The project has \(project.caseNames.count) cases: choose one with --case NAME.")
    }
    return name
  }
}
