import Foundation

@testable import Volume

/// NRRD files made for tests.
extension TemporaryFolder {
  /// Writes lines, a blank one and voxels, which are compressed where the lines say so.
  @discardableResult
  func nrrd(_ lines: [String], _ voxels: [UInt8], _ name: String = "x.nrrd") throws -> URL {
    let text = lines.map { $0 + "\n" }.joined() + "\n"
    try PackedFile.store(
      [voxels], after: Array(text.utf8), at: self[name],
      compressed: lines.contains("encoding: gzip"), for: self[name])
    return self[name]
  }
}

/// The lines of a small file: 4 x 3 x 2 shorts, low byte first.
enum NrrdLines {
  static let standard = [
    "NRRD0004", "# made by hand", "type: short", "dimension: 3",
    "space: left-posterior-superior", "sizes: 4 3 2",
    "space directions: (1.5,0,0) (0,2,0) (0,0,8)", "kinds: domain domain domain",
    "endian: little", "encoding: raw", "space origin: (10,-20,30)",
  ]

  /// The standard lines with some replaced (by their field) and others added; an empty value leaves a field out.
  static func lines(_ changes: [String: String]) -> [String] {
    var left = changes
    var lines: [String] = []
    for line in standard {
      let field = String(line.prefix { $0 != ":" })
      guard let value = left.removeValue(forKey: field) else {
        lines.append(line)
        continue
      }
      if !value.isEmpty { lines.append("\(field): \(value)") }
    }
    return lines + left.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
  }

  /// 24 shorts.
  static let voxels = Samples.bytes(Array(0..<24), type: .int16, bigEndian: false)
}
