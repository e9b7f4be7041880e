import Annotation
import Foundation
import Project
import Volume

/// A person who looks at the slice that the worklist names, and draws a line through its largest error.
package struct SimulatedPerson {
  /// In which order slices are looked at.
  package enum Order: String, CaseIterable, Sendable {
    /// Uncertain slices far from scribbles first, as the viewer's worklist.
    case worklist
    /// From the first slice to the last, again and again.
    case sequence
  }

  private let project: Project
  private let caseName: String
  private let truth: LabelMap
  private let order: Order
  private let axis: Axis
  private let store: ScribbleStore
  private var next = 0

  /// Opens the scribbles of a case.
  package init(_ project: Project, _ caseName: String, truth: LabelMap, order: Order) throws {
    (self.project, self.caseName) = (project, caseName)
    (self.truth, self.order) = (truth, order)
    let header = try ImageHeader.load(try project.imageURL(caseName))
    axis = try project.entry(caseName).sliceAxis
    store = try ScribbleStore.open(project, caseName, image: header)
  }

  /// Looks for the next slice with an error and draws on it.
  /// - Returns: what was drawn where; nil when nothing is wrong anywhere.
  package mutating func draw(
    seeing prediction: LabelMap, uncertainty: [Double]?, spacing: Double
  ) throws -> (slice: Int, label: UInt8, voxels: Int)? {
    for slice in candidates(uncertainty, spacing) {
      let found = Correction(
        of: prediction.slice(slice, along: axis), truth: truth.slice(slice, along: axis))
      guard let found else { continue }
      next = slice + 1
      let label = found.label == 0 ? Scribbles.background : found.label
      let width = truth.size.sliceSize(along: axis).width
      let voxels = found.pixels.map { pixel in
        truth.size.offset(
          truth.size.voxel(
            column: pixel % width, row: pixel / width, slice: slice, along: axis))
      }
      var scribbles = store.scribbles
      let stroke = scribbles.nextStroke
      guard let edit = scribbles.paint(voxels, label: label, stroke: stroke) else { continue }
      store.append(.paint(edit))
      store.append(.end(stroke: stroke, stamp: StrokeStamp()))
      try store.save()
      // As the viewer says where somebody looks.
      try project.mailbox.send(.focus(caseName: caseName, slice: slice))
      return (slice, found.label, voxels.count)
    }
    return nil
  }

  /// All slices in the order in which this person looks at them.
  private func candidates(_ uncertainty: [Double]?, _ spacing: Double) -> [Int] {
    let count = truth.size.sliceSize(along: axis).count
    switch order {
    case .sequence: return (0..<count).map { ($0 + next) % count }
    case .worklist:
      let drawn = store.scribbles.map.slices(along: axis) { $0 != 0 }
      let list = Worklist(
        slices: count, spacing: spacing, uncertainty: uncertainty, annotated: drawn)
      // When every slice has scribbles, the most uncertain one is looked at again.
      let again = (0..<count).sorted { (uncertainty?[$0] ?? 0) > (uncertainty?[$1] ?? 0) }
      return list.open + again
    }
  }
}
