import Foundation
import Volume

/// A refreshed slice on its way to the screen, before its whole volume is predicted.
///
/// File: one header line, then labels, then uncertainty, a byte a pixel each, row after row:
/// ```
/// inkling-slice 2 generation 7 step 520 time 2026-08-01T10:00:05Z slice 12 size 216 256 crc 1a2b3c4d case patient001_ED\n
/// ```
/// The checksum covers the bytes after the line. Version 1 had neither step nor time and is still read.
package struct LiveSlice: Equatable, Sendable {
  /// The volume.
  package var caseName: String
  /// Index along the volume's slice axis.
  package var slice: Int
  /// The prediction that it belongs to.
  package var stamp: PredictionStamp
  /// Columns.
  package var width: Int
  /// Rows.
  package var height: Int
  /// (height, width): 0 = background, 1…K.
  package var labels: [UInt8]
  /// (height, width): entropy / ln(K+1), 0…255.
  package var uncertainty: [UInt8]

  /// - Precondition: both arrays have width · height elements.
  package init(
    caseName: String, slice: Int, stamp: PredictionStamp, size: (width: Int, height: Int),
    labels: [UInt8], uncertainty: [UInt8]
  ) {
    (width, height) = size
    precondition(
      labels.count == width * height && uncertainty.count == width * height,
      "a live slice needs \(width) x \(height) labels and uncertainties")
    self.caseName = caseName
    self.slice = slice
    self.stamp = stamp
    self.labels = labels
    self.uncertainty = uncertainty
  }

  /// The file's bytes.
  package var bytes: [UInt8] {
    let body = labels + uncertainty
    return Array((header(checksum: Checksum(of: body).text) + "\n").utf8) + body
  }

  private func header(checksum: String, version: Int = 2) -> String {
    "inkling-slice \(version) \(stamp.text) slice \(slice) size \(width) \(height) "
      + "crc \(checksum) case \(caseName)"
  }

  /// Reads a file's bytes; nil when they are not a whole live slice.
  package init?(bytes: [UInt8]) {
    guard let newline = bytes.prefix(1024).firstIndex(of: 10),
      let line = String(validating: bytes[..<newline], as: UTF8.self)
    else { return nil }
    // The name of the case comes last and may hold blanks.
    guard let name = line.firstRange(of: " case "), let stamp = PredictionStamp(in: line) else {
      return nil
    }
    let place = line[..<name.lowerBound].split(separator: " ").suffix(7).map(String.init)
    guard place.count == 7, let slice = Int(place[1]), let width = Int(place[3]),
      let height = Int(place[4]), slice >= 0, (1...1 << 15).contains(width),
      (1...1 << 15).contains(height)
    else { return nil }
    let caseName = String(line[name.upperBound...])
    let body = bytes[(newline + 1)...]
    guard CaseName.isValid(caseName), body.count == 2 * width * height else { return nil }
    self.init(
      caseName: caseName, slice: slice, stamp: stamp, size: (width, height),
      labels: Array(body.prefix(width * height)), uncertainty: Array(body.suffix(width * height)))
    // The checksum does not cover the line itself: it must be what this slice would be written with.
    let checksum = Checksum(of: body).text
    let versions = stamp.step == nil && stamp.time == nil ? [1, 2] : [2]
    guard versions.contains(where: { header(checksum: checksum, version: $0) == line }) else {
      return nil
    }
  }
}

/// run/live/: one file per refreshed slice, CASE-kNNNN.slice, renamed into place.
package struct LiveFolder: Equatable, Sendable {
  /// Which files a reader has seen; start with an empty one.
  package struct Mark: Equatable, Sendable {
    fileprivate var seen: [String: FileSignature] = [:]
    fileprivate var folder: FileSignature?
    fileprivate var looked = Date.distantPast

    /// Nothing seen yet.
    package init() {}
  }

  /// The folder.
  package let url: URL

  /// The live slices in a folder, which need not exist yet.
  package init(url: URL) {
    self.url = url
  }

  /// Publishes a slice; an older one of the same place is replaced.
  ///
  /// Renamed into place like every file, but not flushed to the disk: a slice is of no use after a power
  /// cut, its checksum tells a torn one, and 189 flushes would hold a training back by a second.
  /// - Throws: `ProjectError.unwritable`.
  package func write(_ slice: LiveSlice) throws {
    try FileBytes.makeFolder(url)
    let place = file(slice.caseName, slice.slice)
    let temporary = TemporaryFile.beside(place)
    do {
      try Data(slice.bytes).write(to: temporary)
    } catch {
      unlink(temporary.path)
      throw ProjectError.unwritable(path: place.path, reason: SystemFault.reason(error))
    }
    guard rename(temporary.path, place.path) == 0 else {
      let reason = FileBytes.systemMessage()
      unlink(temporary.path)
      throw ProjectError.unwritable(path: place.path, reason: reason)
    }
  }

  /// The slices that are new or replaced since the last call with this mark; torn files are passed over.
  ///
  /// Cheap where nothing has changed: the files are looked at when the folder's time changes, and once a
  /// second, because two renames may share a time.
  package func changed(since mark: inout Mark, now: Date = Date()) -> [LiveSlice] {
    let folder = FileSignature(of: url)
    if folder == mark.folder, abs(now.timeIntervalSince(mark.looked)) < 1 { return [] }
    mark.folder = folder
    mark.looked = now
    var seen: [String: FileSignature] = [:]
    var result: [LiveSlice] = []
    for name in names() {
      let file = url.appendingPathComponent(name)
      let signature = FileSignature(of: file)
      if mark.seen[name] != signature {
        // A torn file is looked at again next time.
        guard let bytes = try? FileBytes.read(file), let slice = LiveSlice(bytes: bytes) else {
          continue
        }
        result.append(slice)
      }
      seen[name] = signature
    }
    mark.seen = seen
    return result
  }

  /// Removes a case's slices up to a generation, once they are folded into predictions/.
  package func remove(caseName: String, upTo generation: Int) {
    for name in names() where name.hasPrefix(Self.start(caseName)) {
      let file = url.appendingPathComponent(name)
      guard let bytes = try? FileBytes.read(file), let slice = LiveSlice(bytes: bytes),
        slice.caseName == caseName, slice.stamp.generation <= generation
      else { continue }
      unlink(file.path)
    }
  }

  /// Removes everything, as when a new training starts.
  package func removeAll() {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
    for name in all where name.hasSuffix(Self.suffix) || name.hasSuffix(".tmp") {
      unlink(url.appendingPathComponent(name).path)
    }
  }

  private static let suffix = ".slice"

  private func file(_ caseName: String, _ slice: Int) -> URL {
    url.appendingPathComponent(Self.start(caseName) + String(format: "%04d", slice) + Self.suffix)
  }

  /// What the names of a case's files begin with; what follows, a slice of up to 32768, has its place behind it.
  private static func start(_ caseName: String) -> String {
    caseName.cut(toBytes: FileName.mostBytes - "-k32768".utf8.count - suffix.utf8.count) + "-k"
  }

  private func names() -> [String] {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
    return all.filter { $0.hasSuffix(Self.suffix) && !$0.hasPrefix(".") }.sorted()
  }
}
