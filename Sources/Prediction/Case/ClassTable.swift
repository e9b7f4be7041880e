import Annotation
import Project

/// Which label of the files is which output of the network.
///
/// Output 0 is the background, output n the n-th class of the table. Label ids may have gaps; outputs have
/// none. The table travels in every checkpoint.
package struct ClassTable: Codable, Equatable, Sendable {
  /// A class in the order of outputs.
  package struct Entry: Codable, Equatable, Sendable {
    /// The label in files, 1…253.
    package let id: UInt8
    /// What people call it.
    package let name: String

    /// A class.
    package init(id: UInt8, name: String) {
      self.id = id
      self.name = name
    }
  }

  /// K classes; the first is output 1.
  package let entries: [Entry]
  /// The target of every label in scribbles and accepted slices (256 of them): -1 for 0 = no scribble and for
  /// labels that are no class, 0 for 255 = background, 1…K for classes.
  package let targets: [Int8]

  /// A table of given classes, ascending ids.
  package init(_ entries: [Entry]) {
    self.entries = entries.sorted { $0.id < $1.id }
    var targets = [Int8](repeating: -1, count: 256)
    targets[Int(Scribbles.background)] = 0
    for (index, entry) in self.entries.enumerated() where index < 127 {
      targets[Int(entry.id)] = Int8(index + 1)
    }
    self.targets = targets
  }

  /// How many classes a network can have.
  package static let most = 31

  /// The table of a project.
  /// - Throws: `ProjectError.sentence` when there is none, or more than the network can have.
  package init(of classes: [ClassEntry]) throws {
    guard (1...ClassTable.most).contains(classes.count) else {
      throw ProjectError.sentence(
        "The project has \(classes.count) classes, expected 1 to \(ClassTable.most). "
          + (classes.isEmpty ? "Add one in the viewer, or" : "Split it, or")
          + " make the project anew with `inkling init --classes`.")
    }
    self.init(classes.map { Entry(id: $0.id, name: $0.name) })
  }

  /// K + 1, the network's outputs.
  package var outputs: Int { entries.count + 1 }

  /// The label in files of each output: 0, then the ids.
  package var labels: [UInt8] { [0] + entries.map(\.id) }

  /// The output of a label in dense maps (0 = background); nil for a label that is no class.
  package func output(of label: UInt8) -> Int? {
    if label == 0 { return 0 }
    return entries.firstIndex { $0.id == label }.map { $0 + 1 }
  }

  /// Reads the entries.
  package init(from decoder: any Decoder) throws {
    self.init(try [Entry](from: decoder))
  }

  /// Writes the entries.
  package func encode(to encoder: any Encoder) throws { try entries.encode(to: encoder) }

  /// "1 RV, 2 Myo, 3 LV".
  package var sentence: String {
    entries.map { "\($0.id) \($0.name)" }.joined(separator: ", ")
  }
}
