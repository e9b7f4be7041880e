import Foundation

/// The three system calls that a journal is written with. Tests put failing ones in their place.
///
/// Every function returns 0 (or the number of bytes) on success and the negative error number on failure.
struct JournalDisk: Sendable {
  /// Writes bytes at an offset; may write fewer than asked.
  var write: @Sendable (_ file: Int32, _ bytes: ArraySlice<UInt8>, _ offset: Int) -> Int
  /// Cuts the file to a length.
  var truncate: @Sendable (_ file: Int32, _ length: Int) -> Int
  /// Waits until the bytes are on the disk.
  var synchronise: @Sendable (_ file: Int32) -> Int

  /// The system's own.
  static let system = JournalDisk(
    write: { file, bytes, offset in
      let count = bytes.withUnsafeBytes { pwrite(file, $0.baseAddress, $0.count, offset) }
      return count < 0 ? -Int(errno) : count
    },
    truncate: { file, length in ftruncate(file, length) == 0 ? 0 : -Int(errno) },
    synchronise: { file in fdatasync(file) == 0 ? 0 : -Int(errno) })
}
