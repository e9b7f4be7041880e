import Annotation
import Volume

/// The labels of a project as nnU-Net wants them: 0 background, then consecutive numbers, then the number for "no
/// label".
package struct NNUNetLabels: Equatable, Sendable {
  /// The classes with the numbers that they have in the project.
  let classes: [ClassEntry]

  /// - Throws: `ProjectError.sentence` for names that nnU-Net has another meaning for, or that occur twice.
  package init(_ classes: [ClassEntry]) throws {
    guard !classes.isEmpty else {
      throw ProjectError.sentence("The project has no classes: nnU-Net needs at least one.")
    }
    for (index, entry) in classes.enumerated() {
      guard !["background", "ignore"].contains(entry.name) else {
        throw ProjectError.sentence(
          "Class \(entry.id) is called \(entry.name), which means something else to nnU-Net. Rename it: "
            + "`:label \(entry.id) NAME` in the viewer.")
      }
      guard !classes.prefix(index).contains(where: { $0.name == entry.name }) else {
        throw ProjectError.sentence(
          "Two classes are called \(entry.name); nnU-Net tells classes apart by their names. Rename one: "
            + "`:label \(entry.id) NAME` in the viewer.")
      }
    }
    self.classes = classes
  }

  /// The number for "no label".
  package var ignore: UInt8 { UInt8(classes.count + 1) }

  /// Which numbers change: `5 RV is 1, 7 LV is 2`; nil where none does.
  package var changeWords: String? {
    let all = classes.enumerated()
    guard all.contains(where: { $0 + 1 != Int($1.id) }) else { return nil }
    return all.map { "\($1.id) \($1.name) is \($0 + 1)" }.joined(separator: ", ")
  }

  /// A map with the numbers that nnU-Net gets.
  ///
  /// - isSparse: 0 has no label and 255 is background, as in scribbles; else 0 is background.
  func renumbered(_ map: LabelMap, isSparse: Bool) -> LabelMap {
    var table = [UInt8](repeating: 0, count: 256)
    if isSparse { table[0] = ignore }
    for (index, entry) in classes.enumerated() { table[Int(entry.id)] = UInt8(index + 1) }
    return LabelMap(size: map.size, voxels: map.voxels.map { table[Int($0)] })
  }

  /// dataset.json.
  func description(name: String, cases: Int, isSparse: Bool) -> NNUNetText {
    var labels = ["background": 0]
    for (index, entry) in classes.enumerated() { labels[entry.name] = index + 1 }
    if isSparse { labels["ignore"] = Int(ignore) }
    return NNUNetText(
      name: name, description: "Exported by inkling", channel_names: ["0": "MRI"], labels: labels,
      numTraining: cases, file_ending: ".nii.gz",
      inkling_labels: changeWords == nil
        ? nil
        : Dictionary(uniqueKeysWithValues: classes.map { ($0.name, Int($0.id)) }))
  }
}

/// dataset.json as it is written. nnU-Net passes over keys that it does not know.
struct NNUNetText: Encodable {
  var name: String
  var description: String
  var channel_names: [String: String]
  var labels: [String: Int]
  var numTraining: Int
  var file_ending: String
  /// The numbers of the classes in the project, where they are others.
  var inkling_labels: [String: Int]?
}
