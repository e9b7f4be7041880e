/// What control characters and sequences do.
extension TerminalScreen {
  mutating func control(_ byte: UInt8) {
    switch byte {
    case 8: move(column: place.column - 1)
    case 9: move(column: (place.column / 8 + 1) * 8)
    case 10, 11, 12: lineFeed()
    case 13: move(column: 0)
    case 14: place.set = 1
    case 15: place.set = 0
    default: break
    }
  }

  mutating func escape(_ intermediate: UInt8, _ final: UInt8) {
    switch (Unicode.Scalar(intermediate), Unicode.Scalar(final)) {
    case ("\0", "7"): saved = place
    case ("\0", "8"): place = saved
    case ("\0", "D"): lineFeed()
    case ("\0", "E"):
      move(column: 0)
      lineFeed()
    case ("\0", "M"): reverseLineFeed()
    // What keys send, and how characters are encoded.
    case ("\0", "="), ("\0", ">"), ("%", _): break
    case ("(", let set): place.drawing[0] = set == "0"
    case (")", let set): place.drawing[1] = set == "0"
    default:
      pass(
        over: "ESC " + (intermediate == 0 ? "" : String(Unicode.Scalar(intermediate)))
          + String(Unicode.Scalar(final)))
    }
  }

  mutating func perform(_ sequence: ControlSequence) {
    switch (Unicode.Scalar(sequence.prefix), sequence.intermediate) {
    case ("\0", 0):
      if !moved(by: sequence), !edited(by: sequence), !isHarmless(sequence) {
        pass(over: sequence.text)
      }
    case ("?", 0) where sequence.final == UInt8(ascii: "h"): setModes(sequence, to: true)
    case ("?", 0) where sequence.final == UInt8(ascii: "l"): setModes(sequence, to: false)
    // Questions, and what keys send.
    case ("?", UInt8(ascii: "$")), (">", 0), ("<", 0), ("=", 0), ("?", 0): break
    default: pass(over: sequence.text)
    }
  }

  /// Where the cursor goes.
  private mutating func moved(by sequence: ControlSequence) -> Bool {
    let count = sequence.number(0)
    switch Unicode.Scalar(sequence.final) {
    case "A": climb(-count)
    case "B", "e": climb(count)
    case "C", "a": move(column: place.column + count)
    case "D": move(column: place.column - count)
    case "E", "F":
      climb(sequence.final == UInt8(ascii: "E") ? count : -count)
      move(column: 0)
    case "G", "`": move(column: count - 1)
    case "H", "f": move(column: sequence.number(1) - 1, row: count - 1)
    case "I": move(column: (place.column / 8 + count) * 8)
    case "Z": move(column: max(0, (place.column + 7) / 8 - count) * 8)
    case "d": move(column: place.column, row: count - 1)
    case "s": saved = place
    case "u": place = saved
    default: return false
    }
    return true
  }

  /// What becomes of cells, and of the ink.
  private mutating func edited(by sequence: ControlSequence) -> Bool {
    let count = sequence.number(0)
    switch Unicode.Scalar(sequence.final) {
    case "@": insertCells(count)
    case "P": deleteCells(count)
    case "X": erase(place.column..<min(columns, place.column + count), row: place.row)
    case "K": eraseLine(sequence.number(0, standard: 0))
    case "J": eraseScreen(sequence.number(0, standard: 0))
    case "L": insertRows(count)
    case "M": deleteRows(count)
    case "S": scroll(region, by: count)
    case "T": scroll(region, by: -count)
    case "b": repeatGlyph(count)
    case "m": setInk(sequence)
    case "r": setRegion(from: sequence.number(0), to: sequence.number(1, standard: rows))
    default: return false
    }
    return true
  }

  /// Questions and window titles change nothing; of the modes one does.
  private mutating func isHarmless(_ sequence: ControlSequence) -> Bool {
    switch Unicode.Scalar(sequence.final) {
    case "c", "n", "t": return true
    case "h", "l":
      guard sequence.numbers.count == 1 else { return false }
      if sequence.number(0) == 4 { insertsCells = sequence.final == UInt8(ascii: "h") }
      // 34 is the shape of the cursor.
      return [4, 34].contains(sequence.number(0))
    default: return false
    }
  }

  private mutating func setModes(_ sequence: ControlSequence, to isOn: Bool) {
    for mode in sequence.numbers.compactMap({ $0.first ?? nil }) {
      let wasOn = modes.contains(mode)
      if isOn { modes.insert(mode) } else { modes.remove(mode) }
      switch mode {
      case 2026: if wasOn, !isOn { updates += 1 }
      case 1049: switchScreen(toAlternate: isOn)
      // Reverse screen, origin, margins and the older alternate screens would change what is shown.
      case 5, 6, 47, 69, 1047, 1048: pass(over: sequence.text)
      default: break
      }
    }
    place.wraps = place.wraps && modes.contains(7)
  }

  private mutating func switchScreen(toAlternate: Bool) {
    if toAlternate, behind == nil {
      saved = place
      behind = cells
      eraseScreen(2)
    } else if !toAlternate, let cells = behind {
      self.cells = cells
      behind = nil
      place = saved
    }
  }
}
