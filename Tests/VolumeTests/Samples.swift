import Foundation

@testable import Volume

/// Headers and files made for tests.
enum Samples {
  /// A header with every field filled at random, but for those that decide how the file is read.
  ///
  /// The affine maps are proper: a random rotation with spacing and an offset.
  static func header(
    version: Int, bigEndian: Bool, size: [Int], type: VoxelType, seed: UInt64,
    extensions: [UInt8] = [0, 0, 0, 0]
  ) -> ImageHeader {
    var random = SplitMix64(seed: seed)
    let count = version == 1 ? 348 : 540
    let bytes = (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    var header = ImageHeader(
      version: version, bigEndian: bigEndian, bytes: bytes, extensions: extensions)
    for field in HeaderField.all {
      guard let place = field.place(version: version) else { continue }
      switch place.kind {
      case .text: header.set(field, text: "t\(random.next() % 1000)")
      case .float32, .float64:
        for index in 0..<field.count { header.set(field, index, to: random.uniform(in: -9..<9)) }
      default:
        for index in 0..<field.count { header.set(field, index, to: Double(random.next() % 99)) }
      }
    }
    header.set(.headerSize, to: Double(count))
    if version == 1 {
      header.set(.magic, text: "n+1")
    } else {
      // The four bytes after "n+2\0" reveal line-end conversions.
      header.bytes.replaceSubrange(4..<12, with: [0x6e, 0x2b, 0x32, 0, 0x0d, 0x0a, 0x1a, 0x0a])
    }
    header.set(.dimensions, 0, to: Double(size.count))
    for (index, extent) in size.enumerated() {
      header.set(.dimensions, index + 1, to: Double(extent))
    }
    header.set(.dataType, to: Double(type.rawValue))
    header.set(.bitsPerVoxel, to: Double(8 * type.byteCount))
    header.set(.voxelOffset, to: Double(count + extensions.count))
    header.set(.slope, to: 1)
    header.set(.intercept, to: 0)
    header.set(.units, to: 10)
    place(&header, &random)
    return header
  }

  /// Gives a header a random rotation, spacing and offset in qform and sform.
  private static func place(_ header: inout ImageHeader, _ random: inout SplitMix64) {
    var quaternion = (0..<4).map { _ in random.normal() }
    let length = quaternion.map { $0 * $0 }.reduce(0, +).squareRoot()
    quaternion = quaternion.map { $0 / length * (quaternion[0] < 0 ? -1 : 1) }
    let spacing = (0..<3).map { _ in random.uniform(in: 0.5..<9) }
    let hand: Double = random.next() % 2 == 0 ? 1 : -1
    header.set(.pixelDimensions, 0, to: hand)
    for index in 0..<3 { header.set(.pixelDimensions, index + 1, to: spacing[index]) }
    header.set(.quaternionB, to: quaternion[1])
    header.set(.quaternionC, to: quaternion[2])
    header.set(.quaternionD, to: quaternion[3])
    let offset = (0..<3).map { _ in random.uniform(in: -200..<200) }
    for (field, value) in zip([HeaderField.offsetX, .offsetY, .offsetZ], offset) {
      header.set(field, to: value)
    }
    let (a, b, c, d) = (quaternion[0], quaternion[1], quaternion[2], quaternion[3])
    let rotation = [
      [a * a + b * b - c * c - d * d, 2 * b * c - 2 * a * d, 2 * b * d + 2 * a * c],
      [2 * b * c + 2 * a * d, a * a + c * c - b * b - d * d, 2 * c * d - 2 * a * b],
      [2 * b * d - 2 * a * c, 2 * c * d + 2 * a * b, a * a + d * d - c * c - b * b],
    ]
    for (row, field) in [HeaderField.rowX, .rowY, .rowZ].enumerated() {
      for column in 0..<3 {
        let sign = column == 2 ? hand : 1
        header.set(field, column, to: rotation[row][column] * spacing[column] * sign)
      }
      header.set(field, 3, to: offset[row])
    }
    header.set(.qformCode, to: Double(1 + random.next() % 4))
    header.set(.sformCode, to: Double(1 + random.next() % 4))
  }

  /// Bytes of whole numbers as a file holds them.
  static func bytes(_ values: [Int], type: VoxelType, bigEndian: Bool) -> [UInt8] {
    values.flatMap { value -> [UInt8] in
      let bits: UInt64
      switch type {
      case .float32: bits = UInt64(Float(value).bitPattern)
      case .float64: bits = Double(value).bitPattern
      default: bits = UInt64(bitPattern: Int64(value))
      }
      let little = (0..<type.byteCount).map {
        UInt8(truncatingIfNeeded: bits >> (8 * UInt64($0)))
      }
      return bigEndian ? little.reversed() : little
    }
  }

  /// Writes a file of given parts, compressed by `gzip` where the name ends in .gz.
  static func write(_ header: ImageHeader, _ voxels: [UInt8], to url: URL) throws {
    try write(header.bytes + header.extensions + voxels, to: url)
  }

  /// Writes raw bytes, compressed where the name ends in .gz.
  static func write(_ bytes: [UInt8], to url: URL) throws {
    guard url.pathExtension == "gz" else { return try Data(bytes).write(to: url) }
    let plain = url.deletingPathExtension().appendingPathExtension("plain")
    try Data(bytes).write(to: plain)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", "gzip -c \"$1\" > \"$2\"", "sh", plain.path, url.path]
    try process.run()
    process.waitUntilExit()
    try FileManager.default.removeItem(at: plain)
  }
}
