import Foundation
import Volume

extension Project {
  /// Tells a case where its image lies now, or that another image is meant; the caller writes the description.
  /// - Returns: how the image differs from the one that was drawn on (`ImageIdentity.difference`); nil = not at all.
  /// - Throws: `ProjectError.noCase`, `.otherGrid` when scribbles exist that do not fit; `VolumeError`.
  @discardableResult
  package mutating func replaceImage(of caseName: String, by image: URL) throws -> String? {
    let entry = try entry(caseName)
    let volume = try Volume.load(image, frame: entry.frame)
    let header = volume.header
    for map in [scribbles(caseName), labels(caseName)] where FileSignature(of: map).size >= 0 {
      try checkOverlay(map, on: header.geometry, image: image)
    }
    if let size = try JournalContents.load(journal(caseName)).size, size != header.size {
      throw ProjectError.otherGrid(
        path: journal(caseName).path, expected: "\(header.size)", found: "\(size)")
    }
    let (known, found) = (try knownImage(caseName), ImageIdentity(volume))
    let path = RelativePath.from(url, to: image)
    change(caseName) { ($0.image, $0.identity) = (path, found) }
    return found.flatMap { known?.difference(to: $0) }
  }
}
