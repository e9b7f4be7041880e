import Foundation
import Glibc

/// Reads names of files for completion: of one folder, so many and no more.
enum FolderReader {
  /// So many names are looked at, and so many given.
  private static let mostSeen = 20_000
  private static let mostGiven = 200

  /// Reads what a listing asks for.
  static func read(_ asked: FolderListing) -> FolderListing {
    var listing = asked
    let typed = asked.folder.isEmpty ? "." : asked.folder
    let path = (typed as NSString).expandingTildeInPath
    guard let folder = opendir(path) else {
      listing.problem = "\(asked.folder) cannot be read: \(String(cString: strerror(errno)))"
      return listing
    }
    defer { closedir(folder) }
    var seen = 0
    while let entry = readdir(folder) {
      seen += 1
      guard seen <= mostSeen else {
        listing.hasMore = true
        break
      }
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard name.hasPrefix(asked.prefix), isShown(name, asked.prefix) else { continue }
      if isFolder(entry.pointee.d_type, path + "/" + name) {
        listing.names.append(name + "/")
      } else if asked.ending.isEmpty || name.lowercased().hasSuffix("." + asked.ending) {
        listing.names.append(name)
      }
    }
    listing.names.sort { $0.localizedStandardCompare($1) == .orderedAscending }
    if listing.names.count > mostGiven {
      listing.names = Array(listing.names.prefix(mostGiven))
      listing.hasMore = true
    }
    return listing
  }

  /// Hidden files, and the folder itself and the one above, are shown to who types a dot; names that a line can't hold never.
  private static func isShown(_ name: String, _ prefix: String) -> Bool {
    if name.contains(where: { $0.isNewline || $0 == "\t" }) { return false }
    if name == "." { return false }
    return !name.hasPrefix(".") || (prefix.hasPrefix(".") && (name != ".." || prefix == ".."))
  }

  private static func isFolder(_ type: UInt8, _ path: String) -> Bool {
    switch Int(type) {
    case Int(DT_DIR): return true
    case Int(DT_LNK), Int(DT_UNKNOWN):
      var status = stat()
      return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    default: return false
    }
  }
}
