import Annotation
import ArgumentParser
import Foundation
import Project
import Volume

/// `inkling export scribbles`: sparse label maps in the encoding that another program wants.
struct ExportScribblesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scribbles",
    abstract: "Write the scribbles as label maps, with an ITK-SNAP label file beside.",
    discussion: "Strokes that are not saved in CASE.nii.gz yet are included.")

  @OptionGroup var options: ExportOptions
  @Option(
    help: ArgumentHelp(
      "inkling (0 none, 255 background), ignore-last (0 background, K+1 none: nnU-Net, PyMIC) or ignore-255 "
        + "(0 background, 255 none)."))
  var encoding = ScribbleEncoding.inkling

  func run() throws {
    try options.write(encoding: encoding) { project, name, header in
      let read = try ScribbleReader.read(project, name, geometry: header.geometry)
      read.messages.forEach(inform)
      let scribbles = Scribbles(map: read.map, sliceAxis: try project.entry(name).sliceAxis)
      guard !scribbles.annotatedSlices.isEmpty else { return (nil, "no scribbles, left out.") }
      let counts =
        project.description.classes.map { "\(scribbles.counts[Int($0.id)]) \($0.name)" }
        + ["\(scribbles.counts[Int(Scribbles.background)]) background"]
      return (
        encoding.encode(read.map, classes: project.largestClass),
        "\(counts.joined(separator: ", ")) on slices \(SliceRanges.words(scribbles.annotatedSlices))."
      )
    }
  }
}
