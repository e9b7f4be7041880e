import Foundation
import Testing

/// `inkling info` needs at most 8 bytes a voxel beside what it needs for the smallest image.
@Suite struct InfoMemoryTests {
  private let place: Workplace

  init() throws { place = try Workplace() }

  /// A NIfTI-1 image of 32-bit floats, every eleventh of them NaN.
  private func image(_ name: String, _ extents: [Int]) throws -> String {
    var bytes = Data(repeating: 0, count: 352)
    func put<T>(_ value: T, at offset: Int) {
      withUnsafeBytes(of: value) { bytes.replaceSubrange(offset..<offset + $0.count, with: $0) }
    }
    put(Int32(348), at: 0)
    for (index, value) in ([3] + extents).enumerated() { put(Int16(value), at: 40 + 2 * index) }
    put(Int16(16), at: 70)
    put(Int16(32), at: 72)
    for index in 0..<4 { put(Float(1), at: 76 + 4 * index) }
    put(Float(352), at: 108)
    bytes.replaceSubrange(344..<347, with: Data("n+1".utf8))
    let voxels = (0..<extents.reduce(1, *)).map { $0 % 11 == 0 ? Float.nan : Float($0 % 4999) }
    voxels.withUnsafeBytes { bytes.append(contentsOf: $0) }
    try bytes.write(to: URL(fileURLWithPath: place[name]))
    return place[name]
  }

  /// Whether `info` ends well with so many kilobytes of addresses.
  private func fits(_ image: String, _ kilobytes: Int) throws -> Bool {
    let result = try CommandRunner.shell(
      [
        "/bin/sh", "-c", "ulimit -v \(kilobytes); ulimit -c 0; exec \"$0\" info \"$1\"",
        CommandRunner.program.path, image,
      ], environment: ["OPENBLAS_NUM_THREADS": "1", "SWIFT_BACKTRACE": "enable=no"])
    return result.status == 0 && result.output.contains("percentiles")
  }

  @Test func eightBytesAVoxel() throws {
    let small = try image("small.nii", [8, 8, 3])
    let large = try image("large.nii", [160, 160, 120])
    var (too, enough) = (10_000, 8_000_000)
    while enough - too > 4000 {
      let middle = (too + enough) / 2
      if try fits(small, middle) { enough = middle } else { too = middle }
    }
    let voxels = 160 * 160 * 120
    #expect(try fits(large, enough + 8 * voxels / 1000 + 8000))
    // The measure measures: not even the voxels themselves fit into nothing.
    #expect(try !fits(large, enough))
  }
}
