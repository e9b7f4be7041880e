import Foundation
import Volume

/// The slice with its overlays as an image file, in true proportions and exact greys.
package struct SlicePicture {
  /// Width and height in pixels.
  package let width: Int
  /// Height in pixels.
  package let height: Int
  /// Red, green and blue of every pixel, row by row.
  package private(set) var samples: [UInt8]

  /// The slice on screen, its longer side at least 512 pixels.
  init(_ state: ViewerState) {
    var still = state
    still.appearance = Appearance()
    let layout = still.layout
    let smallest = min(layout.columnSpacing, layout.rowSpacing)
    let (unitX, unitY) = (layout.columnSpacing / smallest, layout.rowSpacing / smallest)
    let longest = max(Double(layout.columns) * unitX, Double(layout.rows) * unitY)
    let scale = max(1, (512 / longest).rounded(.up))
    width = Int((Double(layout.columns) * unitX * scale).rounded())
    // Two pixel rows a cell: an odd last row is left out.
    height = Int((Double(layout.rows) * unitY * scale / 2).rounded(.up)) * 2
    let area = CellRect(column: 0, row: 0, columns: width, rows: height / 2)
    let port = Viewport(
      area: area, pixelsPerRow: 2, layout: layout, zoom: .pixels(scale), centre: (0, 0))
    let picture = Composition(SlicePixels(still, port), still, Theme(still.appearance))
    samples = []
    samples.reserveCapacity(width * height * 3)
    for at in 0..<width * height {
      let (red, green, blue) =
        picture.contents[at] == .image
        ? (Int(picture.grey[at]), Int(picture.grey[at]), Int(picture.grey[at]))
        : Palette256.levels(of: picture.colours[at])
      samples += [UInt8(red), UInt8(green), UInt8(blue)]
    }
  }

  /// The picture as a PNG file. Stored, not compressed: it needs no library and a slice is small.
  package var png: Data {
    var rows: [UInt8] = []
    rows.reserveCapacity((width * 3 + 1) * height)
    for row in 0..<height {
      rows.append(0)
      rows += samples[row * width * 3..<(row + 1) * width * 3]
    }
    var data = Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    let size = PNGChunk.bytes(UInt32(width)) + PNGChunk.bytes(UInt32(height))
    data += PNGChunk.chunk("IHDR", size + [8, 2, 0, 0, 0])
    data += PNGChunk.chunk("IDAT", PNGChunk.stored(rows))
    data += PNGChunk.chunk("IEND", [])
    return data
  }
}

/// The parts of a PNG file (ISO/IEC 15948).
private enum PNGChunk {
  static func bytes(_ value: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  /// Length, kind, content, CRC-32.
  static func chunk(_ kind: String, _ content: [UInt8]) -> [UInt8] {
    let body = Array(kind.utf8) + content
    return bytes(UInt32(content.count)) + body + bytes(crc(body))
  }

  /// A zlib stream of stored blocks.
  static func stored(_ content: [UInt8]) -> [UInt8] {
    var stream: [UInt8] = [0x78, 0x01]
    var start = 0
    repeat {
      let end = min(content.count, start + 65_535)
      let length = UInt16(end - start)
      stream.append(end == content.count ? 1 : 0)
      for part in [length, ~length] {
        stream += [UInt8(truncatingIfNeeded: part), UInt8(truncatingIfNeeded: part >> 8)]
      }
      stream += content[start..<end]
      start = end
    } while start < content.count
    return stream + bytes(adler(content))
  }

  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { value, _ in
      value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1
    }
  }

  private static func crc(_ content: [UInt8]) -> UInt32 {
    ~content.reduce(~0) { table[Int(($0 ^ UInt32($1)) & 0xFF)] ^ ($0 >> 8) }
  }

  private static func adler(_ content: [UInt8]) -> UInt32 {
    var (a, b): (UInt32, UInt32) = (1, 0)
    for byte in content {
      a = (a + UInt32(byte)) % 65_521
      b = (b + a) % 65_521
    }
    return b << 16 | a
  }
}
