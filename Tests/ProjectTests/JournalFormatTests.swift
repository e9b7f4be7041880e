import Foundation
import Testing
import Volume

@testable import Annotation
@testable import Project

@Suite struct JournalFormatTests {
  @Test func runsSpellTheSameEdit() {
    let changes =
      [3, 4, 5, 9, 10, 2].map { Change(voxel: $0, old: 0, new: 1) }
      + [Change(voxel: 3, old: 1, new: 7)]
    let edit = Edit(stroke: 4, changes: changes)
    #expect(edit.runs.count == 4)
    #expect(Edit(stroke: 4, runs: edit.runs) == edit)
  }

  /// The bytes on disk are a promise to other programs: this text must not change.
  @Test func linesAreAsDocumented() {
    let size = GridSize(i: 216, j: 256, k: 10)
    let stamp = StrokeStamp(
      time: Date(timeIntervalSince1970: 1_785_578_405), user: "anna", generation: 3)
    let edit = Edit(
      stroke: 7,
      changes: [
        Change(voxel: 100, old: 0, new: 2), Change(voxel: 101, old: 0, new: 2),
        Change(voxel: 316, old: 1, new: 2),
      ])
    let lines = [
      JournalRecord.header(version: 1, size: size, axis: .k), .base(edit.changes), .paint(edit),
      .end(stroke: 7, stamp: stamp), .undo(stroke: 7), .redo(stroke: 7),
      .saved(sequence: 6, checksum: "1a2b3c4d"), .note("two\nlines"), .lost(first: 9),
    ].enumerated().map { String(decoding: $1.line(sequence: $0 + 1), as: UTF8.self) }
    #expect(
      lines.joined() == """
        1 inkling-journal 1 size 216 256 10 axis k #ac812bc5
        2 base 100+2:0>2 316+1:1>2 #fe88ad48
        3 paint 7 100+2:0>2 316+1:1>2 #57b5659b
        4 end 7 2026-08-01T10:00:05Z anna 3 #aadbe5f9
        5 undo 7 #c0a98356
        6 redo 7 #24f3851c
        7 saved 6 1a2b3c4d #0aa15160
        8 note two lines #3989b165
        9 lost 9 #b4bae24a

        """)
  }

  @Test func checksumIsTheCommonOne() {
    #expect(Checksum(of: "123456789".utf8).text == "cbf43926")
    #expect(Checksum(of: []).text == "00000000")
  }

  @Test func everyRecordReadsBack() throws {
    for seed in 0..<200 as Range<UInt64> {
      let (bytes, records, scribbles) = Scene.journal(seed: seed, length: 30)
      let contents = JournalContents(bytes, size: scribbles.map.size)
      #expect(contents.entries.map(\.record) == records, "seed \(seed)")
      #expect(contents.damage.isEmpty && !contents.hasTornTail)
      #expect(contents.validLength == bytes.count)
      let same = contents.replay(size: scribbles.map.size, sliceAxis: .k) == scribbles
      #expect(same, "seed \(seed)")
    }
  }

  @Test func unknownKindsAreKept() throws {
    let line = JournalRecord.unknown("sparkle 3 4").line(sequence: 5)
    let (sequence, record) = try #require(JournalParser().record(line.dropLast()))
    #expect(sequence == 5)
    #expect(record == .unknown("sparkle 3 4"))
    #expect(record.line(sequence: 5) == line)
  }

  /// Cut at every byte: all complete records survive, and the rest is a torn tail.
  @Test func cutAtEveryByte() {
    let (bytes, records, scribbles) = Scene.journal(seed: 11, length: 25)
    var ends: [Int] = []
    for (index, byte) in bytes.enumerated() where byte == 10 { ends.append(index + 1) }
    for length in 0...bytes.count {
      let contents = JournalContents(Array(bytes.prefix(length)), size: scribbles.map.size)
      let whole = ends.filter { $0 <= length }.count
      #expect(contents.entries.map(\.record) == Array(records.prefix(whole)), "length \(length)")
      #expect(contents.damage.isEmpty, "length \(length)")
      #expect(contents.hasTornTail == (length > 0 && !ends.contains(length)), "length \(length)")
    }
  }

  @Test func damageIsReportedAndTheRestKept() throws {
    var (bytes, records, scribbles) = Scene.journal(seed: 5, length: 20)
    let lines = bytes.split(separator: 10).map { $0.count + 1 }
    let start = lines.prefix(4).reduce(0, +)
    bytes[start + 3] ^= 0x15
    let contents = JournalContents(bytes, size: scribbles.map.size)
    #expect(contents.entries.count == records.count - 1)
    #expect(contents.damage == [.init(lines: 5...5, missing: 5...5)])
    let report = try #require(contents.damageReport(of: "heart.journal"))
    #expect(report.contains("found 1 that cannot be read"))
    records.remove(at: 4)
    #expect(contents.entries.map(\.record) == records)
  }

  @Test func repairedJournalIsWhole() {
    for seed in 0..<150 as Range<UInt64> {
      let (good, _, scribbles) = Scene.journal(seed: seed, length: 25)
      withTornVariants(of: good, seeds: seed..<seed + 3) { bytes in
        let contents = JournalContents(bytes, size: scribbles.map.size)
        let repaired = JournalRepair.wholeLines(
          contents, size: scribbles.map.size, sliceAxis: .k, copy: "x")
        let again = JournalContents(repaired, size: scribbles.map.size)
        #expect(again.damage.isEmpty && !again.hasTornTail, "seed \(seed)")
        #expect(again.size != nil || !contents.entries.isEmpty)
        let same =
          again.replay(size: scribbles.map.size, sliceAxis: .k)
          == contents.replay(size: scribbles.map.size, sliceAxis: .k)
        #expect(same, "seed \(seed)")
      }
    }
  }

  @Test func offsetsBeyondTheVolumeAreRefused() {
    let edit = Edit(stroke: 1, changes: [Change(voxel: 23, old: 0, new: 1)])
    let line = JournalRecord.paint(edit).line(sequence: 1).dropLast()
    #expect(JournalParser(voxelCount: 24).record(line) != nil)
    #expect(JournalParser(voxelCount: 23).record(line) == nil)
  }

  /// A round brush of 5 voxels and a horizontal line: what a voxel costs.
  @Test func sizePerVoxel() {
    func cost(_ voxels: [Int]) -> Double {
      let changes = voxels.map { Change(voxel: $0, old: 0, new: 1) }
      let bytes = JournalRecord.paint(Edit(stroke: 12, changes: changes)).line(sequence: 1000).count
      return Double(bytes) / Double(voxels.count)
    }
    let row = 256
    let disc = [(-2, 3), (-1, 5), (0, 5), (1, 5), (2, 3)].flatMap { dy, width in
      (0..<width).map { 412_345 + dy * row + $0 - width / 2 }
    }
    #expect(cost(disc) < 6)
    #expect(cost(Array(412_345..<412_445)) < 1)
    #expect(cost(stride(from: 412_345, to: 500_000, by: row).map { $0 }) < 14)
  }
}
