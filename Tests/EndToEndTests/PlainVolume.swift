import Foundation
import Testing

/// The numbers of a NIfTI-1 file as inkling writes them, read without inkling.
struct PlainVolume {
  /// Voxels along i, j and k.
  let size: [Int]
  /// i fastest.
  let numbers: [Float]

  /// Reads a packed file.
  init(_ path: String) throws {
    let raw = FileManager.default.temporaryDirectory
      .appendingPathComponent("inkling-plain-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: raw) }
    let unpacked = try CommandRunner.shell([
      "/bin/sh", "-c", "gzip -dc \"$0\" > \"$1\"", path, raw.path,
    ])
    try #require(unpacked.status == 0, "\(path): \(unpacked.messages)")
    let data = try Data(contentsOf: raw)
    try #require(data.count > 352, "\(path) has no header")
    func number<T>(_ type: T.Type, at offset: Int) -> T {
      data.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: type) }
    }
    size = (1...3).map { Int(number(Int16.self, at: 40 + 2 * $0)) }
    let (count, first) = (size.reduce(1, *), Int(number(Float.self, at: 108)))
    let kind = number(Int16.self, at: 70)
    let width = try #require([2: 1, 16: 4][kind], "\(path): numbers of type \(kind)")
    try #require(data.count >= first + count * width, "\(path) is cut off")
    numbers = (0..<count).map { index in
      width == 1
        ? Float(data[first + index]) : number(Float.self, at: first + 4 * index)
    }
  }

  /// The largest difference of two volumes of one size.
  func difference(_ other: PlainVolume) throws -> Float {
    try #require(size == other.size)
    return zip(numbers, other.numbers).map { abs($0 - $1) }.max() ?? 0
  }

  /// The share of voxels that are the same.
  func agreement(_ other: PlainVolume) throws -> Double {
    try #require(size == other.size)
    let same = zip(numbers, other.numbers).filter { $0 == $1 }.count
    return Double(same) / Double(numbers.count)
  }
}
