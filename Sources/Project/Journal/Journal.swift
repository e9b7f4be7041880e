import Foundation
import Volume

/// A stroke journal that is open for writing: every edit is appended before it is shown.
///
/// If the program dies, replaying the file rebuilds the sparse label map with its history. A failed write
/// loses nothing: records wait in memory, `problem` says why, and `tick` tries again. The file is never
/// rewritten or compacted; a voxel costs about 2 to 14 bytes, depending on how long the runs are.
///
/// Not thread-safe: one owner, usually the viewer's event loop.
package final class Journal {
  /// Where the journal lies.
  package let url: URL
  /// Number of the last record handed in, written or not.
  package private(set) var sequence: Int
  /// Why records could not be written, as a sentence; nil = everything is written.
  package private(set) var cause: String?
  /// Records that wait in memory.
  package private(set) var unsavedRecords = 0
  /// Those of them that hold a person's work: strokes and decisions.
  package private(set) var unsavedWork = 0
  /// That records wait in memory, and why; nil = everything is written.
  package var problem: String? {
    cause.map {
      "UNSAVED: \(unsavedRecords) journal records wait in memory. \($0) Writing is tried again every second."
    }
  }

  private let disk: JournalDisk
  /// Makes the folder, for a project that does not exist before the first stroke.
  private let prepare: () throws -> Void
  /// Held from the beginning where there is a file, to know what becomes of it; otherwise -1 until the first record.
  private var file: Int32 = -1
  /// Whether the first record may be written: the folder is prepared and a torn last record cut off.
  private var isReady = false
  /// Bytes that the file had when it was read.
  private let lengthRead: Int
  /// Whether a half-written record could not be cut off.
  private var hasTail = false
  /// Whether the file's name is known to be on the disk.
  private var nameIsSafe = false
  /// Length up to which the file is known to be good.
  private var goodLength: Int
  /// Bytes handed to the system that may not be on the disk yet; written again if flushing fails.
  private var unsynchronised: [UInt8] = []
  private var unsynchronisedRecords = 0
  private var unsynchronisedWork = 0
  /// Bytes that could not be written.
  private var pending: [UInt8] = []
  private var synchroniseAt: Date?
  private var retryAt: Date?

  /// A journal at `url` that goes on after what `contents` found in it.
  ///
  /// Nothing is touched before the first record; then a missing file is made and a torn last record is cut
  /// off.
  init(
    url: URL, after contents: JournalContents, disk: JournalDisk = .system,
    prepare: @escaping () throws -> Void = {}
  ) {
    self.url = url
    self.disk = disk
    self.prepare = prepare
    sequence = contents.sequence
    goodLength = contents.validLength
    lengthRead = contents.length
    if lengthRead > 0 { file = open(url.path, O_RDWR | O_CLOEXEC) }
  }

  deinit {
    if file >= 0 { close(file) }
  }

  /// Appends a record, by write(2) before this returns unless the disk refuses.
  /// - Returns: the record's number.
  @discardableResult
  package func append(_ record: JournalRecord, now: Date = Date()) -> Int {
    sequence += 1
    pending += record.line(sequence: sequence)
    unsavedRecords += 1
    if record.isWork { unsavedWork += 1 }
    // While the disk refuses, `tick` decides when to try again; a full disk should not slow the pen.
    if cause == nil { write(now: now) }
    return sequence
  }

  /// Retries failed writes at most once a second, and flushes written records to the disk within a second.
  package func tick(now: Date = Date()) {
    if !pending.isEmpty, cause == nil || isDue(retryAt, now) { write(now: now) }
    if isDue(synchroniseAt, now) { synchronise(now: now) }
  }

  /// Writes and flushes everything now. On failure `problem` says why.
  package func flush(now: Date = Date()) {
    if !pending.isEmpty { write(now: now) }
    if synchroniseAt != nil { synchronise(now: now) }
  }

  /// Where the file is now.
  var fate: FileFate { FileFate(of: file, at: url) }

  /// Whether another program wrote to the file since it was read or written here.
  var isChanged: Bool {
    var status = stat()
    guard file >= 0, fstat(file, &status) == 0, !hasTail else { return false }
    return Int(status.st_size) != (isReady ? goodLength : lengthRead)
  }

  /// Whether the file was deleted or replaced while it was open, or another program wrote to it and there is something
  /// of ours to be written.
  var isForeign: Bool { fate == .gone || (isChanged && (isReady || !pending.isEmpty)) }

  /// Everything in the journal, records that wait in memory included.
  func allBytes() -> [UInt8] {
    guard file >= 0 else { return pending }
    var bytes = [UInt8](repeating: 0, count: goodLength)
    let count = bytes.withUnsafeMutableBytes { pread(file, $0.baseAddress, $0.count, 0) }
    bytes.removeLast(goodLength - max(count, 0))
    return bytes + pending
  }

  private func isDue(_ time: Date?, _ now: Date) -> Bool {
    // A clock that was set back must not stop the flushing.
    time.map { now >= $0 || $0.timeIntervalSince(now) > 2 } ?? false
  }

  private func openFile() throws {
    try prepare()
    if file < 0 { file = try FileBytes.openToWrite(url, O_RDWR) }
    // What another program has written since is not cut off.
    guard !isForeign else { throw ProjectError.sentence(foreignWords) }
    let result = disk.truncate(file, goodLength)
    guard result == 0 else {
      throw ProjectError.unwritable(
        path: url.path, reason: FileBytes.systemMessage(Int32(-result)))
    }
    isReady = true
  }

  private var foreignWords: String {
    "\(url.path) was \(fate == .gone ? "removed" : "changed by another program")."
  }

  private func write(now: Date) {
    do {
      if !isReady { try openFile() }
    } catch {
      return fail("\(error)", now: now)
    }
    if isForeign { return fail(foreignWords, now: now) }
    var written = 0
    while written < pending.count {
      let result = disk.write(file, pending[written...], goodLength + written)
      if result == -Int(EINTR) { continue }
      guard result > 0 else {
        // Leave no half record behind; the whole batch is written again later.
        hasTail = disk.truncate(file, goodLength) != 0
        return fail(result == 0 ? ENOSPC : Int32(-result), now: now)
      }
      written += result
    }
    goodLength += written
    hasTail = false
    unsynchronised += pending
    unsynchronisedRecords += unsavedRecords
    unsynchronisedWork += unsavedWork
    pending = []
    unsavedRecords = 0
    unsavedWork = 0
    cause = nil
    retryAt = nil
    if synchroniseAt == nil { synchroniseAt = now.addingTimeInterval(0.5) }
  }

  private func synchronise(now: Date) {
    let result = disk.synchronise(file)
    synchroniseAt = nil
    guard result != 0 else {
      unsynchronised = []
      unsynchronisedRecords = 0
      unsynchronisedWork = 0
      if !nameIsSafe { nameIsSafe = synchroniseFolder() }
      return
    }
    // After a failed flush the system may have dropped the pages: write them all again.
    goodLength -= unsynchronised.count
    hasTail = true
    pending = unsynchronised + pending
    unsavedRecords += unsynchronisedRecords
    unsavedWork += unsynchronisedWork
    unsynchronised = []
    unsynchronisedRecords = 0
    unsynchronisedWork = 0
    fail(Int32(-result), now: now)
  }

  /// Makes the name of a new file last through a power cut. Some network folders can't; that is no failure.
  private func synchroniseFolder() -> Bool {
    let folder = open(url.deletingLastPathComponent().path, O_RDONLY | O_CLOEXEC)
    guard folder >= 0 else { return true }
    defer { close(folder) }
    return fsync(folder) == 0 || errno == EINVAL
  }

  private func fail(_ code: Int32, now: Date) {
    fail("\(url.path) cannot be written: \(FileBytes.systemMessage(code)).", now: now)
  }

  private func fail(_ reason: String, now: Date) {
    cause = reason
    retryAt = now.addingTimeInterval(1)
  }
}
