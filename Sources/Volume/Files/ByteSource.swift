import CNifti
import Foundation

/// The bytes of a file, unpacked if it is gzip-compressed (whatever its name says).
final class ByteSource {
  let url: URL
  /// Bytes on disk.
  let fileSize: Int
  /// Whether the file begins as gzip files do.
  let compressed: Bool
  private var file: znzFile?

  /// Opens a regular file, or the copy of a pipe.
  init(_ url: URL) throws {
    self.url = url
    let place = PipeCopies.place(of: url)
    var status = stat()
    guard stat(place, &status) == 0 else {
      if errno == ENOENT || errno == ENOTDIR { throw VolumeError.missing(url) }
      throw VolumeError.unreadable(url, reason: AtomicFile.systemReason())
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw VolumeError.notAFile(url, found: "a folder")
    default: throw VolumeError.notAFile(url, found: "not a regular file")
    }
    fileSize = Int(status.st_size)
    guard let plain = fopen(place, "rb") else {
      throw VolumeError.unreadable(url, reason: AtomicFile.systemReason())
    }
    var start = [UInt8](repeating: 0, count: 2)
    let count = fread(&start, 1, 2, plain)
    fclose(plain)
    if fileSize == 0 { throw VolumeError.notNifti(url, found: "it is empty") }
    compressed = count == 2 && start == [0x1f, 0x8b]
    guard let opened = znzopen(place, "rb", compressed ? 1 : 0) else {
      throw VolumeError.unreadable(url, reason: AtomicFile.systemReason())
    }
    file = opened
  }

  deinit { if file != nil { Xznzclose(&file) } }

  /// Fills a buffer as far as the file reaches.
  ///
  /// - Returns: the number of bytes read, or -1 if the compressed data is damaged.
  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    guard !buffer.isEmpty else { return 0 }
    return Int(znzread(buffer.baseAddress, 1, buffer.count, file))
  }

  /// The next bytes; fewer at the end of the file or where the compressed data is damaged.
  func read(_ count: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { buffer, initialised in
      initialised = max(0, read(into: UnsafeMutableRawBufferPointer(buffer)))
    }
  }

  /// Leaves out bytes; does nothing more than end up at the end of a file that is too short.
  func skip(_ count: Int) {
    var left = count
    while left > 0 {
      let done = read(min(left, 1 << 20)).count
      if done == 0 { return }
      left -= done
    }
  }

  /// Closes the file after everything was read.
  ///
  /// - Returns: false if compressed data ends early or its checksum is wrong.
  func finish() -> Bool {
    var last: UInt8 = 0
    let found = withUnsafeMutableBytes(of: &last) { read(into: $0) }
    let closed = Xznzclose(&file)
    file = nil
    return found >= 0 && closed == 0
  }

  /// The most bytes that the file could unpack to: gzip packs at most 1032 to 1.
  var mostBytes: Int {
    compressed ? fileSize.multipliedReportingOverflow(by: 1032).partialValue : fileSize
  }
}
