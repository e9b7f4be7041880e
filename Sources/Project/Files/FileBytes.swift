import Foundation
import Volume

/// The files of a project: each is a regular file, opened without waiting and read with a bound.
enum FileBytes {
  /// What no file of a project but journals and tables of numbers exceeds.
  static let usualLimit = 1 << 26
  /// For journals and run/metrics.csv, which grow.
  static let growingLimit = 1 << 29

  /// The bytes of a file; nil when there is none.
  /// - Throws: `ProjectError.unreadable` for folders, pipes, missing rights, links to nothing and files over `limit`
  ///   bytes.
  static func read(_ url: URL, limit: Int = usualLimit) throws -> [UInt8]? {
    do {
      return try RegularFile(url).readAll(limit: limit)
    } catch .missing {
      return nil
    } catch {
      throw ProjectError.unreadable(path: url.path, reason: error.reason)
    }
  }

  /// Opens a file for writing, made where it is missing.
  /// - Returns: its descriptor, to be closed by the caller.
  /// - Throws: `ProjectError.unwritable`; pipes, devices and folders are none of a project's files.
  static func openToWrite(_ url: URL, _ flags: Int32) throws -> Int32 {
    let file = open(url.path, flags | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0o666)
    // ENXIO: a pipe that nobody reads.
    guard file >= 0 || errno == ENXIO else {
      throw ProjectError.unwritable(path: url.path, reason: systemMessage())
    }
    var status = stat()
    guard file >= 0, fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      if file >= 0 { close(file) }
      throw ProjectError.unwritable(
        path: url.path, reason: RegularFile.Refusal.notRegular.reason)
    }
    return file
  }

  /// The system's words for the last error.
  static func systemMessage(_ code: Int32 = errno) -> String {
    String(cString: strerror(code))
  }

  /// Makes a folder with its parents.
  /// - Throws: `ProjectError.unwritable`.
  static func makeFolder(_ url: URL) throws {
    do {
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    } catch {
      throw ProjectError.unwritable(path: url.path, reason: SystemFault.reason(error))
    }
  }

}

/// A cheap mark of a file's content: changes whenever the file is replaced or grows.
package struct FileSignature: Hashable, Sendable {
  /// Bytes; -1 = there is no such file.
  package var size: Int
  /// Modification time in nanoseconds.
  package var modified: Int
  /// The file's number in its file system, new after every atomic replacement.
  package var inode: UInt

  /// Looks at the file; follows links.
  package init(of url: URL) {
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

extension Date {
  /// For file names: 20260801T101500Z.
  var fileStamp: String {
    formatted(.iso8601.dateSeparator(.omitted).timeSeparator(.omitted))
  }
}
