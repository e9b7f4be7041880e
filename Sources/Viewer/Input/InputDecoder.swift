/// One piece of what the terminal delivers: a byte, or what ncurses has already made of several.
public enum RawInput: Hashable, Sendable {
  /// A byte as it came.
  case byte(UInt8)
  /// A key that ncurses recognised.
  case key(Key)
  /// `ESC [ <`: the front of a mouse report (registered with `define_key`).
  case mousePrefix
}

/// What a person did.
public enum InputEvent: Hashable, Sendable {
  /// A key was pressed.
  case key(Key)
  /// The mouse was used.
  case mouse(MouseEvent)
}

/// Makes keys and mouse events out of bytes.
///
/// ncurses' own mouse decoder loses presses that share a read with other events, which over SSH is the normal
/// case; this one keeps them all. Escape sequences that nobody asked for (focus reports, answers to queries,
/// keyboard extensions) are swallowed whole instead of being taken for keys.
public struct InputDecoder: Sendable {
  private enum Expecting: Sendable {
    case anything
    case afterEscape
    case control(String)
    case mouse(String)
    case singleShift
    case utf8([UInt8], missing: Int)
    /// Inside a string of the terminal (`ESC ]`, `ESC P`…), which ends with BEL or `ESC \`.
    case string(first: UInt8, escaped: Bool, length: Int)
  }

  private var expecting = Expecting.anything

  /// Longest run of parameters that is believed to be one.
  private static let longest = 32
  private static let longestString = 4096

  /// A decoder that waits for the first byte.
  public init() {}

  /// Takes one piece of input.
  public mutating func feed(_ raw: RawInput) -> [InputEvent] {
    switch raw {
    case .byte(let byte): return feed(byte)
    case .key(let key):
      let before = flush()
      return before + [.key(key)]
    case .mousePrefix:
      let before = flush()
      expecting = .mouse("")
      return before
    }
  }

  /// Says that nothing more is waiting: a lone ESC was the Esc key. Sequences that are cut in the middle stay
  /// open, because the rest may come with the next packet.
  public mutating func flush() -> [InputEvent] {
    switch expecting {
    case .afterEscape:
      expecting = .anything
      return [.key(Key(.escape))]
    case .string(let first, _, let length):
      // Strings come whole; Esc and `]` typed one after the other look like the start of one.
      expecting = .anything
      return length == 0 ? [.key(Key(.escape))] + feed(first) : []
    default: return []
    }
  }

  private mutating func feed(_ byte: UInt8) -> [InputEvent] {
    switch expecting {
    case .anything: return start(byte)
    case .afterEscape: return afterEscape(byte)
    case .control(let parameters): return control(parameters, byte)
    case .mouse(let parameters): return mouse(parameters, byte)
    case .singleShift:
      expecting = .anything
      return Self.arrow(byte).map { [.key(Key($0))] } ?? []
    case .utf8(let bytes, let missing): return utf8(bytes, missing, byte)
    case .string(let first, let escaped, let length):
      let ends =
        byte == 7 || (escaped && byte == UInt8(ascii: "\\")) || length >= Self.longestString
      expecting = ends ? .anything : .string(first: first, escaped: byte == 27, length: length + 1)
      return []
    }
  }

  private mutating func start(_ byte: UInt8) -> [InputEvent] {
    switch byte {
    case 27: expecting = .afterEscape
    case 9: return [.key(Key(.tab))]
    case 10, 13: return [.key(Key(.enter))]
    case 8, 127: return [.key(Key(.backspace))]
    case 1...26:
      let letter = Character(Unicode.Scalar(byte + 96))
      return [.key(Key(.character(letter), control: true))]
    case 0: return [.key(Key(.character(" "), control: true))]
    case 32..<127: return [.key(Key(Character(Unicode.Scalar(byte))))]
    case 0xC2..<0xE0: expecting = .utf8([byte], missing: 1)
    case 0xE0..<0xF0: expecting = .utf8([byte], missing: 2)
    case 0xF0..<0xF5: expecting = .utf8([byte], missing: 3)
    default: break
    }
    return []
  }

  private mutating func afterEscape(_ byte: UInt8) -> [InputEvent] {
    switch byte {
    case UInt8(ascii: "["): expecting = .control("")
    case UInt8(ascii: "O"): expecting = .singleShift
    case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "_"), UInt8(ascii: "^"),
      UInt8(ascii: "X"):
      expecting = .string(first: byte, escaped: false, length: 0)
    default:
      // Esc and another key in one packet: two keys, since nothing is bound to Alt.
      expecting = .anything
      return [.key(Key(.escape))] + feed(byte)
    }
    return []
  }

  private mutating func control(_ parameters: String, _ byte: UInt8) -> [InputEvent] {
    switch byte {
    case UInt8(ascii: "<") where parameters.isEmpty: expecting = .mouse("")
    case 0x20..<0x40 where parameters.count < Self.longest:
      expecting = .control(parameters + String(Unicode.Scalar(byte)))
    case 0x40..<0x7F:
      expecting = .anything
      return Self.key(parameters, byte).map { [.key($0)] } ?? []
    default:
      expecting = .anything
      return byte == 27 ? start(byte) : []
    }
    return []
  }

  private mutating func mouse(_ parameters: String, _ byte: UInt8) -> [InputEvent] {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9") where parameters.count < Self.longest,
      UInt8(ascii: ";") where parameters.count < Self.longest:
      expecting = .mouse(parameters + String(Unicode.Scalar(byte)))
      return []
    case UInt8(ascii: "M"), UInt8(ascii: "m"):
      expecting = .anything
      let final = Character(Unicode.Scalar(byte))
      return MouseEvent(parameters: parameters, final: final).map { [.mouse($0)] } ?? []
    default:
      expecting = .anything
      return byte == 27 ? start(byte) : []
    }
  }

  private mutating func utf8(_ bytes: [UInt8], _ missing: Int, _ byte: UInt8) -> [InputEvent] {
    guard byte & 0xC0 == 0x80 else {
      expecting = .anything
      return start(byte)
    }
    let all = bytes + [byte]
    guard missing == 1 else {
      expecting = .utf8(all, missing: missing - 1)
      return []
    }
    expecting = .anything
    guard let text = String(validating: all, as: UTF8.self), let character = text.first else {
      return []
    }
    return [.key(Key(character))]
  }

  private static func arrow(_ final: UInt8) -> Key.Base? {
    switch Character(Unicode.Scalar(final)) {
    case "A": .up
    case "B": .down
    case "C": .right
    case "D": .left
    case "H": .home
    case "F": .end
    case "P": .function(1)
    case "Q": .function(2)
    case "R": .function(3)
    case "S": .function(4)
    default: nil
    }
  }

  /// `CSI 1 ; modifiers letter` and `CSI number ; modifiers ~`, as xterm and its kin send them.
  private static func key(_ parameters: String, _ final: UInt8) -> Key? {
    let numbers = parameters.split(separator: ";", omittingEmptySubsequences: false).map {
      Int($0) ?? 1
    }
    let modifiers = max(0, (numbers.count > 1 ? numbers[1] : 1) - 1)
    let base: Key.Base?
    switch Character(Unicode.Scalar(final)) {
    case "Z": return Key(.tab, shift: true)
    case "~":
      let codes: [Int: Key.Base] = [
        1: .home, 3: .delete, 4: .end, 5: .pageUp, 6: .pageDown, 7: .home, 8: .end,
        11: .function(1), 12: .function(2), 13: .function(3), 14: .function(4),
      ]
      base = codes[numbers.first ?? 0]
    default: base = arrow(final)
    }
    guard let base, parameters.allSatisfy({ $0.isNumber || $0 == ";" }) else {
      return nil
    }
    return Key(base, control: modifiers & 4 != 0, shift: modifiers & 1 != 0)
  }
}
