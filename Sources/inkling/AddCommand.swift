import ArgumentParser
import Foundation
import Project
import Viewer
import Volume

/// `inkling add`: more volumes for a project, or another place for one it has.
struct AddCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Add volumes to a project, or repair the path of one that has moved.",
    discussion: """
      With --replace CASE the one --volume is where the image of that case lies now, and --scribbles, \
      --truth and --prediction, where given, replace those of the case. Old scribbles are renamed, not deleted. A project knows \
      the images that were drawn on: where another one has come in their place it says so, and --replace CASE \
      with that image accepts it.
      """)

  @Argument(help: "The project.")
  var project: String
  @OptionGroup var sources: VolumeSources
  @Option(help: ArgumentHelp("The case whose files the options name.", valueName: "case"))
  var replace: String?
  @Flag(help: "Replace scribbles that are there, and take a lock that another machine has left.")
  var force = false
  @Flag(help: "Print one JSON document.")
  var json = false

  func validate() throws {
    try sources.checkReach()
    if replace != nil {
      try sources.folder.check(hasFolder: false)
      guard sources.from == nil, sources.maps.scribblesFrom == nil, sources.maps.truthFrom == nil,
        max(sources.volume.count, sources.scribbles.count) <= 1,
        max(sources.truth.count, sources.prediction.count) <= 1
      else { throw ValidationError("--replace names one case: give one file of each kind.") }
      guard
        !(sources.volume + sources.scribbles + sources.truth + sources.prediction).isEmpty
      else {
        throw ValidationError(
          "--replace CASE wants --volume, --scribbles, --truth or --prediction.")
      }
    } else {
      try sources.checkPairs()
      guard !sources.isEmpty else {
        throw ValidationError("Name at least one image with --volume, or a folder with --from.")
      }
    }
  }

  func run() throws {
    // While a viewer writes, scribbles and project.json are its own.
    let lock = try Project.open(fileURL(project)).lockViewer(force: force)
    defer { lock.release() }
    var project = try Project.open(fileURL(project))
    try sources.values.remember(in: &project)
    let list = try sources.list(for: project.url).volumes
    var failures = FailureList(of: list.count, "images")
    let reports =
      try replace.map { [try repair($0, in: &project)] } ?? extend(&project, list, &failures)
    if json {
      try printJSON(Report(cases: reports, failures: failures.entries))
      return try failures.finish()
    }
    guard !reports.isEmpty else { return try failures.finish() }
    let names = reports.map(\.name).joined(separator: ", ")
    inform(
      "\(replace == nil ? "Added" : "Changed") \(names) in \(project.url.path): "
        + "\(Words.count(project.caseNames.count, "volume")) now.")
    try failures.finish()
  }

  private struct Report: Encodable {
    var cases: [CaseReport]
    var failures: [FailureList.Entry]
  }

  private func extend(
    _ project: inout Project, _ list: [VolumeSource], _ failures: inout FailureList
  ) throws -> [CaseReport] {
    var reports: [CaseReport] = []
    let names = VolumeSource.names(of: list, images: try project.names(of: list.map(\.image)))
    for (source, name) in zip(list, names) {
      let report = try failures.attempt(source.image.path) {
        // Each volume is whole before the next, and one that fails leaves nothing.
        var longer = project
        let report = try longer.take(source, named: name, options: sources)
        try longer.write()
        project = longer
        return report
      }
      if let report { reports.append(report) }
    }
    return reports
  }

  private func repair(_ name: String, in project: inout Project) throws -> CaseReport {
    if let image = sources.volume.first,
      let difference = try project.replaceImage(of: name, by: fileURL(image))
    {
      inform(
        "\(fileURL(image).path) is not the image that \(name) was drawn on: \(difference). It counts as the "
          + "image of \(name) from now on; naming the first one with --replace \(name) takes that back."
      )
    }
    if let truth = sources.truth.first {
      try project.replaceTruth(of: name, by: fileURL(truth))
      try project.take(truthValues: sources.values, of: name, project.imageHeader(name))
    }
    try project.write()
    let entry = try project.entry(name)
    let header = try ImageHeader.load(try project.imageURL(name))
    var report = CaseReport(
      name: name, image: entry.image, orientation: header.orientationLetters ?? "unknown",
      truth: entry.truth)
    if let scribbles = sources.scribbles.first {
      report.scribbles = try project.takeScribbles(
        fileURL(scribbles), case: name, form: sources.values.form(project.classNames),
        replacing: force)
    }
    if let mask = sources.prediction.first {
      let read = try SegmentationReader(
        fileURL(mask), for: name, of: project, image: header, labels: project.labelTable,
        values: sources.values.labels(project.classNames))
      try project.take(read, case: name, image: header)
      report.prediction = fileURL(mask).path
    }
    return report
  }
}
