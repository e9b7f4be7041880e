import Foundation
import Testing
import Volume

@testable import Project

/// Torn, changed and random bytes in every file that a project reads: no crash, and sentences for errors.
@Suite struct FuzzTests {
  @Test func journal() {
    for seed in 0..<40 as Range<UInt64> {
      let (good, _, scribbles) = Scene.journal(seed: seed, length: 15)
      withTornVariants(of: good, seeds: seed * 40..<seed * 40 + 40) { bytes in
        let contents = JournalContents(bytes, size: scribbles.map.size)
        let replayed = contents.replay(size: scribbles.map.size, sliceAxis: .k)
        #expect(replayed.counts == replayed.map.counts)
        #expect(contents.validLength <= bytes.count)
        _ = contents.damageReport(of: "x")
      }
    }
  }

  /// Lines with a right checksum and wrong content: what another program, or a bug of ours, could write.
  @Test func journalWithRightChecksums() {
    let words = [
      "paint", "undo", "redo", "end", "base", "saved", "lost", "note", "inkling-journal", "1", "0",
      "999999999999999", "1+1:0>1", "1+0:0>1", "119+1:0>1", "119+2:0>1", "5+3:0>256", "5+3:0",
      "99999999999999999999", "-1", "", "size 6 5 4 axis k", "size 9999999999 5 4 axis k", "axis",
      "2026-08-01T10:00:05Z", "anna", "#", "\u{1F58B}",
    ]
    for seed in 0..<3000 as Range<UInt64> {
      var random = SplitMix64(seed: seed)
      var bytes: [UInt8] = []
      for _ in 0..<6 {
        let body = (0..<Int.random(in: 1...6, using: &random))
          .map { _ in words.randomElement(using: &random) ?? "" }.joined(separator: " ")
        bytes += Array("\(body) #\(Checksum(of: body.utf8).text)\n".utf8)
      }
      let contents = JournalContents(bytes, size: GridSize(i: 6, j: 5, k: 4))
      _ = contents.replay(size: GridSize(i: 6, j: 5, k: 4), sliceAxis: .k)
      _ = JournalContents(bytes)
    }
  }

  @Test func damagedProjectsOpenOrExplain() throws {
    let box = try Sandbox()
    let store = try box.open()
    var scribbles = store.scribbles
    var random = SplitMix64(seed: 9)
    for _ in 0..<12 {
      for record in Scene.act(on: &scribbles, using: &random) { store.append(record) }
    }
    try store.close()
    let journal = try #require(try FileBytes.read(box.journal))
    let map = try #require(try FileBytes.read(box.map))
    try withTornVariants(of: journal, seeds: 0..<60) { bytes in
      try Data(bytes).write(to: box.journal)
      try Data(map).write(to: box.map)
      // The map is whole, so nothing can be lost.
      #expect(try box.read().map == scribbles.map)
      let again = try box.open()
      #expect(again.scribbles.map == scribbles.map)
      try again.close()
      #expect(try LabelMap.load(box.map) == scribbles.map)
    }
    try withTornVariants(of: map, seeds: 0..<60) { bytes in
      try Data(journal).write(to: box.journal)
      try Data(bytes).write(to: box.map)
      do {
        _ = try box.read()
        _ = try box.open(readOnly: true)
      } catch {
        #expect(error is ProjectError || error is VolumeError)
      }
    }
  }

  @Test func projectDescription() throws {
    let good = Array(try Sandbox().project.description.json())
    withTornVariants(of: good, seeds: 0..<600) { bytes in
      do {
        _ = try ProjectDescription.read(bytes, path: "project.json")
      } catch {
        #expect(error is ProjectError)
      }
    }
  }

  @Test func labelTable() throws {
    let box = try Sandbox()
    let good = try #require(try FileBytes.read(box.project.labelsFile))
    try withTornVariants(of: good, seeds: 0..<200) { bytes in
      try Data(bytes).write(to: box.project.labelsFile)
      #expect(box.project.labelTable.labels.map(\.id) == [1, 2])
    }
  }

  @Test func stamps() {
    let good = ScribbleStamp(sequence: 12, map: [1, 2]).description
    #expect(good.utf8.count < 80)
    #expect(ScribbleStamp(good) == ScribbleStamp(sequence: 12, map: [1, 2]))
    withTornVariants(of: Array(good.utf8), seeds: 0..<400) { bytes in
      _ = ScribbleStamp(String(decoding: bytes, as: UTF8.self))
    }
  }
}
