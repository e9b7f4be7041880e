import Foundation
import Testing
import Volume

@testable import Annotation
@testable import Project

/// Which slices are marked as empty: recorded in new journals, told by their lines in older ones.
@Suite struct MarkedSlicesTests {
  private let box: Sandbox

  init() throws { box = try Sandbox(size: GridSize(i: 20, j: 24, k: 4)) }

  /// Lines as `E` puts them, and as a hand can draw them.
  private func lines(on slice: Int) -> [Int] {
    let gap = EmptyMark.gap(PlaneLayout(box.header.geometry, .axial))
    return stride(from: gap / 2, to: 24, by: gap).flatMap { row in
      (2..<18).map { box.size.offset(VoxelIndex(i: $0, j: row, k: slice)) }
    }
  }

  private func draw(_ slice: Int, marks: Bool, _ store: ScribbleStore) {
    var drawn = store.scribbles
    let stroke = drawn.nextStroke
    guard let edit = drawn.paint(lines(on: slice), label: Scribbles.background, stroke: stroke)
    else { return }
    store.append(.paint(edit))
    if marks {
      let mark = Decision.empty(EmptyChange(slice: slice, isMarked: true))
      store.append(.paint(Edit(stroke: stroke, changes: [], decisions: [mark])))
    }
    store.append(.end(stroke: stroke, stamp: StrokeStamp()))
  }

  /// Slices that count as marked, for a viewer and for those who only read.
  private func found() throws -> Set<Int> {
    let read = try box.read()
    let slices = Array(0..<4)
    let marked = read.marks.slices(
      among: slices, of: read.map, in: box.header.geometry, along: .k)
    let store = try box.open(readOnly: true)
    #expect(store.scribbles.emptySlices(among: slices, in: box.header.geometry) == marked)
    return marked
  }

  @Test func newJournalsRecordThem() throws {
    let store = try box.open()
    draw(1, marks: true, store)
    draw(2, marks: false, store)
    try store.close()
    #expect(try String(contentsOf: box.journal, encoding: .utf8).contains("axis k empty #"))
    #expect(try found() == [1])
    let again = try box.open()
    again.append(.undo(stroke: try #require(again.scribbles.lastStroke)))
    again.append(.undo(stroke: try #require(again.scribbles.lastStroke)))
    try again.close()
    #expect(try found() == [])
  }

  @Test func olderJournalsAreReadByTheirLines() throws {
    var bytes = JournalRecord.header(version: 1, size: box.size, axis: .k).line(sequence: 1)
    let changes = (lines(on: 1) + lines(on: 2)).sorted().map {
      Change(voxel: $0, old: 0, new: Scribbles.background)
    }
    bytes += JournalRecord.paint(Edit(stroke: 1, changes: changes)).line(sequence: 2)
    try FileManager.default.createDirectory(
      at: box.journal.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: box.journal)
    #expect(try found() == [1, 2])
    // A mark that is made now is recorded there too, and a class takes any mark away.
    let store = try box.open()
    draw(3, marks: true, store)
    var drawn = store.scribbles
    let edit = drawn.paint([lines(on: 1)[0] + 1], label: 2, stroke: 9)
    store.append(.paint(try #require(edit)))
    try store.close()
    #expect(try found() == [2, 3])
  }

  /// A map without its journal tells no marks; what its lines tell is recorded once.
  @Test func aNewJournalTakesOverWhatAMapTells() throws {
    let store = try box.open()
    draw(1, marks: true, store)
    try store.close()
    unlink(box.journal.path)
    #expect(try found() == [1])
    let again = try box.open()
    draw(2, marks: false, again)
    try again.close()
    #expect(try String(contentsOf: box.journal, encoding: .utf8).contains("axis k empty 1 #"))
    #expect(try found() == [1])
  }
}
