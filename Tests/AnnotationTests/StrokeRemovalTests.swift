import Testing
import Volume

@testable import Annotation

/// Removing strokes, whatever has been drawn over and under them.
@Suite struct StrokeRemovalTests {
  private var scribbles = Scribbles(map: LabelMap(size: GridSize(i: 10, j: 1, k: 1)), sliceAxis: .k)

  private mutating func paint(_ voxels: ClosedRange<Int>, _ label: UInt8) {
    scribbles.paint(Array(voxels), label: label, stroke: scribbles.nextStroke)
    scribbles.endStroke()
  }

  @discardableResult private mutating func remove(at voxel: Int) -> StrokeRemoval? {
    guard let removal = scribbles.removal(ofStrokeAt: voxel) else { return nil }
    scribbles.perform(
      Edit(
        stroke: scribbles.nextStroke, changes: removal.changes,
        decisions: [.removed(stroke: removal.stroke)]))
    scribbles.endStroke()
    return removal
  }

  private var text: String { scribbles.map.voxels.map { "\($0)" }.joined() }

  @Test mutating func whatIsSeenOfItGoes() {
    paint(0...6, 1)
    paint(4...8, 2)
    #expect(text == "1111222220")
    let removal = remove(at: 1)
    #expect(removal?.stroke == 1 && removal?.covered == 3)
    #expect(text == "0000222220", "later strokes stay")
    scribbles.undo()
    #expect(text == "1111222220")
  }

  @Test mutating func whatLayBeneathComesBack() {
    paint(0...6, 1)
    paint(4...8, 2)
    remove(at: 5)
    #expect(text == "1111111000")
    // The voxels that came back belong to the first stroke, not to the action that brought them back.
    #expect(remove(at: 5)?.stroke == 1)
    #expect(text == "0000000000")
    scribbles.undo()
    scribbles.undo()
    #expect(text == "1111222220")
  }

  @Test mutating func aStrokeThatIsGoneDoesNotComeBackFromBeneath() {
    paint(0...6, 1)
    paint(4...8, 2)
    remove(at: 1)
    remove(at: 5)
    #expect(text == "0000000000")
  }

  @Test mutating func erasedVoxelsStayErased() {
    paint(0...6, 1)
    paint(2...3, 0)
    remove(at: 0)
    #expect(text == "0000000000")
    #expect(scribbles.removal(ofStrokeAt: 0) == nil)
  }

  @Test mutating func whatWasThereBeforeIsNoStroke() {
    scribbles.setBase([Change(voxel: 3, old: 0, new: 3), Change(voxel: 4, old: 0, new: 3)])
    paint(4...6, 1)
    #expect(scribbles.removal(ofStrokeAt: 3) == nil)
    remove(at: 5)
    #expect(text == "0003300000")
    #expect(scribbles.untouched(among: [3, 4]) == [3, 4])
  }

  @Test mutating func thousandsOfStrokesAreQuick() {
    scribbles = Scribbles(
      map: LabelMap(size: GridSize(i: 200, j: 200, k: 1)), sliceAxis: .k)
    for stroke in 0..<5000 {
      let start = stroke * 7 % 39_000
      paint(start...start + 99, UInt8(stroke % 3 + 1))
    }
    let seconds = ContinuousClock().measure { #expect(remove(at: 20_000) != nil) }
    #expect(seconds < .seconds(5))
  }
}
