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
    // Viewers scale colours by it: without it ids 1, 2, 3 look black.
    try image.write(
      .uint8(map.voxels), to: file, kind: content.encoding.map { .scribbles($0) } ?? .labels,
      description: "inkling export", calibrationMaximum: Double(largestClass))
  }

  /// Writes names and colours beside exported label maps.
  /// - Throws: `VolumeError.writeFailed`.
  package func writeTable(of content: ExportContent, to file: URL) throws {
    try AtomicFile.write(Data(tableText(content.encoding).utf8), to: file)
  }

  /// The label table with what an encoding adds; as a comment where the number is a class elsewhere.
  private func tableText(_ encoding: ScribbleEncoding?) -> String {
    func line(_ shown: Int, _ name: String) -> String {
      "  255  128  128  128        \(shown)  \(shown)  \(shown)    \"\(name)\"\n"
    }
    let extra =
      switch encoding {
      case nil: ""
      case .inkling: line(1, "background scribble")
      case .ignore255: line(0, "no scribble")
      case .ignoreLast: "# \(largestClass + 1) = no scribble\n"
      }
    return labelTable.text + extra
  }
}
