import Foundation

/// Whether sizes that a header announces can be true.
enum ImageSize {
  /// Refuses what the file or the memory cannot hold, before anything is allocated.
  ///
  /// - Parameters:
  ///   - extents: along all axes.
  ///   - voxelsPerFrame: what is held in memory at once; a `Double`, since hostile numbers overflow.
  ///   - bytesPerVoxel: at the least, as the file stores them.
  ///   - start: bytes before the voxels.
  static func check(
    _ extents: [Int], voxelsPerFrame: Double, bytesPerVoxel: Int, after start: Int,
    in source: ByteSource
  ) throws {
    let all = extents.reduce(1.0) { $0 * Double($1) }
    func refuse(_ reason: String) -> VolumeError {
      .tooLarge(
        source.url, voxels: String(format: "%.0f", all),
        bytes: ByteCount.words(all * Double(bytesPerVoxel)), reason: reason)
    }
    let memory = Double(sysconf(Int32(_SC_PHYS_PAGES))) * Double(sysconf(Int32(_SC_PAGESIZE)))
    guard voxelsPerFrame * 4 <= memory else {
      throw refuse(
        "and one frame of it needs \(ByteCount.words(voxelsPerFrame * 4)) of memory; this machine "
          + "has \(ByteCount.words(memory))")
    }
    let needed = Double(start) + all * Double(bytesPerVoxel)
    guard needed <= Double(source.mostBytes) || all <= 1_000_000 else {
      throw refuse(
        "but the file has only \(source.fileSize) bytes: it is incomplete or its header is damaged")
    }
  }
}

/// Sizes in words.
enum ByteCount {
  /// "3.7 TiB", "12 bytes".
  static func words(_ bytes: Double) -> String {
    var value = bytes
    var unit = "bytes"
    for next in ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"] where value >= 1024 {
      value /= 1024
      unit = next
    }
    return unit == "bytes"
      ? "\(Int(value)) bytes" : String(format: "%.\(value < 10 ? 1 : 0)f %@", value, unit)
  }
}
