import Foundation
import Volume

/// Where an exported label map goes: a file and, beside it, the ITK-SNAP description of its labels.
package struct ExportPlace: Hashable, Sendable {
  /// The label map.
  package let file: URL

  /// A place by the map's file.
  package init(file: URL) { self.file = file }

  /// NAME-labels.txt.
  package var table: URL {
    file.deletingLastPathComponent()
      .appendingPathComponent("\(CaseName.stem(of: file))-labels.txt")
  }
}

extension Project {
  /// Whether a file is one that the project consists of: its images, or anything in its folder that it writes itself.
  package func owns(_ file: URL) -> Bool {
    let place = RelativePath.resolved(file.path)
    let images = caseNames.compactMap { try? imageURL($0) }.map { RelativePath.resolved($0.path) }
    if images.contains(place) { return true }
    let root = RelativePath.resolved(url.path)
    let files = ["project.json", "labels.txt"].map { root + "/" + $0 }
    let folders = ["scribbles", "labels", "predictions", "imported", "review", "run"]
    return files.contains(place) || folders.contains { place.hasPrefix("\(root)/\($0)/") }
  }

  /// The header of a case's image.
  /// - Throws: `ProjectError.volumeMoved`, `VolumeError`.
  package func imageHeader(_ name: String) throws -> ImageHeader {
    let image = try imageURL(name)
    guard FileManager.default.fileExists(atPath: image.path) else {
      throw ProjectError.volumeMoved(caseName: name, path: image.path, project: url.path)
    }
    return try ImageHeader.load(image)
  }

  /// K, or the largest id where ids have gaps.
  package var largestClass: Int { description.classes.map { Int($0.id) }.max() ?? 1 }

  /// Writes an exported label map with the header of its image.
  /// - Throws: `VolumeError.writeFailed`; then a file that was there before is untouched.
  package func write(
    _ map: LabelMap, as content: ExportContent, to file: URL, image: ImageHeader
  ) throws {
    var kind = content.form?.kind ?? .labels
    if ImageName(file).format == .segmentation { kind = try segments(content.form, file) }
    // Viewers scale colours by it: without it ids 1, 2, 3 look black.
    try (content.form?.noted(in: image) ?? image).write(
      .uint8(map.voxels), to: file, kind: kind,
      description: "inkling export", calibrationMaximum: Double(largestClass))
  }

  /// The map with names and colours; of scribbles, background is a segment too.
  /// - Throws: `VolumeError.writeFailed` where 0 means background: a segmentation knows no other "nothing".
  private func segments(_ form: ScribbleForm?, _ file: URL) throws -> MapKind {
    switch form {
    case nil: return .segments(labelTable, encoding: nil)
    case .encoding(.inkling):
      let background = Label(
        id: ScribbleEncoding.background, name: "background scribble",
        colour: RGB(red: 128, green: 128, blue: 128))
      return .segments(
        LabelTable(labels: labelTable.labels + [background]),
        encoding: ScribbleEncoding.inkling.rawValue)
    case .values(let values) where values.meaning(of: 0) == LabelValues.Meaning.none:
      return .segments(table(of: values), encoding: nil)
    case .encoding, .values:
      throw VolumeError.writeFailed(
        file,
        "in .seg.nrrd files 0 is nothing, and here it is background; leave the encoding or the values away, or "
          + "choose a name ending in .nrrd")
    }
  }

  /// Whether a file has the names and colours that would be written to it.
  package func hasTable(of content: ExportContent, at file: URL) -> Bool {
    (try? Data(contentsOf: file)) == Data(tableText(content.form).utf8)
  }

  /// Writes names and colours beside exported label maps.
  /// - Throws: `VolumeError.writeFailed`.
  package func writeTable(of content: ExportContent, to file: URL) throws {
    try AtomicFile.write(Data(tableText(content.form).utf8), to: file)
  }

  /// Scribbles as a form says them.
  /// - Throws: `VolumeError.labelValues` where it has no number for something that is drawn.
  func encode(_ scribbles: LabelMap, _ form: ScribbleForm) throws -> LabelMap {
    switch form {
    case .encoding(let encoding): encoding.encode(scribbles, classes: largestClass)
    case .values(let values): try values.encode(scribbles)
    }
  }

  /// The label table with what a form adds; as a comment where the number is a class elsewhere.
  private func tableText(_ form: ScribbleForm?) -> String {
    func line(_ shown: Int, _ name: String) -> String {
      "  255  128  128  128        \(shown)  \(shown)  \(shown)    \"\(name)\"\n"
    }
    switch form {
    case nil: return labelTable.text
    case .encoding(.inkling): return labelTable.text + line(1, "background scribble")
    case .encoding(.ignore255): return labelTable.text + line(0, "no scribble")
    case .encoding(.ignoreLast): return labelTable.text + "# \(largestClass + 1) = no scribble\n"
    case .values(let values): return table(of: values).text
    }
  }

  /// Names and colours for the numbers that are written.
  private func table(of values: LabelValues) -> LabelTable {
    let own = labelTable
    let grey = RGB(red: 128, green: 128, blue: 128)
    return LabelTable(
      labels: values.entries.compactMap { entry in
        guard let number = UInt8(exactly: entry.number), number > 0 else { return nil }
        switch entry.meaning {
        case .none: return Label(id: number, name: "no scribble", colour: grey)
        case .background: return Label(id: number, name: "background scribble", colour: grey)
        case .label(let id):
          let known = own.label(id: id)
          return Label(
            id: number, name: known?.name ?? "label \(id)", colour: known?.colour ?? grey)
        }
      })
  }
}
