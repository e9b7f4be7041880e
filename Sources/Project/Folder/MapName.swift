import Foundation

/// What the name of a label map says: which image it lies on, and what it holds.
package struct MapName: Equatable, Sendable {
  /// What a map holds, by its name.
  package enum Content: Sendable {
    /// Dense labels.
    case truth
    /// Scribbles.
    case scribbles
    /// Anything else that lies on an image.
    case other
  }

  /// The name without what makes it a label map's: `p1` of `p1_seg` and `p1-labels`.
  package let base: String
  /// Nil: nothing in the name says that this is a label map.
  package let content: Content?

  private static let endings: [String: Content] = [
    "label": .truth, "labels": .truth, "seg": .truth, "segmentation": .truth, "dseg": .truth,
    "truth": .truth, "gt": .truth, "scribble": .scribbles, "scribbles": .scribbles,
    "mask": .other, "prediction": .other, "predictions": .other, "pred": .other,
    "uncertainty": .other, "probabilities": .other, "probseg": .other,
  ]

  /// Looks at a file's name without its ending.
  package init(_ stem: String) {
    let ending = stem.split(omittingEmptySubsequences: false) { "_-.".contains($0) }.last ?? ""
    let content = MapName.endings[ending.lowercased()]
    let base = String(stem.dropLast(ending.count + 1))
    self.content = base.isEmpty ? nil : content
    self.base = self.content == nil ? stem : base
  }
}
