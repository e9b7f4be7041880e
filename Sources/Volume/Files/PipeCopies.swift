import Foundation
import Synchronization

/// Copies of pipes that a person has named as images, as in `inkling info <(ssh node7 cat heart.nii)`.
///
/// A pipe gives its bytes once, and images are read more often: for the header, for the voxels. So a pipe is read to its
/// end, into a file without a name that goes when the process ends. Only what is named on a command line is: a pipe that
/// lies in the place of a project's image is refused.
package enum PipeCopies {
  /// Descriptors of the copies by the paths of the pipes.
  private static let copies = Mutex<[String: Int32]>([:])

  /// Whether there is a pipe, links followed. Standard input may be a socket, which is read in the same way.
  package static func isPipe(_ url: URL) -> Bool {
    var status = stat()
    guard stat(url.path, &status) == 0 else { return false }
    let kind = status.st_mode & S_IFMT
    return kind == S_IFIFO || (kind == S_IFSOCK && url.path == standardInput)
  }

  /// Its descriptor is read itself: a socket can't be opened by its path.
  private static let standardInput = "/dev/stdin"

  /// Reads a pipe to its end, waiting for those who write; what reads the file at `url` then reads the copy.
  ///
  /// - limit: the most bytes that are taken.
  /// - Throws: `VolumeError.unreadable`.
  package static func take(_ url: URL, limit: Int = 1 << 34) throws {
    guard copies.withLock({ $0[url.path] == nil }) else { return }
    func refuse(_ reason: String) -> VolumeError { .unreadable(url, reason: reason) }
    let pipe =
      url.path == standardInput ? dup(STDIN_FILENO) : open(url.path, O_RDONLY | O_CLOEXEC)
    guard pipe >= 0 else { throw refuse(AtomicFile.systemReason()) }
    defer { close(pipe) }
    let folder = FileManager.default.temporaryDirectory.path
    var name = Array("\(folder)/inkling-pipe-XXXXXX".utf8CString)
    let copy = mkstemp(&name)
    guard copy >= 0 else {
      throw refuse("there is no room for a copy in \(folder): \(AtomicFile.systemReason())")
    }
    unlink(name)
    _ = fcntl(copy, F_SETFD, FD_CLOEXEC)
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    var length = 0
    while true {
      let count = read(pipe, &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      if count == 0 { break }
      length += max(0, count)
      guard count > 0, length <= limit, write(copy, buffer, count) == count else {
        let reason =
          length > limit
          ? "the pipe gives more than \(ByteCount.words(Double(limit)))" : AtomicFile.systemReason()
        close(copy)
        throw refuse(reason)
      }
    }
    copies.withLock { $0[url.path] = copy }
  }

  /// Where the bytes of a file are: at its path, or in the copy of a pipe.
  static func place(of url: URL) -> String {
    copies.withLock { $0[url.path] }.map { "/proc/self/fd/\($0)" } ?? url.path
  }
}
