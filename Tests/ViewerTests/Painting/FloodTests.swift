import Annotation
import Foundation
import Testing
import Volume

@testable import Viewer

/// `F`: filling by intensity.
struct FloodTests {
  /// A bright disc of radius 6 in the middle of 40 x 40 voxels, and a bright voxel that touches it at a corner only.
  private func heart(spacing: SIMD3<Double> = SIMD3(1, 1, 8)) -> Script {
    Script(
      volume: .made(40, 40, 3, spacing: spacing) { i, j, _ in
        let (x, y) = (i - 20, j - 20)
        return x * x + y * y <= 36 ? 100 : (i, j) == (25, 25) ? 100 : 10
      })
  }

  private func count(_ app: Script, _ label: UInt8 = 1) -> Int {
    app.state.open.scribbles.countsPerLabel[label] ?? 0
  }

  @Test func whatIsAsLightAndHangsTogetherIsFilled() {
    var app = heart()
    app.press("F")
    #expect(count(app) == 113)
    #expect(app.message == "113 voxels of RV filled; u takes them back")
    // It touches the disc at a corner only.
    #expect(app.state.open.scribbles.map[VoxelIndex(i: 25, j: 25, k: 1)] == 0)
    #expect(app.state.open.scribbles.annotatedSlices == [1])
    app.press("F")
    #expect(app.message == "all that is as light as this voxel has a label already")
    app.press("u")
    #expect(count(app) == 0)
    app.press("Ctrl-R")
    #expect(count(app) == 113)
    app.press("u e F")
    #expect(app.message.hasPrefix("no scribble"))
    app.press("e F e F")
    #expect(count(app) == 0 && app.message.hasPrefix("113 voxels erased"))
  }

  @Test func itGoesNoFurtherThanItsReach() {
    var app = Script(volume: .made(200, 100, 2, spacing: SIMD3(0.5, 1, 8)) { _, _, _ in 50 })
    app.type("set reach 10")
    app.press("F")
    #expect(app.message.contains("cut off 10 mm from here"))
    let map = app.state.open.scribbles.map
    for offset in map.voxels.indices where map.voxels[offset] != 0 {
      let voxel = map.size.voxel(at: offset)
      let (x, y) = (Double(voxel.i - 100) / 2, Double(voxel.j - 50))
      #expect(x * x + y * y <= 100)
    }
    // A disc of 10 mm over voxels of half a square millimetre.
    #expect(abs(Double(count(app)) - 628) < 30)
  }

  @Test func toleranceIsAShareOfTheWindow() {
    // Ten grey levels from column to column, the window from 0 to 390.
    var app = Script(volume: .made(40, 5, 2) { i, _, _ in Float(10 * i) })
    app.type("set window 0 400")
    app.type("set tolerance 5")
    app.press("F")
    #expect(count(app) == 5 * 5)
    app.press("u")
    app.type("set tolerance 10.5")
    app.press("F")
    #expect(count(app) == 9 * 5)
    for line in [
      "set tolerance -1", "set tolerance 101", "set tolerance", "set reach 0", "set reach far",
      "set reach nan", "set tolerance inf",
    ] {
      app.type(line)
      #expect(app.message.hasPrefix("expected :set "), "\(line)")
    }
    #expect(app.state.pen.flood == FloodLimits(tolerance: 10.5, reach: 30))
  }

  @Test func otherLabelsStopIt() {
    var app = Script(volume: .made(20, 9, 2) { _, _, _ in 50 })
    app.type("go 8 0 1")
    app.press("2 Space J Space")
    app.type("go 4 4 1")
    app.press("1 F")
    #expect(count(app, 2) == 9)
    #expect(count(app) == 8 * 9)
    app.type("go 8 4 1")
    app.press("F")
    #expect(app.message.hasPrefix("this voxel is Myo already"))
    #expect(count(app) == 8 * 9)
  }

  @Test func strokesOfTheSameLabelDoNotStopIt() {
    var app = heart()
    app.press("k k k k k k Space J Space j k k k k k k F")
    #expect(count(app) >= 113)
  }

  @Test func hugeSlicesAreFilledInBounds() {
    var asked = 0
    let fill = FloodFill(
      columns: 1_000_000, rows: 1_000_000, columnSpacing: 0.001, rowSpacing: 0, reach: 500)
    let found = fill.fill(from: SlicePoint(column: 500_000, row: 3)) { _ in
      asked += 1
      return true
    }
    #expect(found.isCut && found.points.count <= FloodFill.most)
    #expect(asked < 2 * FloodFill.most)
    #expect(found.points.allSatisfy { $0.row >= 0 })
  }

  @Test func itEndsWhatIsUnderWay() {
    var app = heart()
    app.press("Space l F")
    #expect(app.state.pen.stroke == nil)
    app.press("u")
    #expect(count(app) == 2)
    app.press("v l F")
    #expect(app.state.pen.anchor == nil)
  }
}

extension Volume {
  /// A volume of given intensities; on the screen columns run with i and rows with j.
  static func made(
    _ i: Int, _ j: Int, _ k: Int, spacing: SIMD3<Double> = SIMD3(1, 1, 1),
    _ value: (Int, Int, Int) -> Float
  ) -> Volume {
    let plain = ramp(i, j, k, spacing: spacing)
    let size = plain.geometry.size
    return Volume(
      header: plain.header,
      voxels: (0..<size.count).map {
        let voxel = size.voxel(at: $0)
        return value(voxel.i, voxel.j, voxel.k)
      }, source: plain.source)
  }
}
