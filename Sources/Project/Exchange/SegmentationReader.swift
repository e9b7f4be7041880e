import Foundation
import Volume

/// Reads a label map of another program as a segmentation of a case.
package struct SegmentationReader {
  /// What was read.
  package let segmentation: ImportedSegmentation
  /// Its labels that the project lacks, with the names and colours that FILE-labels.txt beside it has, or a segmentation itself.
  package let missing: [Label]
  /// What a person should know of the file, a sentence each.
  package let notes: [String]

  /// So many labels at most are added by an import: a whole atlas is hardly meant.
  private static let mostMissing = 30

  /// - Parameters:
  ///   - values: what its numbers mean; nil = each is the label of that number.
  ///   - labels: those of the project.
  ///   - image: the header of the case's image. A map whose voxels lie on it in another order is turned.
  /// - Throws: `VolumeError`; `ProjectError.sentence` where the file is no segmentation.
  package init(
    _ file: URL, for caseName: String, of project: Project, image: ImageHeader,
    labels known: LabelTable, values: LabelValues? = nil
  ) throws {
    var notes: [String] = []
    let geometry = image.geometry
    let turn = AxisReordering(of: try ImageHeader.load(file).geometry, onto: geometry)
    let classes = Dictionary(known.labels.map { ($0.id, $0.name) }) { first, _ in first }
    let (raw, header) = try LabelReading(values, names: classes).load(
      file, expecting: turn == nil ? geometry : nil, of: try project.imageURL(caseName),
      note: { notes.append($0) })
    if let turn, !turn.isIdentity { notes.append("Its voxels were turned: \(turn.words).") }
    let map = turn?.apply(to: raw) ?? raw
    let counts = map.counts
    let found = counts.indices.dropFirst().filter { counts[$0] > 0 }
    try Self.check(found, counts, header, file, named: values != nil)
    // A segmentation of 3D Slicer has its names in itself.
    let segments = values == nil ? SegmentNumbers(file, in: known)?.table : nil
    let names = segments ?? (try? LabelTable.load(ExportPlace(file: file).table))
    missing = Self.missing(found.compactMap { UInt8(exactly: $0) }, in: known, names)
    guard missing.count <= Self.mostMissing else {
      throw ProjectError.sentence(
        "\(file.path) has \(missing.count) labels that the project lacks, more than \(Self.mostMissing). "
          + "Load their names first if all are meant: `:labels load FILE` in the viewer.")
    }
    self.notes = notes
    let name = String(file.lastPathComponent.map { $0.isNewline ? "_" : $0 })
    segmentation = ImportedSegmentation(
      labels: map, source: name, time: Date(), sliceAxis: try project.entry(caseName).sliceAxis)
  }

  private static func check(
    _ found: [Int], _ counts: [Int], _ header: ImageHeader, _ file: URL, named: Bool
  ) throws {
    if let form = ScribbleForm.recorded(in: header) {
      throw ProjectError.sentence(
        "\(file.path) holds labels of some voxels only (encoding \(form.text)); expected a label for "
          + "every voxel. `inkling add --replace CASE --scribbles FILE` imports scribbles.")
    }
    guard let last = found.last else {
      throw ProjectError.sentence(
        named
          ? "\(file.path) has none of the numbers that --label-values names. `inkling check IMAGE \(file.path)` lists "
            + "its own."
          : "\(file.path) holds no label: all voxels are 0.")
    }
    guard last <= 253 else {
      throw ProjectError.sentence(
        "\(counts[last]) voxels of \(file.path) are \(last); expected labels from 1 to 253, and 0 for "
          + "background. Say which label they are: `inkling import --label-values \(last)=1`.")
    }
  }

  /// Labels that a table lacks; their names are unique, as those of projects are.
  private static func missing(
    _ found: [UInt8], in known: LabelTable, _ names: LabelTable?
  ) -> [Label] {
    var taken = Set(known.labels.map { $0.name.lowercased() })
    return found.filter { known.label(id: $0) == nil }.map { id in
      var label =
        names?.label(id: id)
        ?? Label(id: id, name: "label \(id)", colour: LabelTable.colour(Int(id) - 1))
      while !taken.insert(label.name.lowercased()).inserted { label.name += " (imported)" }
      return label
    }
  }
}
