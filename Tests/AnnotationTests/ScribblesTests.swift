import Testing
import Volume

@testable import Annotation

@Suite struct ScribblesTests {
  private func blank() -> Scribbles {
    Scribbles(map: LabelMap(size: GridSize(i: 4, j: 3, k: 2)), sliceAxis: .k)
  }

  @Test func paintingReportsOnlyWhatChanges() {
    var scribbles = blank()
    let first = scribbles.paint([5, 4, 4, -1, 99], label: 2, stroke: 1)
    #expect(
      first
        == Edit(
          stroke: 1,
          changes: [Change(voxel: 4, old: 0, new: 2), Change(voxel: 5, old: 0, new: 2)]))
    #expect(scribbles.paint([4], label: 2, stroke: 1) == nil)
    #expect(scribbles.counts[2] == 2)
    #expect(scribbles.counts[0] == 22)
    #expect(scribbles.countsPerLabel == [2: 2])
  }

  @Test func batchesOfAStrokeAreUndoneTogether() {
    var scribbles = blank()
    scribbles.paint([0], label: 1, stroke: 1)
    scribbles.paint([1], label: 1, stroke: 1)
    #expect(scribbles.endStroke() == 1)
    scribbles.paint([2], label: 255, stroke: 2)
    #expect(scribbles.lastStroke == 2)
    let undone = scribbles.undo()
    #expect(undone?.changes == [Change(voxel: 2, old: 255, new: 0)])
    #expect(scribbles.undo()?.changes.count == 2)
    #expect(scribbles.undo() == nil)
    #expect(scribbles.map.voxels.allSatisfy { $0 == 0 })
    #expect(scribbles.redo()?.stroke == 1)
    #expect(scribbles.map.voxels[0...2] == [1, 1, 0])
  }

  @Test func paintingAfterUndoDropsRedo() {
    var scribbles = blank()
    scribbles.paint([0], label: 1, stroke: 1)
    scribbles.undo()
    #expect(scribbles.canRedo)
    scribbles.paint([1], label: 1, stroke: scribbles.nextStroke)
    #expect(!scribbles.canRedo)
    #expect(scribbles.redo() == nil)
  }

  @Test func voxelPaintedTwiceInAStrokeComesBack() {
    var scribbles = blank()
    scribbles.paint([7], label: 1, stroke: 1)
    scribbles.paint([7], label: 2, stroke: 1)
    scribbles.undo()
    #expect(scribbles.map.voxels[7] == 0)
    scribbles.redo()
    #expect(scribbles.map.voxels[7] == 2)
  }

  @Test(arguments: Axis.allCases) func annotatedSlicesFollowTheAxis(axis: Axis) {
    let size = GridSize(i: 4, j: 3, k: 2)
    var scribbles = Scribbles(map: LabelMap(size: size), sliceAxis: axis)
    let voxel = VoxelIndex(i: 3, j: 2, k: 1)
    let edit = scribbles.paint([size.offset(voxel)], label: 1, stroke: 1)
    #expect(scribbles.annotatedSlices == [voxel[axis]])
    #expect(edit.map { scribbles.slices(of: $0) } == [voxel[axis]])
    scribbles.undo()
    #expect(scribbles.annotatedSlices.isEmpty)
  }

  /// One random thing that a person might do with a pen.
  private func act(on scribbles: inout Scribbles, using random: inout SplitMix64) {
    switch Int.random(in: 0..<10, using: &random) {
    case 0..<6:
      let stroke = scribbles.nextStroke
      let label: UInt8 = [0, 1, 2, 255].randomElement(using: &random) ?? 1
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let start = Int.random(in: 0..<scribbles.map.size.count, using: &random)
        let voxels = (0..<Int.random(in: 1...9, using: &random)).map { start + $0 }
        scribbles.paint(voxels, label: label, stroke: stroke)
      }
      if Int.random(in: 0..<4, using: &random) > 0 { scribbles.endStroke() }
    case 6, 7: scribbles.undo()
    case 8: scribbles.redo()
    default: scribbles.endStroke()
    }
  }

  /// Undo to the beginning and redo to the end pass through the same maps, and the running counts are right.
  @Test func undoAndRedoAreInverse() {
    for seed in 0..<400 as Range<UInt64> {
      var random = SplitMix64(seed: seed)
      var scribbles = Scribbles(
        map: LabelMap(size: GridSize(i: 5, j: 4, k: 3)), sliceAxis: [.i, .j, .k][Int(seed % 3)])
      for _ in 0..<30 { act(on: &scribbles, using: &random) }
      scribbles.endStroke()
      check(scribbles, seed)
      let end = scribbles
      var maps = [scribbles.map]
      while scribbles.undo() != nil {
        check(scribbles, seed)
        maps.append(scribbles.map)
      }
      #expect(scribbles.map.voxels.allSatisfy { $0 == 0 }, "seed \(seed)")
      // What had been undone before can be redone beyond the end: go as far as the end only.
      for map in maps.reversed().dropFirst() {
        scribbles.redo()
        #expect(scribbles.map == map, "seed \(seed)")
      }
      let same = scribbles == end
      #expect(same, "seed \(seed)")
    }
  }

  private func check(_ scribbles: Scribbles, _ seed: UInt64) {
    #expect(scribbles.counts == scribbles.map.counts, "seed \(seed)")
    #expect(
      scribbles.annotatedSlices
        == scribbles.map.slices(along: scribbles.sliceAxis) { $0 != 0 }, "seed \(seed)")
  }
}
