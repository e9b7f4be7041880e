import Annotation
import Volume

/// A case as a label map for other programs: the one maker for commands and viewer.
package enum CaseExport: Sendable {
  /// The map, and what is in it: a sentence without its full stop.
  case map(LabelMap, String)
  /// There is nothing to export; why.
  case nothing(String)
  /// The map would have holes; where.
  case incomplete(String)

  /// Makes the map of a case from what the project's folder holds.
  ///
  /// - tell: receives what a person should know of the files, a sentence each.
  /// - Throws: what reading the case throws.
  package init(
    _ content: ExportContent, of project: Project, _ name: String, image: ImageHeader,
    tell: (String) -> Void
  ) throws {
    switch content {
    case .labels: self = try Self.dense(project, name, image.geometry, tell)
    case .accepted(let form):
      self = try Self.accepted(project, name, image.geometry, form)
    case .scribbles(let form):
      self = try Self.scribbles(project, name, image.geometry, form, tell)
    }
  }

  private static func dense(
    _ project: Project, _ name: String, _ geometry: Geometry, _ tell: (String) -> Void
  ) throws -> CaseExport {
    let strokes = try ScribbleReader.read(project, name, geometry: geometry)
    let shown = try ShownSegmentation.load(project, name, geometry: geometry, strokes: strokes)
    let accepted = shown.accepted.slices
    let sources = shown.predicted.stamps.indices.map { shown.source(of: $0) }
    let missing = sources.indices.filter { sources[$0] == nil }
    guard missing.isEmpty else {
      return .incomplete(
        shown.predicted.labels == nil && shown.imported == nil
          ? "no prediction, and \(accepted.count) of \(sources.count) slices accepted"
          : "slices \(SliceRanges.words(missing)) are neither predicted nor accepted")
    }
    strokes.messages.forEach(tell)
    var map = shown.map(known: Set(project.description.classes.map(\.id)))
    for (voxel, label) in strokes.map.voxels.enumerated() where label != 0 {
      map.voxels[voxel] = label == Scribbles.background ? 0 : label
    }
    func count(_ source: ShownSegmentation.Source) -> Int { sources.count { $0 == source } }
    let kept = try undecided(project, name, accepted).count
    let checked = accepted.count - kept
    var parts = ["\(checked) slice\(checked == 1 ? "" : "s") accepted"]
    if kept > 0 { parts.append("\(kept) kept") }
    if count(.imported) > 0 { parts.append("\(count(.imported)) as imported") }
    if count(.markedEmpty) > 0 { parts.append("\(count(.markedEmpty)) marked as empty") }
    parts.append("\(count(.predicted)) as predicted")
    return .map(map, parts.joined(separator: ", "))
  }

  private static func accepted(
    _ project: Project, _ name: String, _ geometry: Geometry, _ form: ScribbleForm
  ) throws -> CaseExport {
    var accepted = try AcceptedLabels.load(
      project.labels(name), geometry: geometry, sliceAxis: project.entry(name).sliceAxis)
    let review = try ReviewSheet.load(project.review(name))
    let rejected = accepted.slices.filter { review.state(of: $0) == .rejected }
    for slice in rejected { accepted.release(slice) }
    let slices = accepted.slices
    let kept = try undecided(project, name, slices).count
    var leftOut = kept == 0 ? "" : " (\(kept) of them kept, not accepted)"
    if !rejected.isEmpty { leftOut += "; rejected \(SliceRanges.words(rejected)) left out" }
    guard !slices.isEmpty else { return .nothing("no accepted slice\(leftOut)") }
    return .map(
      try project.encode(accepted.map, form),
      "accepted slices \(SliceRanges.words(slices))\(leftOut)")
  }

  private static func scribbles(
    _ project: Project, _ name: String, _ geometry: Geometry, _ form: ScribbleForm,
    _ tell: (String) -> Void
  ) throws -> CaseExport {
    let read = try ScribbleReader.read(project, name, geometry: geometry)
    read.messages.forEach(tell)
    let scribbles = Scribbles(map: read.map, sliceAxis: try project.entry(name).sliceAxis)
    guard !scribbles.annotatedSlices.isEmpty else { return .nothing("no scribbles") }
    let counts =
      project.description.classes.map { "\(scribbles.counts[Int($0.id)]) \($0.name)" }
      + ["\(scribbles.counts[Int(Scribbles.background)]) background"]
    return .map(
      try project.encode(read.map, form),
      "\(counts.joined(separator: ", ")) on slices \(SliceRanges.words(scribbles.annotatedSlices))"
    )
  }

  /// Those of the slices whose labels are kept though nobody has accepted them.
  private static func undecided(_ project: Project, _ name: String, _ slices: [Int]) throws -> [Int]
  {
    let review = try ReviewSheet.load(project.review(name))
    // A project whose labels come from elsewhere has no review at all.
    guard !review.rows.isEmpty else { return [] }
    return slices.filter { !review.state(of: $0).isDone }
  }
}
