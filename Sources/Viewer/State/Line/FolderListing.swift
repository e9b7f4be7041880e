/// A look into a folder for completion: what is asked for, and what was found.
package struct FolderListing: Equatable, Sendable {
  /// The folder as it was typed, up to its last `/`; empty for the one that the program was started in.
  let folder: String
  /// What the names are to begin with; hidden files are found only by a dot.
  let prefix: String
  /// The ending that files must have; empty for any.
  let ending: String
  /// Names in their order; those of folders end with `/`.
  var names: [String] = []
  /// Whether there are more than were read.
  var hasMore = false
  /// Why the folder could not be read.
  var problem: String?

  /// What is asked for when a path is typed so far.
  init(path: String, ending: String) {
    let cut = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    folder = String(path[..<cut])
    prefix = String(path[cut...])
    self.ending = ending
  }

  /// The path that was typed.
  var path: String { folder + prefix }
}
