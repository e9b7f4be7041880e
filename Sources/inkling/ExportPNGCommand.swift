import Annotation
import ArgumentParser
import Foundation
import Pictures
import Project
import Trainer
import Volume

/// `inkling export png`: pictures of a training run and of slices.
struct ExportPNGCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "png",
    abstract: "Draw a training run, or a slice with what lies on it, as a PNG picture.",
    discussion: """
      --metrics plots run/metrics.csv: the loss and its terms against steps and, where the project knows the \
      truth, the Dice on an axis of its own. Rows that are closer than pixels are shown as their mean, with \
      a pale band from the smallest to the largest.

      --case and --slice draw a slice with its true proportions: the prediction (or the accepted labels) as a \
      tint with outlines, scribbles on top. Examples:

        inkling export png heart.inkling --metrics
        inkling export png heart.inkling --case heart --slice 4 --output slice.png
      """)

  @Argument(help: "The project.")
  var project: String
  @Flag(help: "Plot the metrics of the last training run.")
  var metrics = false
  @Option(name: .customLong("case"), help: "The case of the slice.")
  var caseName: String?
  @Option(help: "The slice, counted from 0 along the case's slice axis.")
  var slice: Int?
  @Option(
    help:
      "The file to write, - for standard output (default: run/metrics.png in the project, for --metrics alone)."
  )
  var output: String?
  @Flag(help: "Replace the file of --output if it exists.")
  var force = false
  @Flag(help: "Print one JSON document.")
  var json = false

  /// What was written.
  private struct Report: Encodable {
    let file: String
    /// Pixels.
    let width, height: Int
  }

  func validate() throws {
    if metrics {
      guard caseName == nil, slice == nil else {
        throw ValidationError("--metrics stands alone; --case and --slice draw a slice.")
      }
    } else {
      guard caseName != nil, slice != nil, output != nil else {
        throw ValidationError(
          "Say what to draw: --metrics, or --case NAME --slice N --output FILE.")
      }
    }
    try StandardFiles.check(output ?? "", json: json)
    if let output, !StandardFiles.isOutput(output), !output.lowercased().hasSuffix(".png") {
      throw ValidationError("--output \(output) is no name of a picture; expected NAME.png.")
    }
  }

  func run() throws {
    let project = try Project.open(fileURL(project))
    if let output, StandardFiles.isOutput(output) {
      try StandardFiles.refuseScreen()
      return try handOn(Array(PNGFile.data(metrics ? chart(project) : slicePicture(project))))
    }
    // The default lies beside what it is drawn from and can be drawn again at any time.
    let file =
      output.map(fileURL)
      ?? project.metricsFile.deletingPathExtension()
      .appendingPathExtension("png")
    if output != nil { try refuseToOverwrite(file, force: force) }
    let picture = try metrics ? chart(project) : slicePicture(project)
    try AtomicFile.write(try PNGFile.data(picture), to: file)
    inform("Wrote \(file.path), \(picture.width) x \(picture.height) pixels.")
    if json {
      try printJSON(Report(file: file.path, width: picture.width, height: picture.height))
    }
  }

  private func chart(_ project: Project) throws -> Picture {
    let rows = MetricsFile.rows(project.metricsFile)
    guard let last = rows.last else {
      throw Failure(
        "\(project.metricsFile.path) holds no rows yet; expected those of a training run. Train first: "
          + "inkling train \(self.project)")
    }
    let name = project.url.deletingPathExtension().lastPathComponent
    return MetricsChart.chart(rows, title: "\(name): \(last.step) training steps").picture()
  }

  private func slicePicture(_ project: Project) throws -> Picture {
    let name = caseName ?? ""
    let entry = try project.entry(name)
    let volume = try project.loadVolume(name)
    let geometry = volume.geometry
    let (slice, count) = (slice ?? 0, geometry.size[entry.sliceAxis])
    guard (0..<count).contains(slice) else {
      throw Failure("\(name) has no slice \(slice); expected 0 to \(count - 1).")
    }
    let strokes = try ScribbleReader.read(project, name, geometry: geometry)
    strokes.messages.forEach(inform)
    let shown = try ShownSegmentation.load(project, name, geometry: geometry, strokes: strokes)
    let hasLabels = shown.source(of: slice) != nil
    if !hasLabels { inform("\(name) has no prediction yet; the picture shows none.") }
    let table = project.labelTable
    let plane = PlaneLayout.plane(through: entry.sliceAxis, in: geometry)
    return SlicePicture(
      volume, slice: (slice, PlaneLayout(geometry, plane)),
      labels: hasLabels ? shown.map(known: Set(table.labels.map(\.id))) : nil,
      scribbles: strokes.map, legend: (table, "\(name), slice \(slice)")
    ).picture()
  }
}
