import ArgumentParser
import Foundation
import Viewer
import Volume

/// `inkling info`: what an image is.
struct InfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info", abstract: "Show an image's header, orientation and intensities.",
    discussion: """
      - is standard input; of a folder of DICOM files one series is converted by dcm2niix. Of several images, \
      those that can't be read are listed at the end, with exit status 1.
      """)

  @Argument(help: "Images: \(ImageName.expected), or -.")
  var images: [String]
  @Option(help: "Which frame's intensities to show, counted from 0.")
  var frame = 0
  @OptionGroup var series: SeriesOption
  @Flag(help: "Print one JSON document; of several images, a list.")
  var json = false

  func run() throws {
    let reports = try printReports(on: images, "images", json: json) { image in
      ImageSummary(try Volume.load(imageURL(image, series: series.series), frame: frame))
    } text: { summary, _ in
      text(summary)
    }
    if let sentence = StorageOrders.sentence(reports.map(\.orientation)) { inform(sentence) }
  }

  private func text(_ summary: ImageSummary) -> String {
    func list(_ numbers: [Double]) -> String {
      numbers.map { String(format: "%.5g", $0) }.joined(separator: " x ")
    }
    let percentiles = summary.intensities.percentiles.sorted {
      (Double($0.key) ?? 0) < (Double($1.key) ?? 0)
    }
    var lines = [
      ("file", summary.file),
      ("format", "\(summary.format), \(summary.byteOrder)-endian, \(summary.dataType)"),
      ("size", summary.size.map(String.init).joined(separator: " x ") + " voxels"),
      ("spacing", list(summary.spacing) + " mm (unit in the header: \(summary.unit))"),
      ("orientation", "\(summary.orientation) (the directions in which i, j, k grow)"),
      ("sides", summary.sides),
      ("slices", "along \(summary.sliceAxis), \(summary.plane)"),
      ("frames", "\(summary.frames)"),
      (
        "position",
        "\(summary.transform) (qform code \(summary.qformCode), sform code \(summary.sformCode))"
      ),
    ]
    for (row, name) in zip(summary.affine, ["  right", "  front", "  up"]) {
      lines.append((name, row.map { String(format: "%10.4f", $0) }.joined(separator: " ")))
    }
    let values = summary.intensities
    lines += [
      ("scaling", "slope \(summary.scaling[0]), intercept \(summary.scaling[1])"),
      ("intensities", "\(values.minimum) to \(values.maximum), mean \(Float(values.mean))"),
      ("percentiles", percentiles.map { "\($0.key)%: \($0.value)" }.joined(separator: ", ")),
      ("not finite", Words.count(values.notFinite, "voxel")),
    ]
    if !summary.description.isEmpty { lines.append(("description", summary.description)) }
    if summary.extensionBytes > 0 {
      lines.append(("extensions", Words.count(summary.extensionBytes, "byte")))
    }
    lines += summary.doubts.map { ("note", $0) }
    return lines.map { $0.0.padding(toLength: 13, withPad: " ", startingAt: 0) + $0.1 }
      .joined(separator: "\n")
  }
}
