import Foundation

/// The numbers that segments of 3D Slicer get in a project. Slicer knows segments by their names and numbers them as they come;
/// a project knows labels by their numbers.
package struct SegmentNumbers {
  /// The segments with the project's numbers.
  package let table: LabelTable
  /// Which numbers have changed, a sentence; nil = none.
  package let note: String?
  /// The project's numbers by those of the file.
  private let numbers: [UInt8]

  /// Nil where the file is no segmentation.
  ///
  /// A segment gets the number of the label that has its name. One whose number belongs to another name gets a free number.
  /// Names that programs give by themselves (`Segment_1`, `label 1`) say nothing: there the number counts.
  package init?(_ file: URL, in known: LabelTable) {
    guard let found = try? Segments(file: file) else { return nil }
    let segments = found.table.labels
    var numbers = (0...255).map { UInt8($0) }
    for segment in found.all where Segments.isBackground(segment.label.name) {
      numbers[Int(segment.label.id)] = 0
    }
    var placed: [UInt8: Label] = [:]
    func place(_ label: Label, at id: UInt8?) -> Bool {
      guard let id, placed[id] == nil else { return false }
      numbers[Int(label.id)] = id
      placed[id] = Label(id: id, name: label.name, colour: label.colour)
      return true
    }
    let unnamed = segments.filter { label in
      let same = known.labels.first { $0.name.lowercased() == label.name.lowercased() }
      return Self.isPlain(label.name) || !place(label, at: same?.id)
    }
    let homeless = unnamed.filter { label in
      let owner = known.label(id: label.id)?.name
      let isFree = owner.map { Self.isPlain($0) || Self.isPlain(label.name) } ?? true
      return !isFree || !place(label, at: label.id)
    }
    for label in homeless {
      let free = (UInt8(1)...253).first { placed[$0] == nil && known.label(id: $0) == nil }
      guard place(label, at: free) else { return nil }
    }
    let moved = segments.filter { numbers[Int($0.id)] != $0.id }
    note =
      moved.isEmpty
      ? nil
      : "Segments are taken by their names: "
        + moved.map { "\($0.name) is \($0.id) in the file and \(numbers[Int($0.id)]) here" }
        .joined(separator: ", ") + "."
    (self.numbers, table) = (numbers, LabelTable(labels: Array(placed.values)))
  }

  /// A map of the file with the project's numbers.
  package func apply(to map: LabelMap) -> LabelMap {
    LabelMap(size: map.size, voxels: map.voxels.map { numbers[Int($0)] })
  }

  /// Whether a program has given the name.
  private static func isPlain(_ name: String) -> Bool {
    name.lowercased().wholeMatch(of: /(segment|label)[ _]?\d+/) != nil
  }
}
