import Annotation
import ArgumentParser
import Foundation
import Project
import Viewer
import Volume

/// `inkling export labels`: the segmentation as it stands.
struct ExportLabelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "labels",
    abstract: "Write the segmentation: accepted slices, and predictions elsewhere.",
    discussion: """
      Without --encoding: dense label maps, 0 = background. Accepted slices are as they were accepted, the \
      others as predicted, and scribbled voxels keep the label that you drew. A volume with slices that are \
      neither is left out; the exit status is 1 then, with a list of such volumes.

      With --encoding: accepted slices alone, everything else "no label" in that encoding, to train \
      other programs on what a person has checked.
      """)

  @OptionGroup var options: ExportOptions
  @Option(help: "Accepted slices only, as inkling, ignore-last or ignore-255.")
  var encoding: ScribbleEncoding?

  func run() throws {
    try options.write(encoding: encoding, wantsAll: encoding == nil) { project, name, header in
      guard let encoding else { return try dense(project, name, header.geometry) }
      let accepted = try AcceptedLabels.load(
        project.labels(name), geometry: header.geometry,
        sliceAxis: project.entry(name).sliceAxis)
      let slices = accepted.slices
      guard !slices.isEmpty else { return (nil, "no accepted slice, left out.") }
      return (
        encoding.encode(accepted.map, classes: project.largestClass),
        "accepted slices \(SliceRanges.words(slices))\(try keptWords(project, name, slices))."
      )
    }
  }

  private func dense(
    _ project: Project, _ name: String, _ geometry: Geometry
  ) throws -> (map: LabelMap?, sentence: String) {
    let strokes = try ScribbleReader.read(project, name, geometry: geometry)
    let shown = try ShownSegmentation.load(project, name, geometry: geometry, strokes: strokes)
    let (slices, stamps) = (shown.accepted.slices, shown.predicted.stamps)
    let missing = stamps.indices.filter { stamps[$0] == nil && !shown.accepted.isAccepted($0) }
    guard missing.isEmpty else {
      let what =
        shown.predicted.labels == nil
        ? "no prediction, and \(slices.count) of \(stamps.count) slices accepted"
        : "slices \(SliceRanges.words(missing)) are neither predicted nor accepted"
      return (
        nil, "left out: \(what). Train first, or use --encoding for the accepted slices alone."
      )
    }
    strokes.messages.forEach(inform)
    var map = shown.map(known: Set(project.description.classes.map(\.id)))
    for (voxel, label) in strokes.map.voxels.enumerated() where label != 0 {
      map.voxels[voxel] = label == Scribbles.background ? 0 : label
    }
    return (
      map,
      "\(Words.count(slices.count, "slice")) accepted\(try keptWords(project, name, slices)), "
        + "\(stamps.count - slices.count) as predicted."
    )
  }

  /// How many of the slices are kept by `m` alone and not ticked off; nothing where all are.
  private func keptWords(_ project: Project, _ name: String, _ slices: [Int]) throws -> String {
    let review = try ReviewSheet.load(project.review(name))
    // A project whose labels come from elsewhere has no review at all.
    guard !review.rows.isEmpty else { return "" }
    let open = slices.filter { !review.state(of: $0).isDone }.count
    return open == 0 ? "" : " (\(open) of them only kept by m, not ticked off)"
  }
}
