import Foundation
import Volume

/// What lies in folders of other people.
enum FolderNames {
  /// The names in a folder, hidden ones left out, in order.
  /// - Throws: `ProjectError.unreadable`.
  static func list(_ folder: URL) throws -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder.path)
        .filter { !$0.hasPrefix(".") }.sorted()
    } catch {
      throw ProjectError.unreadable(path: folder.path, reason: SystemFault.reason(error))
    }
  }

  /// Whether a folder is there.
  static func isFolder(_ url: URL) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder)
      && isFolder.boolValue
  }

  /// Whether a file is there; a link to nothing counts, so that it is spoken of.
  static func isThere(_ url: URL) -> Bool {
    FileManager.default.fileExists(atPath: url.path) || MissingFile.brokenLink(url) != nil
  }
}
