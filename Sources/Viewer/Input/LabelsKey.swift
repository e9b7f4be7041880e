/// What a key does on the page of labels, beside moving and closing.
enum LabelsKey: Hashable, Sendable {
  case rename, recolour, add, delete
}

extension KeyTable {
  /// Keys of the page of labels that mean something else elsewhere.
  static let labelsPage: [(keys: [Key], does: LabelsKey, title: String)] = [
    (["Enter", "r"], .rename, "rename the chosen label"),
    (["c"], .recolour, "give it the next colour"),
    (["a"], .add, "add a label"),
    (["d"], .delete, "delete it, if nothing is drawn with it"),
  ]

  /// The same as a group of the help.
  package static let labels = BindingGroup(
    title: "Page of labels (:labels)",
    bindings: labelsPage.map { row in
      Binding(row.keys.map(\.description).joined(separator: " "), .choose, row.title)
    })

  /// Looks a key up among those of the page of labels.
  static func labelsKey(for key: Key) -> LabelsKey? {
    labelsPage.first { $0.keys.contains(key) }?.does
  }
}
