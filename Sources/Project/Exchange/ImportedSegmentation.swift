import Annotation
import Foundation
import Volume

/// A segmentation of another program, shown like a prediction until a person has decided on its slices.
///
/// It hides what a trainer predicts: a slice shows it until it is accepted (what was accepted is shown then) or
/// rejected (the prediction is), or until the whole import is cleared.
package struct ImportedSegmentation: Equatable, Sendable {
  /// 0 = background, 1…253.
  package let labels: LabelMap
  /// The name of the file that it comes from.
  package let source: String
  /// When it was imported, whole seconds.
  package let time: Date
  /// How many voxels of each label it has.
  package let counts: SliceCounts
  private let sliceAxis: Axis
  /// Where the labels of each slice lie; nil where it has none.
  private let boxes: [Box?]

  private struct Box: Equatable, Sendable {
    var columns: ClosedRange<Int>
    var rows: ClosedRange<Int>
  }

  /// Labels of a file, imported at a time.
  package init(labels: LabelMap, source: String, time: Date, sliceAxis: Axis) {
    (self.labels, self.source, self.sliceAxis) = (labels, source, sliceAxis)
    self.time = time.wholeSeconds
    counts = SliceCounts(labels, along: sliceAxis)
    boxes = (0..<labels.size[sliceAxis]).map { Self.box(of: labels.slice($0, along: sliceAxis)) }
  }

  private static func box(of slice: Slice<UInt8>) -> Box? {
    var box: Box?
    for row in 0..<slice.height {
      let values = slice.values[row * slice.width..<(row + 1) * slice.width]
      guard let first = values.firstIndex(where: { $0 != 0 }),
        let last = values.lastIndex(where: { $0 != 0 })
      else { continue }
      let columns = first - values.startIndex...last - values.startIndex
      box = Box(
        columns: box?.columns.joined(with: columns) ?? columns,
        rows: (box?.rows.lowerBound ?? row)...row)
    }
    return box
  }

  /// Where the labels of some slices lie along an axis; nil where they have none.
  package func range(along axis: Axis, in slices: Set<Int>) -> ClosedRange<Int>? {
    slices.compactMap { index in
      boxes[index].map {
        axis == sliceAxis
          ? index...index : axis == sliceAxis.inPlane.columns ? $0.columns : $0.rows
      }
    }.reduce(nil) { $0?.joined(with: $1) ?? $1 }
  }

  /// What it is called on the screen. It counts as older than every prediction of a trainer.
  package var stamp: PredictionStamp {
    PredictionStamp(generation: 0, time: time, origin: "imported from \(source)")
  }

  /// Slices that were not rejected since it was imported.
  package func slices(openIn review: ReviewSheet) -> Set<Int> {
    Set(
      (0..<labels.size[sliceAxis]).filter { slice in
        guard let row = review.rows[slice], row.state == .rejected else { return true }
        return row.time < time
      })
  }

  /// A slice of it.
  package func slice(_ index: Int) -> Slice<UInt8> { labels.slice(index, along: sliceAxis) }
}

/// imported/CASE.nii.gz: a dense label map; a comment says which file it comes from, and when.
extension ImportedSegmentation {
  private static let firstLine = "inkling imported"

  /// Reads imported/CASE.nii.gz; nil where nothing was imported.
  /// - Throws: `VolumeError` when it can't be read or does not lie on the image.
  package static func load(_ project: Project, _ caseName: String, geometry: Geometry) throws
    -> ImportedSegmentation?
  {
    let file = project.imported(caseName)
    guard FileSignature(of: file).size >= 0 else { return nil }
    let (map, header) = try LabelMap.loadWithHeader(file, expecting: geometry)
    let lines =
      header.comments.map { $0.split(separator: "\n") }.first { $0.first == firstLine[...] } ?? []
    func value(_ name: String) -> String? {
      lines.first { $0.hasPrefix(name + " ") }.map { String($0.dropFirst(name.count + 1)) }
    }
    return ImportedSegmentation(
      labels: map, source: value("file") ?? "another program",
      time: value("time").flatMap { try? Date($0, strategy: .iso8601) } ?? .distantPast,
      sliceAxis: try project.entry(caseName).sliceAxis)
  }

  /// Replaces imported/CASE.nii.gz.
  /// - Throws: `VolumeError.writeFailed`, `ProjectError.unwritable`.
  package func write(to project: Project, _ caseName: String, like image: ImageHeader) throws {
    let file = project.imported(caseName)
    try FileBytes.makeFolder(file.deletingLastPathComponent())
    let comment =
      "\(Self.firstLine)\nfile \(source)\ntime \(time.formatted(.iso8601))"
    try labels.write(
      to: file, like: image.adding(comment: comment), description: "inkling imported")
  }

  /// Removes imported/CASE.nii.gz.
  /// - Throws: `ProjectError.unwritable`.
  package static func clear(_ project: Project, _ caseName: String) throws {
    let file = project.imported(caseName)
    guard unlink(file.path) != 0, errno != ENOENT else { return }
    throw ProjectError.unwritable(path: file.path, reason: FileBytes.systemMessage())
  }
}

extension ClosedRange {
  /// The smallest range that holds both.
  package func joined(with other: ClosedRange) -> ClosedRange {
    Swift.min(lowerBound, other.lowerBound)...Swift.max(upperBound, other.upperBound)
  }
}
