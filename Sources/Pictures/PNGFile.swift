import CZlib
import Foundation

/// A picture cannot be made into a file.
package enum PictureError: Error, Equatable, CustomStringConvertible, LocalizedError {
  /// zlib has refused to compress the pixels.
  case compression(code: Int)

  /// What was expected, found, and what to do.
  package var description: String {
    switch self {
    case .compression(let code):
      "zlib answered \(code) when the picture was compressed, expected 0. Is memory short? Close other "
        + "programs and try again."
    }
  }

  /// The same sentence.
  package var errorDescription: String? { description }
}

/// Portable Network Graphics (ISO/IEC 15948): 8 bits a channel, no transparency. Rows of colour pictures are unfiltered;
/// those of grey ones hold differences, as slices are sent over slow lines.
package enum PNGFile {
  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  /// The bytes of a file that shows a picture.
  /// - Throws: `PictureError.compression`.
  package static func data(_ picture: Picture) throws -> Data {
    let header = bigEndian(picture.width) + bigEndian(picture.height) + [8, 2, 0, 0, 0]
    return Data(
      signature + chunk("IHDR", header) + chunk("IDAT", try deflated(scanlines(picture), level: 9))
        + chunk("IEND", []))
  }

  /// The bytes of a file that shows a grey picture.
  /// - Throws: `PictureError.compression`.
  package static func data(_ image: GreyImage) throws -> Data {
    let header = bigEndian(image.width) + bigEndian(image.height) + [8, 0, 0, 0, 0]
    return Data(
      signature + chunk("IHDR", header) + chunk("IDAT", try deflated(filtered(image), level: 6))
        + chunk("IEND", []))
  }

  /// Every row in that of the filters Sub, Up and Paeth whose differences are smallest (ISO/IEC 15948, 9.2 and 12.7).
  private static func filtered(_ image: GreyImage) -> [UInt8] {
    var lines: [UInt8] = []
    lines.reserveCapacity((image.width + 1) * image.height)
    var above = [UInt8](repeating: 0, count: image.width)
    for y in 0..<image.height {
      let row = Array(image.values[y * image.width..<(y + 1) * image.width])
      let rows = [UInt8(1), 2, 4].map { (filter: $0, bytes: differences(row, above, filter: $0)) }
      func size(_ bytes: [UInt8]) -> Int {
        bytes.reduce(0) { $0 + Int(Int8(bitPattern: $1).magnitude) }
      }
      let sizes = rows.map { size($0.bytes) }
      let best = sizes.indices.min { sizes[$0] < sizes[$1] } ?? 0
      lines.append(rows[best].filter)
      lines += rows[best].bytes
      above = row
    }
    return lines
  }

  private static func differences(_ row: [UInt8], _ above: [UInt8], filter: UInt8) -> [UInt8] {
    row.indices.map { x in
      let (left, up) = (x > 0 ? row[x - 1] : 0, above[x])
      switch filter {
      case 1: return row[x] &- left
      case 2: return row[x] &- up
      default: return row[x] &- paeth(Int(left), Int(up), Int(x > 0 ? above[x - 1] : 0))
      }
    }
  }

  /// That of three neighbours which is nearest to left + up - corner.
  private static func paeth(_ left: Int, _ up: Int, _ corner: Int) -> UInt8 {
    let guess = left + up - corner
    let (a, b, c) = (abs(guess - left), abs(guess - up), abs(guess - corner))
    return UInt8(a <= b && a <= c ? left : b <= c ? up : corner)
  }

  /// Every row after a byte that says: not filtered.
  private static func scanlines(_ picture: Picture) -> [UInt8] {
    let row = 3 * picture.width
    var lines: [UInt8] = []
    lines.reserveCapacity((row + 1) * picture.height)
    for y in 0..<picture.height {
      lines.append(0)
      lines += picture.bytes[y * row..<(y + 1) * row]
    }
    return lines
  }

  private static func deflated(_ bytes: [UInt8], level: Int32) throws -> [UInt8] {
    var length = compressBound(uLong(bytes.count))
    var result = [UInt8](repeating: 0, count: Int(length))
    let code = compress2(&result, &length, bytes, uLong(bytes.count), level)
    guard code == Z_OK else { throw PictureError.compression(code: Int(code)) }
    return Array(result.prefix(Int(length)))
  }

  /// Length, name, content and check sum of name and content.
  private static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
    let checked = Array(name.utf8) + content
    let sum = crc32(0, checked, uInt(checked.count))
    return bigEndian(content.count) + checked + bigEndian(Int(sum))
  }

  private static func bigEndian(_ number: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
  }
}
