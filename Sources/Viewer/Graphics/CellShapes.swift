import Pictures

/// Characters whose two colours stand for four or six pixels of a cell.
///
/// Each cell gets the two greys and the shape that come nearest to its pixels: pixels at or above a threshold are
/// foreground, and every threshold between two pixels is tried.
enum CellShapes {
  /// Pixels of a cell in a mode: columns and rows; nil where cells are not divided this way.
  static func pixels(_ mode: GraphicsMode) -> (columns: Int, rows: Int)? {
    switch mode {
    case .quadrants: (2, 2)
    case .sextants: (2, 3)
    default: nil
    }
  }

  /// The shape and the greys of a cell.
  ///
  /// - values: its pixels, row after row: four or six of them.
  static func cell(_ values: [UInt8], grey: (UInt8) -> PaletteIndex) -> Cell {
    var best = (error: Int.max, mask: 0, high: UInt8(0), low: UInt8(0))
    for threshold in Set(values) {
      let high = values.filter { $0 >= threshold }
      let low = values.filter { $0 < threshold }
      let (bright, dark) = (mean(high), mean(low.isEmpty ? high : low))
      var (error, mask) = (0, 0)
      for (place, value) in values.enumerated() {
        let isHigh = value >= threshold
        let difference = Int(value) - Int(isHigh ? bright : dark)
        error += difference * difference
        if isHigh { mask |= 1 << place }
      }
      if error < best.error { best = (error, mask, bright, dark) }
    }
    let (front, back) = (grey(best.high), grey(best.low))
    if best.mask == (1 << values.count) - 1 || front == back {
      return Cell(" ", foreground: front, background: front)
    }
    let shape = values.count == 4 ? quadrants[best.mask] : sextant(best.mask)
    return Cell(shape, foreground: front, background: back)
  }

  private static func mean(_ values: [UInt8]) -> UInt8 {
    UInt8((values.reduce(0) { $0 + Int($1) } + values.count / 2) / values.count)
  }

  /// By the pixels that are foreground: 1 upper left, 2 upper right, 4 lower left, 8 lower right (Unicode, Block Elements).
  private static let quadrants = Array(" ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█".unicodeScalars)

  /// Sextants stand in the order of their pixels, without those that are blocks of their own (Unicode, Symbols for Legacy
  /// Computing).
  private static func sextant(_ mask: Int) -> Unicode.Scalar {
    switch mask {
    case 0: " "
    case 0b01_0101: "▌"
    case 0b10_1010: "▐"
    case 0b11_1111: "█"
    default:
      Unicode.Scalar(
        UInt32(0x1FB00 + mask - 1 - (mask > 0b01_0101 ? 1 : 0) - (mask > 0b10_1010 ? 1 : 0))) ?? " "
    }
  }
}
