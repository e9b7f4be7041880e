import Foundation

/// A regular file opened for reading: the way in which everything but voxels is read.
///
/// Opening never waits, as it would for a pipe that nobody writes to; reading never goes beyond a bound that the caller
/// names, so that no file, however large, fills the memory before it is looked at.
package final class RegularFile {
  /// Why a file is not read.
  package enum Refusal: Error, Equatable {
    /// There is none.
    case missing
    /// It is a link to nothing.
    case brokenLink(target: String)
    /// It is a folder.
    case folder
    /// It is a pipe, a socket or a device.
    case notRegular
    /// It has more bytes than it may have.
    case tooLarge(bytes: Int, limit: Int)
    /// The system's error.
    case system(Int32)

    /// The reason in words, to follow "FILE cannot be read:".
    package var reason: String {
      switch self {
      case .missing: "there is no such file"
      case .brokenLink(let target): "it is a link, and its target \(target) is missing"
      case .folder: "it is a folder, not a regular file"
      case .notRegular: "it is not a regular file"
      case .tooLarge(let bytes, let limit): "it has \(bytes) bytes, expected at most \(limit)"
      case .system(let code): String(cString: strerror(code))
      }
    }
  }

  /// Bytes when it was opened.
  package let size: Int
  private let file: Int32

  /// Opens a file, links followed.
  package init(_ url: URL) throws(Refusal) {
    let file = open(url.path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else {
      let code = errno
      // A link whose target is missing is a file that may come back: not to be taken for none and written anew.
      if let target = MissingFile.brokenLink(url) { throw .brokenLink(target: target) }
      throw code == ENOENT || code == ENOTDIR ? .missing : .system(code)
    }
    var status = stat()
    let known = fstat(file, &status) == 0
    guard known, status.st_mode & S_IFMT == S_IFREG else {
      let code = errno
      close(file)
      throw known ? (status.st_mode & S_IFMT == S_IFDIR ? .folder : .notRegular) : .system(code)
    }
    self.file = file
    size = Int(status.st_size)
  }

  deinit { close(file) }

  /// All bytes, also those that come while it is read.
  /// - Throws: `Refusal.tooLarge` beyond `limit`.
  package func readAll(limit: Int) throws(Refusal) -> [UInt8] {
    guard size <= limit else { throw .tooLarge(bytes: size, limit: limit) }
    var bytes = try read(size, at: 0)
    while bytes.count <= limit {
      let more = try read(1 << 16, at: bytes.count)
      if more.isEmpty { return bytes }
      bytes += more
    }
    throw .tooLarge(bytes: bytes.count, limit: limit)
  }

  /// The bytes from a place on; fewer where the file ends.
  package func read(_ count: Int, at offset: Int) throws(Refusal) -> [UInt8] {
    var fault: Int32?
    let bytes = [UInt8](unsafeUninitializedCapacity: max(0, count)) { buffer, done in
      done = 0
      while done < count {
        let step = pread(file, buffer.baseAddress?.advanced(by: done), count - done, offset + done)
        if step < 0 && errno == EINTR { continue }
        if step < 0 { fault = errno }
        if step <= 0 { break }
        done += step
      }
    }
    if let fault { throw .system(fault) }
    return bytes
  }

  /// The last bytes, at most so many.
  package func tail(_ count: Int) throws(Refusal) -> [UInt8] {
    try read(min(count, size), at: max(0, size - count))
  }
}
