import CZlib
import Foundation

/// Files of which a first part is plain and the rest may be compressed.
enum PackedFile {
  /// Writes a file.
  ///
  /// - Parameters:
  ///   - parts: what follows `plain`, compressed by gzip if `compressed`.
  ///   - url: the name that it will have, for messages.
  /// - Throws: `VolumeError.writeFailed`.
  static func store(
    _ parts: [[UInt8]], after plain: [UInt8] = [], at place: URL, compressed: Bool, for url: URL
  ) throws {
    errno = 0
    let descriptor = open(place.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw VolumeError.writeFailed(url, AtomicFile.systemReason()) }
    var complete = writeAll(plain, to: descriptor)
    // "T" hands bytes on as they are.
    guard complete, let file = gzdopen(descriptor, compressed ? "wb" : "wbT") else {
      let reason = AtomicFile.systemReason()
      close(descriptor)
      throw VolumeError.writeFailed(url, reason)
    }
    for part in parts where complete { complete = pack(part, into: file) }
    let closed = gzclose(file) == Z_OK
    guard complete && closed else {
      let reason = errno == 0 ? "writing stopped early" : AtomicFile.systemReason()
      throw VolumeError.writeFailed(url, reason)
    }
  }

  private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    bytes.withUnsafeBytes { bytes in
      var done = 0
      while done < bytes.count {
        let count = write(descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done)
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { return false }
        done += count
      }
      return true
    }
  }

  private static func pack(_ bytes: [UInt8], into file: gzFile) -> Bool {
    bytes.withUnsafeBytes { bytes in
      var done = 0
      while done < bytes.count {
        // One call takes at most what 32 bits count.
        let length = min(bytes.count - done, 1 << 30)
        let count = Int(gzwrite(file, bytes.baseAddress?.advanced(by: done), UInt32(length)))
        guard count > 0 else { return false }
        done += count
      }
      return true
    }
  }

  /// - Throws: `VolumeError.writeFailed` where a file does not hold what was to be written.
  static func compare(
    _ parts: [[UInt8]], after plain: [UInt8], with place: URL, for url: URL
  ) throws {
    var same = plain.isEmpty
    if !plain.isEmpty { same = try ByteSource(place).read(plain.count) == plain }
    let source = try ByteSource(place, from: plain.count)
    for part in parts where same { same = source.read(part.count) == part }
    guard same else {
      throw VolumeError.writeFailed(url, "what was written reads back differently")
    }
  }
}
