import Foundation

/// Names that a file system takes: at most 255 bytes, as UTF-8 counts them.
package enum FileName {
  /// The longest name of a file in bytes; every usual file system of Linux has this limit.
  package static let mostBytes = 255

  /// `start + name + end`, with `name` cut so that the whole is a name that can be written.
  package static func fitting(_ name: String, after start: String = "", before end: String = "")
    -> String
  {
    start + name.cut(toBytes: mostBytes - start.utf8.count - end.utf8.count) + end
  }
}

extension String {
  /// As many of the first characters as fit into so many bytes of UTF-8.
  package func cut(toBytes most: Int) -> String {
    if utf8.count <= most { return self }
    var bytes = 0
    return String(
      prefix { character in
        bytes += character.utf8.count
        return bytes <= most
      })
  }
}
