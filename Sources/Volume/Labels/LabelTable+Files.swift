import Foundation

/// Label tables in files.
extension LabelTable {
  /// Reads a table from a file of ITK-SNAP, 3D Slicer (a table or a segmentation) or FreeSurfer.
  ///
  /// - choice: which lines are wanted.
  /// - Throws: `VolumeError.missing`, `.unreadable`, `.labelTable`.
  package static func load(_ url: URL, _ choice: Choice = .all) throws -> LabelTable {
    if let segments = try Segments(file: url) { return segments.table }
    let data: [UInt8]
    do {
      // Tables of whole atlases have 100 KB.
      data = try RegularFile(url).readAll(limit: 1 << 22)
    } catch .missing, .brokenLink {
      throw VolumeError.missing(url)
    } catch {
      throw VolumeError.unreadable(url, reason: error.reason)
    }
    do {
      return try LabelTable(
        text: String(decoding: data, as: UTF8.self), isSlicers: isSlicers(url), choice)
    } catch VolumeError.labelTable(let reason) {
      throw VolumeError.labelTable(reason: "\(url.path): \(reason)")
    }
  }

  /// Replaces the file by this table: for 3D Slicer where its name ends in .ctbl, else for ITK-SNAP.
  package func write(to url: URL) throws {
    let text = LabelTable.isSlicers(url) ? slicersText : text
    try AtomicFile.write(Data(text.utf8), to: url)
  }

  private static func isSlicers(_ url: URL) -> Bool { url.pathExtension.lowercased() == "ctbl" }
}
