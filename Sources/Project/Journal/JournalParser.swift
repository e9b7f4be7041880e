import Annotation
import Foundation
import Volume

/// Reads one journal line; nil = not a whole, valid record.
struct JournalParser {
  /// Voxels in the volume, when known: offsets beyond it make a record invalid.
  var voxelCount: Int?

  /// - Parameter line: one line without its newline.
  func record(_ line: some RandomAccessCollection<UInt8>) -> (sequence: Int, record: JournalRecord)?
  {
    // The checksum: blank, '#', eight digits.
    guard line.count > 10 else { return nil }
    let end = line.index(line.endIndex, offsetBy: -10)
    let mark = line[end..<line.endIndex]
    guard mark.first == UInt8(ascii: " "), mark.dropFirst().first == UInt8(ascii: "#"),
      mark.dropFirst(2).elementsEqual(Checksum(of: line[..<end]).text.utf8)
    else { return nil }
    var words = ByteScanner(Array(line[..<end]))
    guard let sequence = words.number(), sequence > 0, words.blank(), let kind = words.word(),
      let record = record(kind, &words)
    else { return nil }
    return (sequence, record)
  }

  private func record(_ kind: String, _ words: inout ByteScanner) -> JournalRecord? {
    switch kind {
    case "inkling-journal": header(&words)
    case "base": changes(&words).map { .base($0) }
    case "paint":
      stroke(&words).flatMap { stroke in
        changes(&words).map { .paint(Edit(stroke: stroke, changes: $0)) }
      }
    case "kept":
      stroke(&words).flatMap { stroke in
        changes(&words).map { decided(stroke, .kept($0)) }
      }
    case "review": decision(&words, Decision.review)
    case "label": decision(&words, Decision.label)
    case "empty": decision(&words, Decision.empty)
    case "comment": decision(&words, Decision.note)
    case "removed": decision(&words, Decision.removed)
    case "end": end(&words)
    case "undo": stroke(&words).map { .undo(stroke: $0) }
    case "redo": stroke(&words).map { .redo(stroke: $0) }
    case "lost": stroke(&words).map { .lost(first: $0) }
    case "saved": saved(&words)
    case "note": .note(words.rest().trimmingPrefix(" ").description)
    default: .unknown(kind + words.rest())
    }
  }

  private func stroke(_ words: inout ByteScanner) -> Int? {
    words.blank() ? words.number() : nil
  }

  private func decided(_ stroke: Int, _ decision: Decision) -> JournalRecord {
    .paint(Edit(stroke: stroke, changes: [], decisions: [decision]))
  }

  private func decision(
    _ words: inout ByteScanner, _ read: (String) -> Decision?
  ) -> JournalRecord? {
    guard let stroke = stroke(&words), words.blank() else { return nil }
    return read(words.rest()).map { decided(stroke, $0) }
  }

  private func header(_ words: inout ByteScanner) -> JournalRecord? {
    let parts = words.rest().split(separator: " ").map(String.init)
    guard let version = parts.first.flatMap(Int.init) else { return nil }
    // A newer version may say more; what it says is not ours to judge.
    guard parts.count >= 7, parts[1] == "size", parts[5] == "axis",
      let i = Int(parts[2]), let j = Int(parts[3]), let k = Int(parts[4]),
      let axis = Axis.allCases.first(where: { $0.letter == parts[6] }),
      min(i, j, k) > 0, max(i, j, k) < 1 << 20
    else { return nil }
    let marks = parts.dropFirst(7).first == "empty" ? Set(parts[8...].compactMap(Int.init)) : nil
    return .header(version: version, size: GridSize(i: i, j: j, k: k), axis: axis, marks: marks)
  }

  private func end(_ words: inout ByteScanner) -> JournalRecord? {
    guard let stroke = stroke(&words) else { return nil }
    let parts = words.rest().split(separator: " ").map(String.init)
    guard parts.count >= 2, let time = try? Date(parts[0], strategy: .iso8601) else { return nil }
    let generation = parts.count > 2 ? Int(parts[2]) : nil
    return .end(
      stroke: stroke, stamp: StrokeStamp(time: time, user: parts[1], generation: generation))
  }

  private func saved(_ words: inout ByteScanner) -> JournalRecord? {
    guard let sequence = stroke(&words), words.blank(), let checksum = words.word() else {
      return nil
    }
    return .saved(sequence: sequence, checksum: checksum)
  }

  /// ` START+COUNT:OLD>NEW` up to the end of the line.
  private func changes(_ words: inout ByteScanner) -> [Change]? {
    var changes: [Change] = []
    while !words.atEnd {
      guard words.blank(), let start = words.number(), words.skip("+"),
        let count = words.number(), words.skip(":"), let old = words.number(), words.skip(">"),
        let new = words.number(), count > 0, count <= 1 << 20, old < 256, new < 256,
        start + count <= voxelCount ?? Int.max
      else { return nil }
      for voxel in start..<start + count {
        changes.append(Change(voxel: voxel, old: UInt8(old), new: UInt8(new)))
      }
    }
    return changes
  }
}

/// Walks over the bytes of one line.
struct ByteScanner {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  var atEnd: Bool { position == bytes.count }

  /// Steps over `character` if it comes next.
  mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  /// Steps over one blank.
  mutating func blank() -> Bool {
    skip(" ")
  }

  /// Decimal digits, at most fifteen.
  mutating func number() -> Int? {
    let start = position
    var value = 0
    while position < bytes.count, position - start < 15, (48...57).contains(bytes[position]) {
      value = 10 * value + Int(bytes[position] - 48)
      position += 1
    }
    return position > start ? value : nil
  }

  /// Everything up to the next blank.
  mutating func word() -> String? {
    let start = position
    while position < bytes.count, bytes[position] != 32 { position += 1 }
    return position > start ? String(decoding: bytes[start..<position], as: UTF8.self) : nil
  }

  /// Everything up to the end.
  mutating func rest() -> String {
    defer { position = bytes.count }
    return String(decoding: bytes[position...], as: UTF8.self)
  }
}
