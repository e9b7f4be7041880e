/// Cuts the bytes that a program sends to a terminal into glyphs, control characters and sequences.
struct SequenceReader: Sendable {
  /// A piece that a terminal acts on.
  enum Item: Equatable {
    /// A character to show.
    case glyph(Unicode.Scalar)
    /// A byte below 32.
    case control(UInt8)
    /// ESC and one byte, with another one (such as `(`) between them or 0.
    case escape(intermediate: UInt8, final: UInt8)
    /// ESC [ and what follows.
    case sequence(ControlSequence)
  }

  private enum State {
    case ground
    /// After ESC, and the byte between it and the last one.
    case escape(UInt8)
    /// After ESC [; `collected` has the rest so far.
    case sequence
    /// In a string that ends with ST; or, for an OSC, with BEL.
    case string(endsWithBell: Bool)
    /// In UTF-8: the bits so far, bytes to come, and the smallest value of that length.
    case character(UInt32, left: Int, least: UInt32)
  }

  /// A sequence that is longer has lost its end.
  private static let longest = 512
  private var state = State.ground
  private var collected: [UInt8] = []

  /// Takes a byte; returns the piece that it completes.
  mutating func take(_ byte: UInt8) -> Item? {
    switch state {
    case .ground: return begin(byte)
    case .escape(let intermediate): return goOn(escape: intermediate, byte)
    case .sequence: return goOnInSequence(byte)
    case .string(let endsWithBell):
      if byte == 27 {
        // ST, or the beginning of something else: in either case the string is over.
        state = .escape(0)
      } else if byte == 0x18 || byte == 0x1A || (byte == 7 && endsWithBell) {
        state = .ground
      }
      return nil
    case .character(let bits, let left, let least):
      return goOn(character: bits, left: left, least: least, byte)
    }
  }

  private mutating func begin(_ byte: UInt8) -> Item? {
    state = .ground
    switch byte {
    case 27:
      state = .escape(0)
      return nil
    case ..<32: return .control(byte)
    case 127: return nil
    case ..<128: return .glyph(Unicode.Scalar(byte))
    case 0xC2..<0xE0: state = .character(UInt32(byte & 0x1F), left: 1, least: 0x80)
    case 0xE0..<0xF0: state = .character(UInt32(byte & 0x0F), left: 2, least: 0x800)
    case 0xF0..<0xF5: state = .character(UInt32(byte & 0x07), left: 3, least: 0x10000)
    default: return .glyph("\u{FFFD}")
    }
    return nil
  }

  private mutating func goOn(escape intermediate: UInt8, _ byte: UInt8) -> Item? {
    switch byte {
    case 27: state = .escape(0)
    case ..<32:
      // A control character within a sequence is done at once; CAN and SUB end the sequence.
      if byte == 0x18 || byte == 0x1A { state = .ground }
      return .control(byte)
    case 0x20..<0x30: state = .escape(byte)
    default: return open(intermediate, byte)
    }
    return nil
  }

  /// What ESC and one more byte begin.
  private mutating func open(_ intermediate: UInt8, _ final: UInt8) -> Item? {
    state = .ground
    switch Unicode.Scalar(final) {
    case _ where intermediate != 0: break
    case "[":
      collected.removeAll(keepingCapacity: true)
      state = .sequence
      return nil
    case "]":
      state = .string(endsWithBell: true)
      return nil
    case "P", "X", "^", "_":
      state = .string(endsWithBell: false)
      return nil
    case "\\": return nil  // the end of a string that was skipped
    default: break
    }
    return .escape(intermediate: intermediate, final: final)
  }

  private mutating func goOnInSequence(_ byte: UInt8) -> Item? {
    switch byte {
    case 27: state = .escape(0)
    case ..<32:
      if byte == 0x18 || byte == 0x1A { state = .ground }
      return .control(byte)
    case 0x20..<0x40:
      collected.append(byte)
      if collected.count > Self.longest { state = .ground }
    case 0x40..<0x7F:
      state = .ground
      return .sequence(ControlSequence(collected, final: byte))
    default: break
    }
    return nil
  }

  private mutating func goOn(
    character bits: UInt32, left: Int, least: UInt32, _ byte: UInt8
  ) -> Item? {
    // A character that is cut is left out; what cut it begins anew.
    guard byte & 0xC0 == 0x80 else { return begin(byte) }
    let value = bits << 6 | UInt32(byte & 0x3F)
    if left > 1 {
      state = .character(value, left: left - 1, least: least)
      return nil
    }
    state = .ground
    return .glyph(value >= least ? Unicode.Scalar(value) ?? "\u{FFFD}" : "\u{FFFD}")
  }
}
