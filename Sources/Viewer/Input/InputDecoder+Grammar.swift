/// The grammar of sequences: where each of them ends, and what it means if it means anything.
extension InputDecoder {
  /// Takes a byte that is no part of a string or paste. Where `state` is `.ground` afterwards, something has ended.
  mutating func step(_ byte: UInt8) -> [InputEvent] {
    switch state {
    case .ground, .known, .string, .paste: return start(byte)
    case .escape(let said): return afterEscape(byte, said: said)
    case .utf8(let bytes, let missing, let withAlt):
      return goOn(bytes, missing: missing, withAlt: withAlt, byte)
    case .oldMouse(let bytes): return oldMouse(bytes, byte)
    case .control, .console, .singleShift, .intermediate: break
    }
    // Within these a new ESC begins anew, CAN and SUB cancel, and other control bytes are not for us.
    switch byte {
    case 27: beginEscape()
    case 0x18, 0x1A: state = .ground
    case 0x20..<0x7F: return within(byte)
    default: break
    }
    return []
  }

  private mutating func within(_ byte: UInt8) -> [InputEvent] {
    switch state {
    case .control(let parameters): return control(parameters, byte)
    case .singleShift(let parameters):
      if (0x30..<0x40).contains(byte) {
        state = .singleShift(Self.longer(parameters, byte))
        return []
      }
      state = .ground
      guard parameters.count < Self.longestParameters else { return [] }
      // `ESC O 5 A` is how some terminals spell Ctrl-Up.
      let modifier =
        parameters.split(separator: UInt8(ascii: ";")).last.map { [49, 59] + $0 } ?? []
      return CommonKeys.key(parameters: modifier, final: byte).map { [.key($0)] } ?? []
    case .console:
      state = .ground
      return CommonKeys.console(byte).map { [.key($0)] } ?? []
    default:
      if byte >= 0x30 { state = .ground }
      return []
    }
  }

  /// A run of parameters this long means nothing; it is read to its end all the same.
  private static let longestParameters = 96

  private static func longer(_ parameters: [UInt8], _ byte: UInt8) -> [UInt8] {
    parameters.count < longestParameters ? parameters + [byte] : parameters
  }

  // MARK: The first byte

  private mutating func start(_ byte: UInt8) -> [InputEvent] {
    switch byte {
    case 27: beginEscape()
    case 9: return [.key(Key(.tab))]
    case 10, 13: return [.key(Key(.enter))]
    case 8, 127: return [.key(Key(.backspace))]
    case 1...26:
      let letter = Character(Unicode.Scalar(byte + 96))
      return [.key(Key(.character(letter), control: true))]
    case 0: return [.key(Key(.character(" "), control: true))]
    case 32..<127: return [.key(Key(Character(Unicode.Scalar(byte))))]
    case 0x80..<0xA0: startControl(byte)
    case 0xC2..<0xF5: startCharacter(byte, withAlt: false)
    default: break
    }
    return []
  }

  /// Takes a byte that does not go on with what was open.
  private mutating func begin(with byte: UInt8) -> [InputEvent] {
    reset()
    return take(byte)
  }

  private mutating func startCharacter(_ byte: UInt8, withAlt: Bool) {
    let missing = byte < 0xE0 ? 1 : byte < 0xF0 ? 2 : 3
    state = .utf8([byte], missing: missing, withAlt: withAlt)
  }

  /// The control characters that stand for ESC and a letter, as 8-bit terminals send them.
  private mutating func startControl(_ byte: UInt8) {
    held = [27, byte - 0x40]
    if introduce(byte - 0x40, eightBit: true) { return }
    held = []
    state = byte == 0x8E ? .intermediate : .ground
  }

  private mutating func beginEscape() {
    state = .escape(said: false)
    held = [27]
  }

  // MARK: After ESC

  private mutating func afterEscape(_ byte: UInt8, said: Bool) -> [InputEvent] {
    state = .ground
    if introduce(byte, eightBit: false) { return [] }
    // The end of a string whose front is gone.
    if byte == UInt8(ascii: "\\") { return [] }
    if said { return begin(with: byte) }
    switch byte {
    case 27:
      // Twice Esc; what follows belongs to the second.
      beginEscape()
      return [.key(Key(.escape))]
    case UInt8(ascii: ":"):
      // Esc and : in one go is how people leave something and give a command. Opening the line does nothing by
      // itself, while without the : everything typed after it would run as keys.
      return [.key(Key(.escape)), .key(Key(":"))]
    case UInt8(ascii: "N"), 0x20..<0x30: state = .intermediate
    case 0x30..<0x7F: return [.leftOut(.alt(Character(Unicode.Scalar(byte))))]
    case 0x80..<0xA0: startControl(byte)
    case 0xC2..<0xF5: startCharacter(byte, withAlt: true)
    default: break
    }
    return []
  }

  /// Opens a sequence by the byte behind its ESC; false when there is none of that kind.
  @discardableResult
  private mutating func introduce(_ byte: UInt8, eightBit: Bool) -> Bool {
    switch byte {
    case UInt8(ascii: "["): state = .control([])
    case UInt8(ascii: "O"): state = .singleShift([])
    case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "X"), UInt8(ascii: "^"),
      UInt8(ascii: "_"):
      let bell = byte == UInt8(ascii: "]")
      state = .string(StringKind(introducer: byte, bell: bell, eightBit: eightBit))
      stringText = []
    default: return false
    }
    return true
  }

  // MARK: Control sequences

  private mutating func control(_ parameters: [UInt8], _ byte: UInt8) -> [InputEvent] {
    if byte < 0x40 {
      state = .control(Self.longer(parameters, byte))
      return []
    }
    state = .ground
    switch byte {
    case UInt8(ascii: "[") where parameters.isEmpty: state = .console
    case UInt8(ascii: "M") where parameters.isEmpty: state = .oldMouse([])
    default: return parameters.count < Self.longestParameters ? finish(parameters, byte) : []
    }
    return []
  }

  private mutating func finish(_ parameters: [UInt8], _ final: UInt8) -> [InputEvent] {
    let text = String(decoding: parameters, as: UTF8.self)
    switch final {
    case UInt8(ascii: "M") where text.hasPrefix("<"), UInt8(ascii: "m") where text.hasPrefix("<"):
      let report = MouseEvent(
        parameters: String(text.dropFirst()), final: Character(Unicode.Scalar(final)))
      return report.map { [.mouse($0)] } ?? []
    case UInt8(ascii: "~") where text == "200":
      state = .paste
      pasted = []
      pasteEnd = []
      return []
    default:
      if let answer = TerminalAnswer(parameters: text, final: final) { return [.answer(answer)] }
      if let events = KittyKeys.events(parameters: text, final: final) { return events }
      return CommonKeys.key(parameters: parameters, final: final).map { [.key($0)] } ?? []
    }
  }

  /// `ESC [ M` and three bytes, as terminals report the mouse that do not know the form that was asked for.
  private mutating func oldMouse(_ bytes: [UInt8], _ byte: UInt8) -> [InputEvent] {
    if byte == 27 {
      beginEscape()
      return []
    }
    guard bytes.count == 2 else {
      state = .oldMouse(bytes + [byte])
      return []
    }
    state = .ground
    let (code, column, row) = (Int(bytes[0]) - 32, Int(bytes[1]) - 32, Int(byte) - 32)
    // 3 says that some button went up; there the newer form names it and has a letter of its own.
    let isRelease = code & 0b110_0011 == 3
    let report = MouseEvent(
      parameters: "\(isRelease ? code - 3 : code);\(column);\(row)", final: isRelease ? "m" : "M")
    return report.map { [.mouse($0)] } ?? []
  }

  // MARK: Characters

  private mutating func goOn(
    _ bytes: [UInt8], missing: Int, withAlt: Bool, _ byte: UInt8
  ) -> [InputEvent] {
    state = .ground
    guard byte & 0xC0 == 0x80 else { return begin(with: byte) }
    let all = bytes + [byte]
    guard missing == 1 else {
      state = .utf8(all, missing: missing - 1, withAlt: withAlt)
      return []
    }
    guard let text = String(validating: all, as: UTF8.self), let character = text.first else {
      return []
    }
    if let control = text.unicodeScalars.first?.value, control < 0xA0 {
      startControl(UInt8(control))
      return []
    }
    return withAlt ? [.leftOut(.alt(character))] : [.key(Key(character))]
  }

  // MARK: Strings and pasted text

  mutating func takeInString(_ byte: UInt8, _ kind: StringKind) -> [InputEvent] {
    switch byte {
    case 27:
      // The front of `ESC \`, or a person who wants out: the string has ended, and no Esc key is meant.
      state = .escape(said: true)
      held = [27]
    case 0x18, 0x1A:
      reset()
      return []
    case 7 where kind.bell: reset()
    case 0x9C where kind.eightBit: reset()
    default:
      if stringText.count < Self.longestAnswer { stringText.append(byte) }
      return []
    }
    return TerminalAnswer(string: stringText, introducer: kind.introducer).map { [.answer($0)] }
      ?? []
  }

  /// Bytes of a string that are looked at.
  private static let longestAnswer = 256

  mutating func takePasted(_ byte: UInt8) -> [InputEvent] {
    if pasted.count < Self.pasteLimit { pasted.append(byte) }
    pasteEnd = pasteEnd.suffix(Self.pasteMark.count - 1) + [byte]
    return pasteEnd == Self.pasteMark ? endPaste() : []
  }

  private static let pasteMark = Array("\u{1b}[201~".utf8)

  /// Hands out what was pasted, whether or not its end was seen.
  mutating func endPaste() -> [InputEvent] {
    reset()
    let text = pasted.prefix { $0 != 27 }
    pasted = []
    return [.paste(String(decoding: text, as: UTF8.self))]
  }
}
