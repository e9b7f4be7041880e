import Foundation
import Project
import Viewer
import Volume

/// Whole segmentations of a project as BIDS derivatives.
struct BIDSExport {
  private let options: ExportOptions
  private let project: Project
  private let names: [String]
  private let derivative: BIDSDerivative

  init(_ options: ExportOptions, _ project: Project, _ names: [String], to folder: URL) {
    (self.options, self.project, self.names) = (options, project, names)
    derivative = BIDSDerivative(folder, version: Version.number)
  }

  /// Writes every case that has a whole segmentation.
  /// - Throws: `Failure` where none has one, or something would be overwritten; exit status 1 where some have none.
  func write() throws {
    let places = try derivative.places(of: names.map { try project.imageURL($0) })
    for place in places {
      try refuseToOverwrite(place.segmentation, force: options.force)
    }
    var failures = FailureList(of: names.count, "cases")
    var written: [ExportOptions.ExportedCase] = []
    for (name, place) in zip(names, places) {
      let done = try failures.attempt(name) { try write(name, to: place) }
      if let done { written.append(done) }
    }
    if options.json { try options.report(written, failures) }
    if !written.isEmpty {
      inform(
        "Wrote \(Words.count(written.count, "label map")) as BIDS derivatives to \(fileURL(options.output).path)."
      )
    }
    try failures.finish()
  }

  private func write(
    _ name: String, to place: BIDSDerivative.Place
  ) throws -> ExportOptions.ExportedCase {
    let header = try project.imageHeader(name)
    switch try CaseExport(.labels, of: project, name, image: header, tell: inform) {
    case .map(let map, let words):
      try derivative.describe(source: place)
      try FileManager.default.createDirectory(
        at: place.segmentation.deletingLastPathComponent(), withIntermediateDirectories: true)
      try project.write(map, as: .labels, to: place.segmentation, image: header)
      try derivative.writeSidecars(place, labels: project.labelTable, words: words)
      inform("\(name): \(words).")
      return ExportOptions.ExportedCase(
        name: name, file: place.segmentation.path, words: words)
    case .nothing(let why), .incomplete(let why):
      throw Failure("\(why). Train first, or accept every slice.")
    }
  }
}
