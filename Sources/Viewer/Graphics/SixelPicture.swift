import Pictures

/// A grey picture as sixels: rows of six pixels, colour after colour, with repetitions counted (DEC, "VT330/VT340
/// Programmer Reference Manual", volume 2, chapter 14).
enum SixelPicture {
  /// So many greys: more need bytes and can hardly be told apart.
  static let greys = 32

  /// The bytes that draw a picture at the cursor. Its height need not be a multiple of six.
  static func bytes(_ image: GreyImage) -> [UInt8] {
    // The second parameter 1 leaves pixels alone that no sixel names; every pixel here is named.
    var bytes = Array("\u{1b}P0;1q\"1;1;\(image.width);\(image.height)".utf8)
    let levels = image.values.map { $0 / UInt8(256 / greys) }
    for grey in Set(levels).sorted() {
      let percent = Int(grey) * 100 / (greys - 1)
      bytes += Array("#\(grey);2;\(percent);\(percent);\(percent)".utf8)
    }
    var band = Band(width: image.width)
    for top in stride(from: 0, to: image.height, by: 6) {
      band.fill(levels, rows: top..<min(top + 6, image.height))
      band.append(to: &bytes)
      bytes.append(UInt8(ascii: "-"))
    }
    return bytes + [27, UInt8(ascii: "\\")]
  }

  /// Six rows: for each grey and column the rows that have it, as bits.
  private struct Band {
    private let width: Int
    private var masks: [UInt8]
    /// The columns from the first to the last that have a grey; nil where it does not occur.
    private var spans: [Range<Int>?]

    init(width: Int) {
      self.width = width
      masks = Array(repeating: 0, count: greys * width)
      spans = Array(repeating: nil, count: greys)
    }

    mutating func fill(_ levels: [UInt8], rows: Range<Int>) {
      for grey in 0..<greys {
        guard let span = spans[grey] else { continue }
        for column in span { masks[grey * width + column] = 0 }
        spans[grey] = nil
      }
      for (bit, row) in rows.enumerated() {
        for column in 0..<width {
          let grey = Int(levels[row * width + column])
          masks[grey * width + column] |= 1 << UInt8(bit)
          let span = spans[grey] ?? column..<column + 1
          spans[grey] = min(span.lowerBound, column)..<max(span.upperBound, column + 1)
        }
      }
    }

    func append(to bytes: inout [UInt8]) {
      var isFirst = true
      for grey in 0..<greys {
        guard let span = spans[grey] else { continue }
        if !isFirst { bytes.append(UInt8(ascii: "$")) }
        isFirst = false
        bytes.append(UInt8(ascii: "#"))
        Self.append(grey, to: &bytes)
        repeated(63, span.lowerBound, to: &bytes)
        var at = span.lowerBound
        while at < span.upperBound {
          let mask = masks[grey * width + at]
          var end = at + 1
          while end < span.upperBound, masks[grey * width + end] == mask { end += 1 }
          repeated(mask + 63, end - at, to: &bytes)
          at = end
        }
      }
    }

    private func repeated(_ sixel: UInt8, _ count: Int, to bytes: inout [UInt8]) {
      guard count > 3 else {
        for _ in 0..<count { bytes.append(sixel) }
        return
      }
      bytes.append(UInt8(ascii: "!"))
      Self.append(count, to: &bytes)
      bytes.append(sixel)
    }

    /// A number in digits, without a string for each of a hundred thousand.
    private static func append(_ number: Int, to bytes: inout [UInt8]) {
      if number >= 10 { append(number / 10, to: &bytes) }
      bytes.append(UInt8(ascii: "0") + UInt8(number % 10))
    }
  }
}
