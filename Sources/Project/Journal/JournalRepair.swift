import Foundation
import Volume

/// Makes a damaged journal whole again: the damaged file is kept as a copy, its readable records go on.
enum JournalRepair {
  /// - Returns: what the repaired journal holds, and where the damaged one was copied to.
  /// - Throws: `VolumeError.writeFailed`, `ProjectError.unreadable`; the journal is then unchanged.
  static func repair(
    _ url: URL, _ contents: JournalContents, size: GridSize, sliceAxis: Axis
  ) throws -> (contents: JournalContents, copy: URL) {
    let damaged = try FileBytes.read(url, limit: FileBytes.growingLimit) ?? []
    let copy = url.aside(".damaged-")
    try AtomicFile.write(Data(damaged), to: copy)
    let bytes = wholeLines(
      contents, size: size, sliceAxis: sliceAxis, copy: copy.lastPathComponent)
    try AtomicFile.write(Data(bytes), to: url)
    return (JournalContents(bytes, size: size), copy)
  }

  /// The readable records with their numbers; what is missing between them is marked as lost.
  static func wholeLines(
    _ contents: JournalContents, size: GridSize, sliceAxis: Axis, copy: String
  ) -> [UInt8] {
    var bytes: [UInt8] = []
    var last = 0
    func add(_ sequence: Int, _ record: JournalRecord) {
      bytes += record.line(sequence: sequence)
      last = sequence
    }
    if contents.size == nil, contents.entries.first?.sequence != 1 {
      add(1, .header(version: JournalRecord.version, size: size, axis: sliceAxis))
    }
    for entry in contents.entries {
      var first = entry.sequence
      if case .lost(let lost) = entry.record { first = min(lost, first) }
      if first > last + 1 { add(first - 1, .lost(first: last + 1)) }
      add(entry.sequence, entry.record)
    }
    add(last + 1, .note("repaired; the damaged journal is \(copy)"))
    return bytes
  }
}
