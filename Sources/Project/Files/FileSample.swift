import Foundation

/// A file's length and a digest of bytes at fixed places: found within milliseconds, however large the file is.
///
/// A file of up to a megabyte is read whole; of a larger one, the beginning, the end and evenly spread blocks between
/// them. In a compressed file a change of any voxel changes what comes after it, so blocks show it.
struct FileSample: Equatable, Sendable {
  /// Length in bytes.
  let bytes: Int
  /// Digest of the blocks.
  let digest: String

  private static let blocks = 32
  private static let blockBytes = 32 << 10

  /// Looks at a file, links followed; nil when it is no regular file or can't be read.
  init?(of url: URL) {
    let file = open(url.path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    bytes = Int(status.st_size)
    var digest = ContentDigest()
    for place in FileSample.places(bytes) {
      guard let block = FileSample.read(file, place) else { return nil }
      digest.update(block)
    }
    self.digest = digest.text
  }

  /// Which bytes of a file are looked at.
  static func places(_ bytes: Int) -> [Range<Int>] {
    guard bytes > blocks * blockBytes else { return [0..<bytes] }
    return (0..<blocks).map { index in
      let start = (bytes - blockBytes) / (blocks - 1) * index
      return index == blocks - 1 ? bytes - blockBytes..<bytes : start..<start + blockBytes
    }
  }

  private static func read(_ file: Int32, _ place: Range<Int>) -> [UInt8]? {
    var block = [UInt8](repeating: 0, count: place.count)
    var done = 0
    while done < block.count {
      let count = block.withUnsafeMutableBytes {
        pread(file, $0.baseAddress?.advanced(by: done), $0.count - done, place.lowerBound + done)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return nil }
      done += count
    }
    return block
  }
}
