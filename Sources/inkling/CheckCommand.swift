import ArgumentParser
import Foundation
import Project
import Volume

/// `inkling check`: does a label map lie on an image?
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Tell whether label maps lie on an image, and if not, what differs.",
    discussion: "Exit status 1 if one does not lie on the image or can't be read as labels.")

  @Argument(help: "The image; - is standard input.")
  var image: String
  @Argument(help: "The label maps.")
  var labelMaps: [String]
  @Flag(help: "Print one JSON document; of several label maps, a list.")
  var json = false

  func run() throws {
    let checks = try printReports(on: labelMaps, "label maps", json: json) { labelMap in
      try LabelMapCheck(image: imageURL(image), labelMap: imageURL(labelMap))
    } text: { check, labelMap in
      text(check, labelMap)
    }
    if checks.contains(where: { !$0.fits || $0.unreadable != nil }) { throw ExitCode.failure }
  }

  private func text(_ check: LabelMapCheck, _ labelMap: String) -> String {
    let distance = String(format: "%.3g", check.largestCornerMillimetres)
    var lines = [
      check.fits
        ? "\(labelMap) lies on \(image) (corners differ by at most \(distance) mm)."
        : "\(labelMap) does not lie on \(image): corners differ by up to \(distance) mm."
    ]
    lines += check.findings
    if !check.differences.isEmpty {
      lines.append("Header fields that differ (image | label map):")
      lines += check.differences.map {
        "  " + $0.field.padding(toLength: 12, withPad: " ", startingAt: 0)
          + "\($0.image) | \($0.labelMap)"
      }
    }
    if let unreadable = check.unreadable { lines.append(unreadable) }
    if !check.values.isEmpty {
      lines.append("Values (voxels):")
      lines += check.values.map { "  \($0.value): \($0.voxels)" }
    }
    if !check.values.isEmpty, check.unreadable == nil {
      lines.append(
        check.encoding.map { "Scribble encoding: \($0)." }
          ?? "No scribble encoding shows: dense labels, or scribbles whose encoding must be named.")
      lines.append("Slices in use: " + SliceRanges.words(check.slices) + ".")
    }
    return lines.joined(separator: "\n")
  }
}
