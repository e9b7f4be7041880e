import Annotation
import Volume

/// What is missing before training can start.
package struct ScribbleCheck: Equatable, Sendable {
  /// Nothing is drawn at all.
  package var isEmpty: Bool
  /// Whether background scribbles exist.
  package var hasBackground: Bool
  /// Classes with at least one scribbled voxel.
  package var drawn: [ClassEntry]
  /// Classes without any.
  package var missing: [ClassEntry]

  /// - Parameters:
  ///   - counts: voxels per label over all volumes: scribbles and accepted slices together.
  ///   - classes: the project's classes.
  ///   - imported: labels that another program's segmentation teaches.
  package init(counts: [UInt8: Int], classes: [ClassEntry], imported: Set<UInt8> = []) {
    hasBackground = (counts[Scribbles.background] ?? 0) > 0
    drawn = classes.filter { (counts[$0.id] ?? 0) > 0 }
    missing = classes.filter { (counts[$0.id] ?? 0) == 0 && !imported.contains($0.id) }
    isEmpty = !hasBackground && drawn.isEmpty
  }

  /// Whether training can start: background and at least one class.
  package var canTrain: Bool { hasBackground && !drawn.isEmpty }

  /// What is missing and what to do; nil when nothing is.
  package var sentence: String? {
    if isEmpty {
      return "Nothing is drawn yet: training needs scribbles of at least one class and of the "
        + "background. Draw on two or three slices first."
    }
    if drawn.isEmpty {
      return "Only background is drawn: training needs at least one class too. Draw inside "
        + "\(names(missing))."
    }
    if !hasBackground {
      return "There are no background scribbles (label 0 in the viewer): without them every voxel "
        + "becomes \(names(drawn)). Draw a ring around the organ, close to its edge."
    }
    return nil
  }

  /// What would help though training can start; nil when nothing.
  package var hint: String? {
    guard canTrain, !missing.isEmpty else { return nil }
    return "No scribbles yet for \(names(missing)): \(missing.count == 1 ? "it" : "they") "
      + "will not be predicted."
  }

  private func names(_ entries: [ClassEntry]) -> String {
    switch entries.count {
    case 0: "a class"
    case 1: entries[0].name
    default:
      entries.dropLast().map(\.name).joined(separator: ", ") + " and "
        + entries[entries.count - 1].name
    }
  }
}
