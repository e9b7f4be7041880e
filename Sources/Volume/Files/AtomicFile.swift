import Foundation
import Glibc

/// Files that are either the old ones or the new ones, never half of each.
package enum AtomicFile {
  /// Replaces a file by temporary file, fsync and rename.
  ///
  /// - Throws: `VolumeError.writeFailed` with the system's reason; then the old file is untouched and
  ///   nothing is left beside it.
  package static func write(_ data: Data, to url: URL) throws {
    try replace(url) { temporary in
      let descriptor = open(temporary.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      guard descriptor >= 0 else { throw VolumeError.writeFailed(url, systemReason()) }
      defer { close(descriptor) }
      try data.withUnsafeBytes { bytes in
        var done = 0
        while done < bytes.count {
          let count = Glibc.write(
            descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done)
          if count < 0 && errno == EINTR { continue }
          guard count > 0 else { throw VolumeError.writeFailed(url, systemReason()) }
          done += count
        }
      }
    }
  }

  /// Replaces a file by what `fill` writes at the temporary address it is given (which does not exist yet).
  ///
  /// The temporary file is flushed to disk and takes the place, and the permissions, of the old one only
  /// after `fill` has returned; if anything fails it is removed.
  package static func replace(_ url: URL, fill: (URL) throws -> Void) throws {
    let temporary = TemporaryFile.beside(url)
    do {
      try fill(temporary)
      try synchronise(temporary, permissionsOf: url)
      guard rename(temporary.path, url.path) == 0 else {
        throw VolumeError.writeFailed(url, systemReason())
      }
    } catch {
      unlink(temporary.path)
      throw error
    }
    synchroniseFolder(of: url)
  }

  /// Flushes a written file to disk and gives it the permissions of the file that it will replace.
  private static func synchronise(_ temporary: URL, permissionsOf original: URL) throws {
    let descriptor = open(temporary.path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw VolumeError.writeFailed(original, systemReason()) }
    defer { close(descriptor) }
    var status = stat()
    if stat(original.path, &status) == 0 { _ = fchmod(descriptor, status.st_mode & 0o7777) }
    guard fsync(descriptor) == 0 else { throw VolumeError.writeFailed(original, systemReason()) }
  }

  /// Makes a rename last through a power cut. Some network folders cannot do this; that is no failure.
  private static func synchroniseFolder(of url: URL) {
    let descriptor = open(url.deletingLastPathComponent().path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    _ = fsync(descriptor)
    close(descriptor)
  }

  /// The system's words for the last error.
  static func systemReason() -> String { String(cString: strerror(errno)) }
}
