import Foundation
import Glibc

/// Reads files that people and programs keep beside the data; never waits for a pipe or device of that name.
enum SmallFile {
  /// The first bytes of a file, or its last ones; nil when there is no ordinary file that can be read.
  static func read(_ url: URL, most: Int, fromEnd: Bool = false) -> [UInt8]? {
    let descriptor = open(url.path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    if fromEnd, status.st_size > most { lseek(descriptor, status.st_size - most, SEEK_SET) }
    var bytes = [UInt8](repeating: 0, count: max(1, min(most, Int(status.st_size))))
    var filled = 0
    while filled < bytes.count {
      let room = bytes.count - filled
      let count = bytes.withUnsafeMutableBytes { buffer in
        Glibc.read(descriptor, buffer.baseAddress?.advanced(by: filled), room)
      }
      guard count > 0 else { break }
      filled += count
    }
    return Array(bytes[..<filled])
  }
}
