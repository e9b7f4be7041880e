import Annotation
import Foundation
import Volume

/// Reads a case's scribbles while a viewer may be writing them: for the trainer. Takes no locks.
///
/// The map is read before the journal, so the journal is never older than the map; a record that is still
/// being written is left for the next time.
package enum ScribbleReader {
  /// Changes whenever there is something new to read. Costs two calls of stat(2).
  package struct Signature: Hashable, Sendable {
    var map: FileSignature
    var journal: FileSignature
  }

  /// What was read.
  package struct Snapshot: Equatable, Sendable {
    /// Labels: 0 = no scribble, 1…K = class, 255 = background scribble.
    package var map: LabelMap
    /// Which slices are marked as empty, as it is recorded.
    package var marks: MarkedSlices
    /// Number of the last journal record in it.
    package var sequence: Int
    /// Damage and changes from outside, as sentences.
    package var messages: [String]
    /// Taken before reading.
    package var signature: Signature
  }

  /// The present signature of a case's scribbles.
  package static func signature(_ project: Project, _ caseName: String) -> Signature {
    Signature(
      map: FileSignature(of: project.scribbles(caseName)),
      journal: FileSignature(of: project.journal(caseName)))
  }

  /// Reads map and journal.
  ///
  /// - Parameter geometry: the image's; both must lie on it.
  /// - Throws: `ProjectError.newer`, `.otherGrid`, `.unreadable`; `VolumeError` when there is a map that
  ///   lies elsewhere than the image. A damaged map or journal is reported in `messages`.
  package static func read(
    _ project: Project, _ caseName: String, geometry: Geometry
  ) throws -> Snapshot {
    let signature = signature(project, caseName)
    let load = try ScribbleLoad.read(project, caseName, geometry: geometry)
    let corrected = load.corrected
    return Snapshot(
      map: corrected.map, marks: corrected.marks, sequence: load.contents.sequence,
      messages: load.messages, signature: signature)
  }
}
