/// How many cells characters take.
enum CellWidth {
  /// 2 for East Asian wide characters and emoji, 0 for combining ones, else 1.
  static func cells(of scalar: Unicode.Scalar) -> Int {
    // Nearly all that is sent.
    if scalar.value < 0x300 { return 1 }
    if (0x2190..<0x2E80).contains(scalar.value) { return isWideSymbol(scalar) ? 2 : 1 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: return wide.contains { $0.contains(scalar.value) } ? 2 : 1
    }
  }

  /// Symbols that are shown as emoji by themselves.
  private static func isWideSymbol(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isEmojiPresentation
  }

  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
    0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
    0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF,
    0x20000...0x3FFFD,
  ]
}
