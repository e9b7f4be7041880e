import Foundation

extension LabelValues {
  /// What the numbers of a segmentation of 3D Slicer mean, by the names of its segments; nil where the file is none, or a
  /// name is neither that of a class nor one for background.
  ///
  /// - names: those of the classes.
  package init?(segmentsOf file: URL, names: [UInt8: String]) {
    guard let found = try? Segments(file: file) else { return nil }
    var entries = [Entry(number: 0, meaning: .none)]
    for segment in found.all {
      let name = segment.label.name.lowercased()
      let number = Int(segment.label.id)
      if Segments.isBackground(name) {
        entries.append(Entry(number: number, meaning: .background))
      } else if let id = names.first(where: { $0.value.lowercased() == name })?.key {
        entries.append(Entry(number: number, meaning: .label(id)))
      } else {
        return nil
      }
    }
    self.init(entries: entries)
  }
}
