import Annotation
import Foundation
import Volume

/// What could be read of a journal file.
///
/// Reading never fails on damage: it keeps every valid record and says what is missing.
package struct JournalContents: Equatable, Sendable {
  /// A valid record and its number.
  package struct Entry: Equatable, Sendable {
    /// Numbers rise by one from 1.
    package var sequence: Int
    /// What it says.
    package var record: JournalRecord
  }

  /// A run of lines that are not valid records, or numbers that are missing.
  package struct Damage: Equatable, Sendable {
    /// Lines of the file, counted from 1.
    package var lines: ClosedRange<Int>
    /// Numbers of the records that are missing; nil when none is known to be.
    package var missing: ClosedRange<Int>?
  }

  /// The valid records in order.
  package private(set) var entries: [Entry] = []
  /// Damage between records or after the last one; a torn last line does not count.
  package private(set) var damage: [Damage] = []
  /// Bytes up to the end of the last valid record.
  package private(set) var validLength = 0
  /// Bytes in the file.
  package private(set) var length = 0
  /// Format version in the header; 0 when there is no readable header.
  package private(set) var version = 0
  /// Grid and slice axis in the header.
  package private(set) var size: GridSize?
  /// Slice axis in the header.
  package private(set) var sliceAxis: Axis?

  /// Whether it is recorded which slices are marked as empty; not so in older journals.
  package private(set) var recordsMarks = false

  /// Number of the last valid record; 0 = none.
  package var sequence: Int { entries.last?.sequence ?? 0 }
  /// A last record that was not written to its end, as after a crash.
  package var hasTornTail: Bool {
    length > validLength && damage.last?.lines.upperBound != lineCount
  }

  private var lineCount = 0

  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - size: the image's grid, when known: records with offsets beyond it are not valid.
  package init(_ bytes: [UInt8], size expected: GridSize? = nil) {
    length = bytes.count
    var parser = JournalParser(voxelCount: expected?.count)
    var bad: ClosedRange<Int>?
    var start = 0
    while start < bytes.count {
      let newline = bytes[start...].firstIndex(of: 10)
      lineCount += 1
      guard let newline else { break }  // The torn last record.
      let line = bytes[start..<newline]
      start = newline + 1
      guard let (number, record) = parser.record(line), number > sequence else {
        bad = (bad?.lowerBound ?? lineCount)...lineCount
        continue
      }
      accept(number, record, after: bad, &parser)
      bad = nil
      validLength = start
    }
    if let bad { damage.append(Damage(lines: bad, missing: nil)) }
  }

  private mutating func accept(
    _ number: Int, _ record: JournalRecord, after bad: ClosedRange<Int>?,
    _ parser: inout JournalParser
  ) {
    if case .header(let version, let size, let axis, let marks) = record, self.size == nil {
      self.version = version
      recordsMarks = marks != nil
      self.size = size
      sliceAxis = axis
      if parser.voxelCount == nil { parser.voxelCount = size.count }
    }
    var first = number
    if case .lost(let lost) = record { first = min(lost, number) }
    if first > sequence + 1 {
      damage.append(Damage(lines: bad ?? lineCount...lineCount, missing: sequence + 1...first - 1))
    } else if let bad {
      damage.append(Damage(lines: bad, missing: nil))
    }
    entries.append(Entry(sequence: number, record: record))
  }

  /// Reads a file; a missing one has no records.
  /// - Throws: `ProjectError.unreadable`.
  package static func load(_ url: URL, size: GridSize? = nil) throws -> JournalContents {
    JournalContents(try FileBytes.read(url, limit: FileBytes.growingLimit) ?? [], size: size)
  }
}

extension JournalContents {
  /// When and by whom strokes were finished, by their number.
  package var stamps: [Int: StrokeStamp] {
    var stamps: [Int: StrokeStamp] = [:]
    for case .end(let stroke, let stamp) in entries.lazy.map(\.record) { stamps[stroke] = stamp }
    return stamps
  }

  /// The label map, with history, after the records up to `sequence`.
  ///
  /// - Parameters:
  ///   - size: the image's grid; offsets were checked against it when the journal was read.
  ///   - sequence: nil = all records.
  package func replay(size: GridSize, sliceAxis: Axis, upTo sequence: Int? = nil) -> Scribbles {
    var scribbles = Scribbles(
      map: LabelMap(size: size, voxels: Array(repeating: 0, count: size.count)),
      sliceAxis: sliceAxis)
    for entry in entries where entry.sequence <= sequence ?? Int.max {
      scribbles.replay(entry.record)
    }
    return scribbles
  }

  /// A sentence about damage, or nil when there is none.
  package func damageReport(of file: String) -> String? {
    guard !damage.isEmpty else { return nil }
    let lines = damage.map {
      $0.lines.count == 1
        ? "\($0.lines.lowerBound)" : "\($0.lines.lowerBound)-\($0.lines.upperBound)"
    }
    let missing = damage.reduce(0) { $0 + ($1.missing?.count ?? $1.lines.count) }
    return "\(file) is damaged: expected whole records, found \(missing) that cannot be read "
      + "(line \(lines.joined(separator: ", "))) beside \(entries.count) good ones. "
      + "Everything readable was kept."
  }
}

extension Scribbles {
  /// Does what a journal record says. Records that make no sense after damage do as much as they can.
  /// - Returns: what strokes and decisions it changed; nil = none.
  @discardableResult
  package mutating func replay(_ record: JournalRecord) -> Edit? {
    switch record {
    case .base(let changes): setBase(changes)
    case .paint(let edit):
      perform(edit)
      return edit
    case .end(let stroke, _): if openStroke == stroke { endStroke() }
    case .undo(let stroke): return lastStroke == stroke ? undo() : nil
    case .redo(let stroke): return lastUndone == stroke ? redo() : nil
    case .header(_, _, _, let marks): if let marks { setMarks(MarkedSlices(marks)) }
    case .saved, .note, .lost, .unknown: break
    }
    return nil
  }
}
