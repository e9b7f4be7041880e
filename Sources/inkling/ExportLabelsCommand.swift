import Annotation
import ArgumentParser
import Foundation
import Project
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
      let axis = try project.entry(name).sliceAxis
      let accepted = try AcceptedLabels.load(
        project.labels(name), geometry: header.geometry, sliceAxis: axis)
      if let encoding {
        let slices = accepted.slices
        return slices.isEmpty
          ? (nil, "no accepted slice, left out.")
          : (
            encoding.encode(accepted.map, classes: project.largestClass),
            "accepted slices \(SliceRanges.words(slices))\(try keptWords(project, name, slices))."
          )
      }
      return try dense(project, name, accepted, header.geometry)
    }
  }

  private func dense(
    _ project: Project, _ name: String, _ accepted: AcceptedLabels, _ geometry: Geometry
  ) throws -> (map: LabelMap?, sentence: String) {
    let slices = accepted.slices
    let shown = try PredictionFeed.shown(project, name, geometry: geometry)
    let missing = shown.stamps.indices.filter {
      shown.stamps[$0] == nil && !accepted.isAccepted($0)
    }
    guard missing.isEmpty else {
      let what =
        shown.labels == nil
        ? "no prediction, and \(slices.count) of \(shown.stamps.count) slices accepted"
        : "slices \(SliceRanges.words(missing)) are neither predicted nor accepted"
      return (
        nil, "left out: \(what). Train first, or use --encoding for the accepted slices alone."
      )
    }
    var map = shown.labels ?? LabelMap(size: geometry.size)
    for slice in slices {
      if let labels = accepted.dense(slice) {
        map.setSlice(slice, along: accepted.sliceAxis, to: labels)
      }
    }
    let scribbles = try ScribbleReader.read(project, name, geometry: geometry)
    scribbles.messages.forEach(inform)
    try clear(&map, project, accepted, scribbles.map, geometry)
    for (voxel, label) in scribbles.map.voxels.enumerated() where label != 0 {
      map.voxels[voxel] = label == Scribbles.background ? 0 : label
    }
    return (
      map,
      "\(slices.count) slices accepted\(try keptWords(project, name, slices)), "
        + "\(shown.stamps.count - slices.count) as predicted."
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

  /// Makes background of what the viewer does not show either: predictions on slices that are marked as empty, and labels
  /// that the project has no more.
  private func clear(
    _ map: inout LabelMap, _ project: Project, _ accepted: AcceptedLabels, _ strokes: LabelMap,
    _ geometry: Geometry
  ) throws {
    let axis = accepted.sliceAxis
    let drawn = strokes.slices(along: axis) { $0 != 0 }.filter { !accepted.isAccepted($0) }
    let (width, height, _) = geometry.size.sliceSize(along: axis)
    let nothing = Slice<UInt8>(
      width: width, height: height, values: Array(repeating: 0, count: width * height))
    for slice in EmptyMark.slices(among: drawn, of: strokes, in: geometry, along: axis) {
      map.setSlice(slice, along: axis, to: nothing)
    }
    let known = Set(project.description.classes.map(\.id))
    for index in map.voxels.indices where !known.contains(map.voxels[index]) {
      map.voxels[index] = 0
    }
  }
}
