import Foundation

/// How many cells characters take.
enum CellWidth {
  /// 2 for East Asian wide characters and emoji, 0 for combining ones, else 1.
  static func cells(of scalar: Unicode.Scalar) -> Int {
    // Nearly all that is sent.
    if scalar.value < 0x300 { return 1 }
    if (0x2190..<0x2E80).contains(scalar.value) { return isEmoji(scalar) ? 2 : 1 }
    if isMark(scalar) || scalar.properties.generalCategory == .format { return 0 }
    return isWide(scalar) || isEmoji(scalar) ? 2 : 1
  }

  /// Whether every terminal shows it in two cells: East Asian wide characters. About emoji terminals differ.
  static func isWide(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value >= 0x1100 && wide.contains { $0.contains(scalar.value) }
  }

  /// Whether it is part of the letter before it.
  static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark: true
    default: false
    }
  }

  /// Symbols that are shown as emoji by themselves.
  private static func isEmoji(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isEmojiPresentation
  }

  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
    0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
    0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD,
  ]
}

extension Unicode.Scalar {
  /// Whether the scalar surely takes exactly one cell: printable Latin, Greek, Cyrillic, arrows, lines,
  /// blocks and braille.
  var isPlainCell: Bool {
    switch value {
    case 0x20..<0x7F, 0xA1..<0xAD, 0xAE..<0x300, 0x370..<0x483, 0x48A..<0x530: return true
    case 0x2010..<0x2028, 0x2030..<0x205F, 0x2190..<0x2200, 0x2500..<0x25FD: return true
    case 0x2800..<0x2900: return true
    default: return false
    }
  }
}

extension StringProtocol {
  /// The characters as they are written: accents joined to their letters, and `?` for control characters and those whose
  /// width terminals do not agree about. Names of files and labels may hold any.
  var shownScalars: [Unicode.Scalar] {
    guard unicodeScalars.contains(where: { $0.value >= 0x300 }) else {
      return unicodeScalars.map { $0.isPlainCell ? $0 : "?" }
    }
    return String(self).precomposedStringWithCanonicalMapping.unicodeScalars.compactMap { scalar in
      if scalar.isPlainCell || CellWidth.isWide(scalar) { return scalar }
      return CellWidth.isMark(scalar) ? nil : "?"
    }
  }

  /// How many cells the text takes.
  var cells: Int {
    shownScalars.reduce(0) { $0 + (CellWidth.isWide($1) ? 2 : 1) }
  }

  /// The longest beginning that fits so many cells.
  func prefix(cells room: Int) -> SubSequence {
    var (used, end) = (0, startIndex)
    while end < endIndex {
      let next = index(after: end)
      used += self[end..<next].cells
      if used > room { break }
      end = next
    }
    return self[..<end]
  }

  /// The longest end that fits so many cells.
  func suffix(cells room: Int) -> SubSequence {
    var (used, start) = (0, endIndex)
    while start > startIndex {
      let before = index(before: start)
      used += self[before..<start].cells
      if used > room { break }
      start = before
    }
    return self[start...]
  }
}

extension String {
  /// The text cut to a number of cells, with an ellipsis in place of what is missing.
  func shortened(to cells: Int, ellipsis: String) -> String {
    guard self.cells > cells else { return self }
    guard cells > ellipsis.count else { return String(prefix(cells: max(0, cells))) }
    return prefix(cells: cells - ellipsis.count) + ellipsis
  }

  /// The text filled with blanks on the right, or cut, to exactly this many cells.
  func padded(to cells: Int) -> String {
    let shown = self.cells > cells ? String(prefix(cells: cells)) : self
    return shown + String(repeating: " ", count: max(0, cells - shown.cells))
  }
}
