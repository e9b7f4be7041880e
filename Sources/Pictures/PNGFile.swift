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

/// Portable Network Graphics (ISO/IEC 15948): 8 bits a channel, no transparency, rows unfiltered.
package enum PNGFile {
  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  /// The bytes of a file that shows a picture.
  /// - Throws: `PictureError.compression`.
  package static func data(_ picture: Picture) throws -> Data {
    let header = bigEndian(picture.width) + bigEndian(picture.height) + [8, 2, 0, 0, 0]
    return Data(
      signature + chunk("IHDR", header) + chunk("IDAT", try deflated(scanlines(picture)))
        + chunk("IEND", []))
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

  private static func deflated(_ bytes: [UInt8]) throws -> [UInt8] {
    var length = compressBound(uLong(bytes.count))
    var result = [UInt8](repeating: 0, count: Int(length))
    let code = compress2(&result, &length, bytes, uLong(bytes.count), 9)
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
