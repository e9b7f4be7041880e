import Annotation
import Testing
import Volume

@testable import Viewer

/// Square brushes, and brushes in three dimensions.
struct BrushFormTests {
  private func painted(_ app: Script) -> [VoxelIndex] {
    let map = app.state.open.scribbles.map
    return map.voxels.indices.filter { map.voxels[$0] != 0 }.map { map.size.voxel(at: $0) }
  }

  @Test(arguments: 1...9) func squaresHaveTheirSide(side: Int) {
    var app = Script(volume: .ramp(24, 20, 3))
    app.type("set brush \(side) square")
    app.press("Space Space")
    let found = painted(app)
    #expect(found.count == side * side)
    #expect(Set(found.map(\.i)).count == side && Set(found.map(\.j)).count == side)
    // It covers the same box as the disc.
    app.press("u Q Space Space")
    #expect(Set(painted(app).map(\.i)) == Set(found.map(\.i)))
  }

  @Test func squaresAreTrueToMillimetres() {
    var app = Script(volume: .ramp(24, 20, 3, spacing: SIMD3(1, 2, 8)))
    app.type("set brush 6 square")
    app.press("Space Space")
    let found = painted(app)
    #expect(Set(found.map(\.i)).count == 6 && Set(found.map(\.j)).count == 3)
  }

  @Test(arguments: ["", "square"]) func deepBrushesReachIntoOtherSlices(shape: String) {
    var app = Script(volume: .ramp(24, 20, 13, spacing: SIMD3(1, 1, 2)))
    app.type("set brush 9 3d \(shape)")
    #expect(app.message.contains("9.0 mm over 5 slices"))
    app.press("2 Space Space")
    let found = painted(app)
    let slices = Dictionary(grouping: found, by: \.k).mapValues(\.count)
    #expect(Set(slices.keys) == [4, 5, 6, 7, 8])
    #expect(slices[4] == slices[8] && slices[5] == slices[7])
    if shape.isEmpty {
      #expect((slices[4] ?? 0) < (slices[5] ?? 0) && (slices[5] ?? 0) < (slices[6] ?? 0))
      for voxel in found {
        let (x, y, z) = (voxel.i - 12, voxel.j - 10, 2 * (voxel.k - 6))
        #expect(Double(x * x + y * y + z * z) <= 4.5 * 4.5)
      }
    } else {
      #expect(Set(slices.values) == [81])
    }
    #expect(app.message == "\(found.count) voxels of Myo on slices 4 to 8")
    #expect(app.records.count == 2)
    // The disc of the slice on screen is that of the flat brush.
    let middle = Set(found.filter { $0.k == 6 })
    app.press("u D Space Space")
    #expect(Set(painted(app)) == middle)
  }

  @Test func aBallThatReachesNoOtherSliceSaysSo() {
    var app = Script(volume: .ramp(24, 20, 5, spacing: SIMD3(1.5, 1.5, 10)))
    app.press(") ) D")
    #expect(
      app.message
        == "brush of 3 voxels in 3D, 4.5 mm: too small for slices 10.0 mm apart, ) enlarges it"
    )
    app.press("Space Space")
    #expect(app.state.open.scribbles.annotatedSlices == [2])
  }

  @Test func aDeepStrokeIsOneUndoAndItsPlaceIsShown() {
    var app = Script(volume: .ramp(24, 20, 13))
    app.type("set brush 7 3d")
    app.press("Space l l l Space")
    let drawn = painted(app)
    #expect(Set(drawn.map(\.k)).count == 7)
    app.press("u")
    #expect(painted(app).isEmpty)
    #expect(app.message.hasSuffix("undone on this slice and 6 more"))
    app.press("Ctrl-R")
    #expect(painted(app) == drawn)
    app.press("g u")
    #expect(app.message.contains("gone to axial slice"))
    #expect((3...9).contains(app.state.slice))
  }

  @Test func acceptedSlicesThatABallCrossesAreCorrected() {
    var app = Script(volume: .ramp(24, 20, 9))
    for slice in 2...6 {
      app.type("\(slice)")
      app.press("Space Space A A")
    }
    #expect((2...6).allSatisfy { app.state.open.review.state(of: $0) == .accepted })
    app.type("4")
    app.type("set brush 3 3d")
    app.press("2 Space l Space")
    let states = (2...6).map { app.state.open.review.state(of: $0) }
    #expect(states == [.accepted, .corrected, .corrected, .corrected, .accepted])
    for slice in 3...5 {
      #expect(app.state.open.accepted.dense(slice)?.values.contains(2) == true)
    }
    app.press("u")
    #expect(app.state.slice == 4)
    #expect(app.message.hasSuffix("on this slice and 2 more; slices 3 to 5 are accepted"))
    #expect((2...6).allSatisfy { app.state.open.review.state(of: $0) == .accepted })
    for slice in 3...5 {
      #expect(app.state.open.accepted.dense(slice)?.values.contains(2) == false)
    }
  }

  @Test func theEraserIsDeepToo() {
    var app = Script(volume: .ramp(24, 20, 9))
    app.type("set brush 5 3d")
    app.press("Space l l Space e Space h h Space")
    #expect(painted(app).isEmpty)
  }

  @Test func otherLabelsInOtherSlicesAreProtected() {
    var app = Script(volume: .ramp(24, 20, 9))
    app.press("n 2 Space Space p 1 O")
    app.type("set brush 5 3d")
    app.press("Space Space")
    #expect(app.state.open.scribbles.countsPerLabel[2] == 1)
  }

  @Test func inTheFirstSliceThereIsNothingBelow() {
    var app = Script(volume: .ramp(24, 20, 9))
    app.type("set brush 5 3d")
    app.press("g Space Space")
    #expect(app.state.open.scribbles.annotatedSlices == [0, 1, 2])
  }

  @Test func repeatedStrokesHaveTheirBrush() {
    var app = Script(volume: .ramp(24, 20, 9))
    app.type("set brush 3 square 3d")
    app.press("Space Space X u")
    app.type("set brush 1 flat round")
    app.press("G .")
    #expect(app.state.open.scribbles.annotatedSlices.suffix(2) == [7, 8])
  }

  @Test func theStatusLineSaysWhatTheBrushIs() {
    var app = Script(volume: .ramp(24, 20, 9), columns: 120, rows: 30)
    app.type("set brush 5")
    app.press("Q D")
    #expect(app.screen.text.contains("5 wide square 3D"))
    app.press("! O")
    #expect(app.screen.text.contains("5 wide square 3D straight protect"))
    // Where there is little room the plane and the slice stay.
    for columns in [60, 72, 80] {
      app.send(.resize(columns: columns, rows: 24))
      #expect(app.screen.text.contains("axial 4 (0-8)"), "\(columns)")
    }
    app.press("Q D ! O")
    app.type("set brush 1")
    #expect(!app.screen.text.contains("wide"))
  }

  @Test func theGrammarOfBrushesIsChecked() {
    var app = Script(volume: .ramp(24, 20, 9))
    app.type("set brush square 5 3D")
    #expect(app.state.pen.brush == BrushForm(diameter: 5, isSquare: true, isDeep: true))
    for line in ["set brush", "set brush 40", "set brush 3 star", "set brush -1"] {
      app.type(line)
      #expect(app.message.hasPrefix("expected :set brush SIZE from 1 to 31"), "\(line)")
    }
    #expect(app.state.pen.brush == BrushForm(diameter: 5, isSquare: true, isDeep: true))
    app.type("set brush round flat")
    #expect(app.state.pen.brush == BrushForm(diameter: 5))
  }

  /// The extent, the counts and undo hold for strokes over several slices.
  @Test(arguments: 0..<30) func anythingWithADeepBrushIsUndone(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    let keys = [
      "Space", "Space", "l", "j", "/", "\\", "|", "_", "n", "p", "1", "2", "e", "v", ")", "(", "Q",
      "D", "D", "a", "I", "F", "!", ".", "O", "Tab", "u", "Ctrl-R", "Esc", "A",
    ]
    var app = Script(volume: .ramp(14, 12, 8))
    app.press("D ) )")
    for _ in 0..<120 {
      app.press(keys.randomElement(using: &random) ?? "l")
      if Int.random(in: 0..<10, using: &random) == 0 {
        for action in [MouseEvent.Action.press, .drag, .release] {
          app.mouse(
            action, .left, Int.random(in: 0...50, using: &random),
            Int.random(in: 0...20, using: &random))
        }
      }
    }
    app.press("Esc Esc Esc")
    let end = app.state.open.scribbles.map
    #expect(app.state.open.extent == StrokeExtent(of: end))
    var steps = 0
    while app.state.open.scribbles.canUndo {
      app.press("u")
      steps += 1
    }
    #expect(app.state.open.scribbles.map.voxels.allSatisfy { $0 == 0 })
    for _ in 0..<steps { app.press("Ctrl-R") }
    #expect(app.state.open.scribbles.map == end)
  }
}
