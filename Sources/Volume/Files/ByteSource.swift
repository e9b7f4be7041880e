import CZlib
import Foundation

/// Bytes that come one after another.
protocol ByteStream {
  /// Fills a buffer as far as they reach.
  ///
  /// - Returns: the number of bytes, or -1 if compressed data is damaged.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int
  /// Leaves out bytes; at the end of too few it does nothing.
  func skip(_ count: Int) throws
  /// Closes after everything was read.
  ///
  /// - Returns: false if compressed data ends early or its checksum is wrong.
  func finish() -> Bool
}

/// The bytes of a file, unpacked if it is gzip-compressed (whatever its name says).
final class ByteSource: ByteStream {
  let url: URL
  /// Bytes on disk.
  let fileSize: Int
  /// Whether the file, or what is read of it, begins as gzip files do.
  let compressed: Bool
  private let start: Int
  private var file: gzFile?

  /// Opens a regular file, or the copy of a pipe.
  ///
  /// - start: the byte to begin with; compressed data may begin there.
  init(_ url: URL, from start: Int = 0) throws {
    (self.url, self.start) = (url, start)
    let descriptor = open(PipeCopies.place(of: url), O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { throw VolumeError.missing(url) }
      throw VolumeError.unreadable(url, reason: AtomicFile.systemReason())
    }
    do {
      fileSize = try ByteSource.size(of: descriptor, url)
      var magic = [UInt8](repeating: 0, count: 2)
      guard pread(descriptor, &magic, 2, start) >= 0, lseek(descriptor, start, SEEK_SET) == start
      else { throw VolumeError.unreadable(url, reason: AtomicFile.systemReason()) }
      compressed = magic == [0x1f, 0x8b]
    } catch {
      close(descriptor)
      throw error
    }
    // zlib hands on what is not compressed as it is.
    guard let opened = gzdopen(descriptor, "rb") else {
      close(descriptor)
      throw VolumeError.unreadable(url, reason: "memory is short")
    }
    gzbuffer(opened, 1 << 16)
    file = opened
  }

  deinit { if let file { gzclose(file) } }

  /// - Throws: where it is no regular file, or an empty one.
  private static func size(of descriptor: Int32, _ url: URL) throws -> Int {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw VolumeError.unreadable(url, reason: AtomicFile.systemReason())
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw VolumeError.notAFile(url, found: "a folder")
    default: throw VolumeError.notAFile(url, found: "not a regular file")
    }
    if status.st_size == 0 { throw VolumeError.notAnImage(url, found: "it is empty") }
    return Int(status.st_size)
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    guard let file else { return 0 }
    var done = 0
    while done < buffer.count {
      // One call takes at most what 32 bits count.
      let part = UnsafeMutableRawBufferPointer(
        rebasing: buffer[done..<min(buffer.count, done + 1 << 30)])
      let count = Int(gzread(file, part.baseAddress, UInt32(part.count)))
      if count < 0 { return -1 }
      if count == 0 { break }
      done += count
    }
    return done
  }

  /// The next bytes; fewer at the end of the file or where the compressed data is damaged.
  func read(_ count: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { buffer, initialised in
      initialised = max(0, read(into: UnsafeMutableRawBufferPointer(buffer)))
    }
  }

  func skip(_ count: Int) {
    var left = count
    while left > 0 {
      let done = read(min(left, 1 << 20)).count
      if done == 0 { return }
      left -= done
    }
  }

  func finish() -> Bool {
    guard let file else { return true }
    var last: UInt8 = 0
    let found = withUnsafeMutableBytes(of: &last) { read(into: $0) }
    self.file = nil
    return gzclose(file) == Z_OK && found >= 0
  }

  /// The most bytes that can be read: gzip packs at most 1032 to 1.
  var mostBytes: Int {
    let left = max(0, fileSize - start)
    return compressed ? left.multipliedReportingOverflow(by: 1032).partialValue : left
  }
}
