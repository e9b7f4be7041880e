import Foundation

/// A small curve in one row of cells: braille dots two a cell, or characters of growing height in ASCII.
enum Sparkline {
  /// - Parameters:
  ///   - values: oldest first; the last ones are shown, not finite ones as gaps.
  ///   - cells: width.
  static func text(_ values: [Double], cells: Int, glyphs: GlyphSet) -> String {
    let perCell = glyphs == .full ? 2 : 1
    let steps = glyphs == .full ? 4 : 8
    // Losses fall by powers of ten: their logarithm keeps the later part readable.
    let isPositive = values.allSatisfy { !$0.isFinite || $0 > 0 }
    let points = condensed(isPositive ? values.map { log($0) } : values, to: cells * perCell)
    let finite = points.filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max() else { return "" }
    let levels = points.map { value -> Int in
      guard value.isFinite else { return 0 }
      guard high > low else { return 1 }
      return 1 + Int(((value - low) / (high - low) * Double(steps - 1)).rounded())
    }
    switch glyphs {
    case .full: return braille(levels)
    case .blocks: return String(String.UnicodeScalarView(levels.map { blocks[$0] }))
    case .ascii: return String(String.UnicodeScalarView(levels.map { characters[$0] }))
    }
  }

  /// Means of equal stretches when there are more values than places.
  private static func condensed(_ values: [Double], to places: Int) -> [Double] {
    guard places > 0 else { return [] }
    guard values.count > places else { return values }
    return (0..<places).map { place in
      let part = values[place * values.count / places..<(place + 1) * values.count / places]
        .filter(\.isFinite)
      return part.isEmpty ? .nan : part.reduce(0, +) / Double(part.count)
    }
  }

  static let blocks: [Unicode.Scalar] = Array(" ▁▂▃▄▅▆▇█".unicodeScalars)
  static let characters: [Unicode.Scalar] = Array(" _.-:=+*#".unicodeScalars)

  /// Dots of the left and right half of a braille cell, from the bottom up.
  private static let left: [UInt32] = [0x40, 0x04, 0x02, 0x01]
  private static let right: [UInt32] = [0x80, 0x20, 0x10, 0x08]

  private static func braille(_ levels: [Int]) -> String {
    var text = String.UnicodeScalarView()
    for place in stride(from: 0, to: levels.count, by: 2) {
      var dots: UInt32 = 0
      for height in 0..<levels[place] { dots |= left[height] }
      if place + 1 < levels.count { for height in 0..<levels[place + 1] { dots |= right[height] } }
      text.append(Unicode.Scalar(0x2800 + dots) ?? " ")
    }
    return String(text)
  }
}
