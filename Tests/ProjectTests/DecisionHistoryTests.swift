import Foundation
import Testing
import Volume

@testable import Annotation
@testable import Project

/// Files of accepted slices and review that are older than the journal.
@Suite struct DecisionHistoryTests {
  private let box: Sandbox
  private let time = Date(timeIntervalSince1970: 1_785_578_405)

  init() throws { box = try Sandbox() }

  private func row(_ state: ReviewState) -> ReviewSheet.Row {
    ReviewSheet.Row(state: state, generation: nil, time: time)
  }

  /// Accepts a slice whole as background, by the journal alone.
  private func accept(_ slice: Int, _ store: ScribbleStore) {
    let size = box.size
    let kept = (0..<size.i * size.j).map {
      Change(voxel: slice * size.i * size.j + $0, old: 0, new: Scribbles.background)
    }
    let stroke = store.scribbles.nextStroke
    store.append(
      .paint(
        Edit(
          stroke: stroke, changes: [],
          decisions: [
            .kept(kept), .review(ReviewChange(slice: slice, before: nil, after: row(.accepted))),
          ])))
    store.append(.end(stroke: stroke, stamp: StrokeStamp(time: time)))
  }

  private func decided() throws -> Decided { try box.open().decided(box.project, box.name) }

  @Test func missingFilesComeFromTheJournal() throws {
    let store = try box.open()
    accept(1, store)
    store.append(.paint(Edit(stroke: 9, changes: [Change(voxel: 60, old: 0, new: 2)])))
    let found = try decided()
    #expect(found.labelsAreOld && found.reviewIsOld)
    #expect(found.accepted.slices == [1] && found.review.state(of: 1) == .accepted)
    #expect(found.accepted.map.voxels[60] == 2, "strokes lie over what is kept")
  }

  @Test func whatWasUndoneIsLetGo() throws {
    let store = try box.open()
    accept(1, store)
    let written = try decided()
    try written.accepted.write(
      to: box.project.labels(box.name), like: box.header, sequence: store.sequence)
    try written.review.write(to: box.project.review(box.name))
    let same = try decided()
    #expect(!same.labelsAreOld && !same.reviewIsOld)
    store.append(.undo(stroke: store.scribbles.lastStroke ?? 0))
    let found = try decided()
    #expect(found.labelsAreOld && found.accepted.slices.isEmpty)
    #expect(found.reviewIsOld && found.review.rows.isEmpty)
  }

  @Test func notesAndPeopleComeFromTheJournalToo() throws {
    let store = try box.open()
    accept(1, store)
    let stroke = store.scribbles.nextStroke
    let note = NoteChange(slice: 2, before: nil, after: "blurred")
    store.append(.paint(Edit(stroke: stroke, changes: [], decisions: [.note(note)])))
    store.append(.end(stroke: stroke, stamp: StrokeStamp(time: time, user: "anna")))
    let found = try decided()
    #expect(found.review.notes == [2: "blurred"])
    #expect(found.review.rows[1]?.user == StrokeStamp().user)
    // A file that says who, beside a journal record that does not.
    try found.review.write(to: box.project.review(box.name))
    #expect(try !decided().reviewIsOld)
    // A program of before has written the file anew: the note is back, the row stays.
    var old = ReviewSheet()
    old.apply(ReviewChange(slice: 1, before: nil, after: row(.accepted)))
    try old.write(to: box.project.review(box.name))
    let again = try decided()
    #expect(again.reviewIsOld && again.review.notes == [2: "blurred"])
    #expect(try box.open().stamps[stroke]?.user == "anna")
    // Somebody else's note stays.
    old.apply(NoteChange(slice: 2, before: nil, after: "by hand"))
    try old.write(to: box.project.review(box.name))
    #expect(try decided().review.notes == [2: "by hand"])
  }

  /// What another program has written is taken as it is.
  @Test func filesOfOthersStay() throws {
    let store = try box.open()
    accept(1, store)
    var other = try decided().accepted.map
    other.voxels[60] = 1
    try other.write(to: box.project.labels(box.name), like: box.header)
    var sheet = ReviewSheet()
    sheet.apply(ReviewChange(slice: 1, before: nil, after: row(.corrected)))
    try sheet.write(to: box.project.review(box.name))
    let found = try decided()
    #expect(!found.labelsAreOld && found.accepted.map == other)
    #expect(!found.reviewIsOld && found.review == sheet)
  }
}
