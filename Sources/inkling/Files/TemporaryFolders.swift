import Foundation
import Synchronization

/// Folders that last as long as the program runs.
enum TemporaryFolders {
  private static let made = Mutex<[URL]>([])

  /// Makes one, which nobody else may look into.
  static func make() throws -> URL {
    let url = FileManager.default.temporaryDirectory
      .appendingPathComponent("inkling-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    made.withLock { folders in
      if folders.isEmpty { atexit { TemporaryFolders.remove() } }
      folders.append(url)
    }
    return url
  }

  private static func remove() {
    let folders = made.withLock { folders in
      defer { folders = [] }
      return folders
    }
    for folder in folders { try? FileManager.default.removeItem(at: folder) }
  }
}
