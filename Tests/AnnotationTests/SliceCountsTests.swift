import Testing
import Volume

@testable import Annotation

/// Counts kept beside a map are those of the map, whatever is done to it slice by slice.
struct SliceCountsTests {
  private let size = GridSize(i: 5, j: 4, k: 6)

  @Test(arguments: Axis.allCases)
  func countsFollowTheMap(axis: Axis) {
    var random = SplitMix64(seed: 5)
    var map = LabelMap(size: size)
    var counts = SliceCounts(map, along: axis)
    #expect(counts.isEmpty)
    for _ in 0..<40 {
      let slice = Int(random.next() % UInt64(size[axis]))
      let (width, height, _) = size.sliceSize(along: axis)
      let values = (0..<width * height).map { _ in [0, 1, 2, 255][Int(random.next() % 4)] as UInt8 }
      map.setSlice(slice, along: axis, to: Slice(width: width, height: height, values: values))
      counts.renew(slice, values)
      let expected = map.counts
      for label in [1, 2, 3, 255] { #expect(counts[UInt8(label)] == expected[label]) }
    }
    #expect(counts == SliceCounts(map, along: axis))
    for slice in 0..<size[axis] { counts.renew(slice, []) }
    #expect(counts.isEmpty && counts[1] == 0)
  }

  @Test func acceptedLabelsAreCounted() {
    var accepted = AcceptedLabels(size: size, sliceAxis: .k)
    let slice = Slice(width: 5, height: 4, values: (0..<20).map { UInt8($0 < 7 ? 2 : 0) })
    accepted.accept(1, labels: slice)
    accepted.accept(3, labels: slice)
    #expect(accepted.counts[2] == 14)
    accepted.release(1)
    #expect(accepted.counts[2] == 7)
    #expect(accepted.counts == AcceptedLabels(map: accepted.map, sliceAxis: .k).counts)
  }
}
