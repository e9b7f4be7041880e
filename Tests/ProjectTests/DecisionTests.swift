import Foundation
import Testing
import Volume

@testable import Annotation
@testable import Project

/// Decisions in the history and in the journal.
@Suite struct DecisionTests {
  private let time = Date(timeIntervalSince1970: 1_785_578_405)

  private var all: [Decision] {
    let row = ReviewSheet.Row(state: .accepted, generation: 3, time: time)
    let label = Label(id: 4, name: "left \"a\" > b, 1\n", colour: RGB(red: 1, green: 2, blue: 3))
    return [
      .review(ReviewChange(slice: 2, before: nil, after: row)),
      .review(
        ReviewChange(
          slice: 3, before: row,
          after: ReviewSheet.Row(state: .rejected, generation: nil, time: time))),
      .kept([Change(voxel: 4, old: 0, new: 255), Change(voxel: 5, old: 0, new: 255)]),
      .empty(EmptyChange(slice: 3, isMarked: true)), .empty(EmptyChange(slice: 3, isMarked: false)),
      .label(LabelChange(before: nil, after: label)),
      .label(LabelChange(before: label, after: nil)),
      .note(NoteChange(slice: 2, before: "thin", after: "a \"thin\" wall #1")),
      .note(NoteChange(slice: 2, before: "thin", after: nil)), .removed(stroke: 4),
    ]
  }

  @Test func theyReadBackFromAJournal() throws {
    let edit = Edit(stroke: 9, changes: [Change(voxel: 1, old: 0, new: 2)], decisions: all)
    let records = JournalRecord.batches(of: edit)
    #expect(records.count == 11)
    let bytes = records.enumerated().flatMap { $0.element.line(sequence: $0.offset + 1) }
    let contents = JournalContents(bytes, size: GridSize(i: 4, j: 4, k: 4))
    #expect(contents.damage.isEmpty && contents.entries.map(\.record) == records)
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.contains("4 kept 9 4+2:0>255 #"))
    #expect(text.contains("5 empty 9 3 marked #") && text.contains("6 empty 9 3 unmarked #"))
    #expect(text.contains("2 review 9 2 ->accepted,3,2026-08-01T10:00:05Z #"))
    let scribbles = contents.replay(size: GridSize(i: 4, j: 4, k: 4), sliceAxis: .k)
    var undone = scribbles
    #expect(undone.undo() == edit.inverse)
    #expect(edit.inverse.inverse == edit)
    #expect(undone.map.voxels.allSatisfy { $0 == 0 } && undone.keptLabels.isEmpty)
    #expect(scribbles.keptLabels == [:], "an action is complete with its end")
  }

  @Test func damagedDecisionsAreNoRecords() {
    for body in [
      "1 review 9 2 ->asleep,3,2026-08-01T10:00:05Z", "1 review 9 x ->-", "1 review 9 2 -",
      "1 label 9 {}", "1 label 9 {\"after\":{\"id\":300}}", "1 kept 9 63+2:0>1",
      "1 empty 9 2", "1 empty 9 2 maybe", "1 empty 9 -1 marked",
      "1 comment 9 2", "1 comment 9 x {}", "1 comment 9 2 {", "1 removed 9 x", "1 removed 9 0",
    ] {
      let line = Array("\(body) #\(Checksum(of: body.utf8).text)\n".utf8)
      #expect(JournalContents(line, size: GridSize(i: 4, j: 4, k: 4)).entries.isEmpty, "\(body)")
    }
  }

  @Test func theMapIsNoOlderForThem() {
    let decided = JournalRecord.paint(Edit(stroke: 1, changes: [], decisions: [all[0]]))
    #expect(!decided.changesMap)
  }
}
