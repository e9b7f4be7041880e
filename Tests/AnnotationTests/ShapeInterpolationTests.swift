import Testing
import Volume

@testable import Annotation

/// Slices between two labelled ones.
@Suite struct ShapeInterpolationTests {
  private func disc(
    _ radius: Double, label: UInt8 = 1, size: Int = 64, centre: Double = 31.5,
    over base: Slice<UInt8>? = nil, unit: Double = 1
  ) -> Slice<UInt8> {
    var slice =
      base ?? Slice(width: size, height: size, values: Array(repeating: 0, count: size * size))
    for row in 0..<size {
      for column in 0..<size {
        let (x, y) = (Double(column) - centre, (Double(row) - centre) * unit)
        if x * x + y * y <= radius * radius { slice[column, row] = label }
      }
    }
    return slice
  }

  private func area(_ slice: Slice<UInt8>, _ label: UInt8 = 1) -> Int {
    slice.values.count { $0 == label }
  }

  @Test func equalSlicesGiveTheSame() {
    let ring = disc(10, label: 2, over: disc(20))
    let shapes = ShapeInterpolation(from: ring, to: ring, spacing: (1, 1))
    for step in 0...4 { #expect(shapes.slice(at: Double(step) / 4) == ring) }
  }

  @Test func endsAreTheSlicesThemselves() {
    let (first, last) = (disc(8, label: 2, over: disc(20)), disc(5, label: 2, over: disc(12)))
    let shapes = ShapeInterpolation(from: first, to: last, spacing: (1.4, 1.4))
    #expect(shapes.slice(at: 0) == first && shapes.slice(at: 1) == last)
  }

  /// A cone between discs of 24 and 8 voxels.
  @Test func aConeIsRightWithinTwoPercent() {
    let shapes = ShapeInterpolation(from: disc(24), to: disc(8), spacing: (1, 1))
    var (found, expected) = (0, 0)
    for step in 1..<16 {
      found += area(shapes.slice(at: Double(step) / 16))
      expected += area(disc(24 - Double(step)))
    }
    #expect(abs(Double(found) / Double(expected) - 1) < 0.02, "\(found) of \(expected)")
  }

  /// A ball of 28 voxels of which every sixth slice is known.
  @Test func aBallIsRightWithinThreePercent() {
    func section(_ height: Double) -> Slice<UInt8> {
      disc((28 * 28 - height * height).squareRoot())
    }
    var (found, expected) = (0, 0)
    for start in stride(from: -24, to: 24, by: 6) {
      let shapes = ShapeInterpolation(
        from: section(Double(start)), to: section(Double(start + 6)), spacing: (1, 1))
      for step in 1..<6 {
        found += area(shapes.slice(at: Double(step) / 6))
        expected += area(section(Double(start + step)))
      }
    }
    #expect(abs(Double(found) / Double(expected) - 1) < 0.03, "\(found) of \(expected)")
  }

  @Test func distancesAreMillimetres() {
    // Rows twice as far apart: the same discs, seen in voxels as ellipses.
    let shapes = ShapeInterpolation(
      from: disc(24, unit: 2), to: disc(8, unit: 2), spacing: (1, 2))
    let (found, expected) = (area(shapes.slice(at: 0.5)), area(disc(16, unit: 2)))
    #expect(abs(Double(found) / Double(expected) - 1) < 0.05, "\(found) of \(expected)")
  }

  @Test func aClassThatEndsBecomesAPoint() {
    let empty = Slice<UInt8>(width: 64, height: 64, values: Array(repeating: 0, count: 64 * 64))
    let shapes = ShapeInterpolation(from: disc(20), to: empty, spacing: (1, 1))
    let areas = (0...8).map { area(shapes.slice(at: Double($0) / 8)) }
    #expect(areas.first == area(disc(20)) && areas.last == 0)
    #expect(zip(areas, areas.dropFirst()).allSatisfy { $0 > $1 }, "\(areas)")
    #expect(abs(Double(areas[4]) / Double(area(disc(10))) - 1) < 0.1)
    let none = ShapeInterpolation(from: empty, to: empty, spacing: (1, 1))
    #expect(none.slice(at: 0.5) == empty)
  }

  /// The chamber within the wall ends: there is neither a gap nor background inside.
  @Test func touchingClassesLeaveNoGap() {
    let shapes = ShapeInterpolation(
      from: disc(14, label: 2, over: disc(24)), to: disc(16), spacing: (1, 1))
    for step in 1..<8 {
      let slice = shapes.slice(at: Double(step) / 8)
      let outer = disc(24 - Double(step))
      let holes = zip(slice.values, outer.values).count { $0 == 0 && $1 != 0 }
      #expect(Double(holes) < 0.03 * Double(area(outer)), "\(holes)")
      #expect(area(slice, 2) < area(disc(14)))
    }
    #expect(area(shapes.slice(at: 0.5), 2) > 0)
  }

  @Test func aClassMayFillTheSlice() {
    let full = Slice<UInt8>(width: 64, height: 64, values: Array(repeating: 1, count: 64 * 64))
    let shapes = ShapeInterpolation(from: full, to: disc(20), spacing: (1, 1))
    let middle = area(shapes.slice(at: 0.5))
    #expect(middle >= area(disc(20)) && shapes.slice(at: 0) == full)
  }

  @Test func largeSlicesAreQuick() {
    let (first, last) = (
      disc(120, size: 512, centre: 255.5), disc(200, label: 2, size: 512, centre: 255.5)
    )
    let seconds = ContinuousClock().measure {
      let shapes = ShapeInterpolation(from: first, to: last, spacing: (1, 1))
      #expect(shapes.slice(at: 0.4).values.contains { $0 != 0 })
    }
    // A debug build takes some thirty times as long as the program does.
    #expect(seconds < .seconds(30))
  }
}
