import Foundation
import Volume

/// One line of run/metrics.csv.
package struct MetricsRow: Equatable, Sendable {
  /// Steps taken, over all resumed runs.
  package var step: Int
  /// Seconds of training.
  package var seconds: Double
  /// Total loss.
  package var loss: Double
  /// Partial cross-entropy.
  package var pce: Double?
  /// Distillation.
  package var kd: Double?
  /// Contrast.
  package var contrast: Double?
  /// Learning rate of the step.
  package var learningRate: Double?
  /// Mean Dice against the truth, where there is one.
  package var dice: Double?
  /// The method's further term.
  package var extra: Double?
  /// Of the voxels of strokes drawn on a prediction, the share that it had labelled so; in the row of the first step that
  /// learns them.
  package var agreement: Double?

  /// A row; values that are not set are empty cells.
  package init(step: Int, seconds: Double, loss: Double, dice: Double? = nil) {
    self.step = step
    self.seconds = seconds
    self.loss = loss
    self.dice = dice
  }

  /// First line of the file.
  package static let header = "step,seconds,loss,pce,kd,contrast,learning_rate,dice,extra,agreement"

  /// The row as a line without newline.
  package var line: String {
    func cell(_ value: Double?, _ digits: Int = 6) -> String {
      guard let value else { return "" }
      return value.isFinite ? String(format: "%.\(digits)g", value) : "nan"
    }
    return [
      "\(step)", String(format: "%.3f", seconds), cell(loss), cell(pce), cell(kd), cell(contrast),
      cell(learningRate), cell(dice), cell(extra), cell(agreement),
    ].joined(separator: ",")
  }

  /// Reads a line under the column names of `header`; nil when it is torn or not a row.
  ///
  /// Columns that this version does not know are passed over; step, seconds and loss must be there.
  package init?(line: some StringProtocol, header: some StringProtocol = Self.header) {
    let names = header.split(separator: ",", omittingEmptySubsequences: false)
    let cells = line.split(separator: ",", omittingEmptySubsequences: false)
    guard cells.count == names.count else { return nil }
    var values: [String: Double] = [:]
    for (name, cell) in zip(names, cells) where !cell.isEmpty {
      guard let value = Double(cell) else { return nil }
      values[String(name)] = value
    }
    guard let step = values["step"].flatMap(Int.init(exactly:)), step >= 0,
      let seconds = values["seconds"], let loss = values["loss"]
    else { return nil }
    self.init(step: step, seconds: seconds, loss: loss, dice: values["dice"])
    pce = values["pce"]
    kd = values["kd"]
    contrast = values["contrast"]
    learningRate = values["learning_rate"]
    extra = values["extra"]
    agreement = values["agreement"]
  }
}

/// run/metrics.csv: appended by the trainer, never reset when training resumes.
package enum MetricsFile {
  /// What rows are written with; tests put a full disk in its place.
  @TaskLocal static var disk = JournalDisk.system

  /// All whole rows; torn and foreign lines are passed over.
  package static func rows(_ url: URL) -> [MetricsRow] {
    guard let bytes = try? FileBytes.read(url, limit: FileBytes.growingLimit) else { return [] }
    return rows(bytes)
  }

  /// The last rows, without reading the whole file: for a sparkline.
  package static func tail(_ url: URL, rows count: Int) -> [MetricsRow] {
    guard let file = try? RegularFile(url), let head = try? file.read(512, at: 0) else { return [] }
    let window = max(count, 1) * 160 + 512
    if file.size <= window { return Array(rows(url).suffix(count)) }
    guard let end = try? file.tail(window), let newline = end.firstIndex(of: 10) else { return [] }
    let header = Array(head.prefix { $0 != 10 }) + [10]
    return Array(rows(header + Array(end[(newline + 1)...])).suffix(count))
  }

  /// The rows of a file's bytes, its first line among them.
  static func rows(_ bytes: [UInt8]) -> [MetricsRow] {
    // What follows the last newline is still being written.
    guard let end = bytes.lastIndex(of: 10) else { return [] }
    let lines = String(decoding: bytes[..<end], as: UTF8.self).split { $0.isNewline }
    guard let header = lines.first else { return [] }
    return lines.dropFirst().compactMap { MetricsRow(line: $0, header: header) }
  }

  /// Appends rows, with the header when the file is new; a torn last line is cut off first. A row of the last line's step
  /// takes that line's place: it knows more.
  /// - Throws: `ProjectError.unwritable`. The rows can be handed in again.
  package static func append(_ rows: [MetricsRow], to url: URL) throws {
    let file = try FileBytes.openToWrite(url, O_RDWR)
    defer { close(file) }
    guard var end = wholeLength(file) else {
      throw ProjectError.unwritable(
        path: url.path, reason: "it does not end in lines of text; move it away")
    }
    if let first = rows.first { end = lengthBefore(step: first.step, file, end) }
    var text = end == 0 ? MetricsRow.header + "\n" : ""
    for row in rows { text += row.line + "\n" }
    let bytes = Array(text.utf8)
    var written = 0
    while written < bytes.count {
      let result = disk.write(file, bytes[written...], end + written)
      if result == -Int(EINTR) { continue }
      guard result > 0 else {
        ftruncate(file, end)
        throw ProjectError.unwritable(
          path: url.path, reason: FileBytes.systemMessage(Int32(-result)))
      }
      written += result
    }
    // What has replaced a line may be shorter than it.
    ftruncate(file, end + written)
  }

  /// The length without the last line, if that is a step's; else `end`.
  private static func lengthBefore(step: Int, _ file: Int32, _ end: Int) -> Int {
    let start = max(0, end - 512)
    var bytes = [UInt8](repeating: 0, count: end - start)
    guard pread(file, &bytes, bytes.count, start) == bytes.count,
      let newline = bytes.dropLast().lastIndex(of: 10)
    else { return end }
    let cell = String(decoding: bytes[(newline + 1)...].prefix { $0 != 44 }, as: UTF8.self)
    return cell == "\(step)" ? start + newline + 1 : end
  }

  /// The length up to the last newline; what follows it is cut off. Nil where that is far too long to be a row.
  private static func wholeLength(_ file: Int32) -> Int? {
    var end = Int(lseek(file, 0, SEEK_END))
    let length = end
    var byte: UInt8 = 0
    while end > 0, pread(file, &byte, 1, end - 1) == 1, byte != 10 {
      end -= 1
      if length - end > 1 << 16 { return nil }
    }
    if end < length { ftruncate(file, end) }
    return end
  }
}
