import Foundation
import Volume

/// Reading whole small files, and what the system says when it fails.
enum FileBytes {
  /// The bytes of a file; nil when there is none.
  /// - Throws: `AnnotationError.unreadable` for folders, missing rights, links to nothing and files over `limit` bytes.
  static func read(_ url: URL, limit: Int = 1 << 31) throws -> [UInt8]? {
    let file = open(url.path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else {
      let code = errno
      // A link whose target is missing is a file that may come back: not to be taken for none and written anew.
      if let target = MissingFile.brokenLink(url) {
        throw AnnotationError.unreadable(
          path: url.path, reason: "it is a link, and its target \(target) is missing")
      }
      if code == ENOENT || code == ENOTDIR { return nil }
      throw AnnotationError.unreadable(path: url.path, reason: systemMessage(code))
    }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw AnnotationError.unreadable(path: url.path, reason: "it is not a regular file")
    }
    guard status.st_size <= limit else {
      throw AnnotationError.unreadable(
        path: url.path, reason: "it has \(status.st_size) bytes, expected at most \(limit)")
    }
    // The file may grow meanwhile: read until its end, within the limit.
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size) + 4096)
    var length = 0
    while true {
      let count = bytes.withUnsafeMutableBytes {
        Glibc.read(file, $0.baseAddress?.advanced(by: length), $0.count - length)
      }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else {
        throw AnnotationError.unreadable(path: url.path, reason: systemMessage())
      }
      if count == 0 || length > limit { break }
      length += count
      if length == bytes.count { bytes += [UInt8](repeating: 0, count: max(length, 4096)) }
    }
    bytes.removeLast(bytes.count - length)
    return bytes
  }

  /// The system's words for the last error.
  static func systemMessage(_ code: Int32 = errno) -> String {
    String(cString: strerror(code))
  }

  /// Makes a folder with its parents.
  /// - Throws: `AnnotationError.unwritable`.
  static func makeFolder(_ url: URL) throws {
    do {
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    } catch {
      throw AnnotationError.unwritable(path: url.path, reason: SystemFault.reason(error))
    }
  }

}

/// A cheap mark of a file's content: changes whenever the file is replaced or grows.
public struct FileSignature: Hashable, Sendable {
  /// Bytes; -1 = there is no such file.
  public var size: Int
  /// Modification time in nanoseconds.
  public var modified: Int
  /// The file's number in its file system, new after every atomic replacement.
  public var inode: UInt

  /// Looks at the file; follows links.
  public init(of url: URL) {
    var status = stat()
    if stat(url.path, &status) == 0 {
      size = Int(status.st_size)
      modified = status.st_mtim.tv_sec * 1_000_000_000 + status.st_mtim.tv_nsec
      inode = UInt(status.st_ino)
    } else {
      size = -1
      modified = 0
      inode = 0
    }
  }
}

extension URL {
  /// Where a file or folder is renamed or copied to when it must make room: its name, a mark, and the time.
  func aside(_ mark: String) -> URL {
    deletingLastPathComponent().appendingPathComponent(
      FileName.fitting(lastPathComponent, before: mark + Date().fileStamp))
  }
}
