/// What a person did, or what came in that is none of their keys.
package enum InputEvent: Hashable, Sendable {
  /// A key was pressed.
  case key(Key)
  /// A key was let go, in terminals that say so.
  case released(Key)
  /// The mouse was used.
  case mouse(MouseEvent)
  /// Text that the terminal marked as pasted.
  case paste(String)
  /// Something that is left out, and why.
  case leftOut(LeftOut)
  /// The terminal has answered a question.
  case answer(TerminalAnswer)

  /// Why input does nothing.
  package enum LeftOut: Hashable, Sendable {
    /// A key with Alt; no command has one.
    case alt(Character)
    /// The front of a sequence whose rest is missing so far: the next bytes belong to it.
    case unfinished
    /// A burst of keys that only a paste can be.
    case burst
  }
}

/// Makes keys and mouse events out of bytes and the moments at which they came.
///
/// ncurses does not decode: it waits ESCDELAY for the rest of a sequence and then hands out its pieces as keys,
/// and it loses mouse presses that share a read with others. On a slow line both are daily life. Here every key
/// that the terminal's description knows is decoded (`KeySequences`), and what is unknown is still read to its
/// end by the grammar that all sequences share (ECMA-48), so that no part of one is ever a key of its own.
///
/// An ESC may be the Esc key or the front of a sequence, and only time tells. After `escapeWait` it is handed
/// out as the key. For `memory` after that, a `[`, `O`, `]`, `P`, `X`, `^` or `_` is still taken for the late
/// rest of a sequence: a person who presses Esc and then `[` loses two keys, is told so and presses them again;
/// the other mistake accepts a slice or starts a training that nobody asked for. Any other character after that
/// wait is a key: Esc and then a letter is what people type, and no terminal sends a letter so late.
package struct InputDecoder: Sendable {
  /// What the next byte belongs to.
  enum State: Equatable, Sendable {
    /// Nothing is open.
    case ground
    /// An ESC has come. `said`: the Esc key was handed out already, or is not meant.
    case escape(said: Bool)
    /// `ESC [` and parameters.
    case control([UInt8])
    /// `ESC [ [`, with which the Linux console begins its function keys.
    case console
    /// `ESC [ M`: three bytes of a mouse report in the old form, of which these have come.
    case oldMouse([UInt8])
    /// `ESC O` and parameters.
    case singleShift([UInt8])
    /// One that ends with the first byte from 0x30 on, such as `ESC (`.
    case intermediate
    /// A string of the terminal: `ESC ]`, `ESC P` and their kin.
    case string(StringKind)
    /// The first bytes of a character; `withAlt` when an ESC came before it.
    case utf8([UInt8], missing: Int, withAlt: Bool)
    /// Bytes that only the terminal's description knows as the front of a key.
    case known
    /// Pasted text.
    case paste
  }

  /// What a string is, and what ends it.
  struct StringKind: Equatable, Sendable {
    /// The byte after ESC.
    var introducer: UInt8
    /// BEL ends it too (`ESC ]` alone).
    var bell: Bool
    /// The byte 0x9C ends it: it began with such a byte. In UTF-8 text that byte is part of characters.
    var eightBit: Bool
  }

  /// Seconds after which a lone ESC is the Esc key; grows on a line that is found to be slow.
  private(set) var escapeWait: Double
  /// The longest that it grows to: who presses Esc waits for something.
  static let longestEscapeWait = 0.6
  /// Seconds for a line of which nothing is known. Within them, and no longer on a slow line, ESC and a character
  /// are that character with Alt.
  package static let usualEscapeWait = 0.15
  /// Seconds for which an ESC is remembered, and which any other sequence may pause. A lost packet is sent again
  /// after 0.2 s, then 0.6, 1.4 and 3 s.
  static let memory = 3.5
  /// Seconds after which the person is told that keys are being left out.
  static let noticeWait = 0.5
  /// A paste or string that has lasted this many seconds may pause only for `noticeWait`: it has lost its end,
  /// and who goes on typing must not be kept out for good.
  static let longest = 10.0
  /// Bytes of pasted text that are kept.
  static let pasteLimit = 8192

  let keys: KeySequences
  var state = State.ground
  /// The bytes of what is open, for `keys`; longer ones than any key of it are not kept.
  var held: [UInt8] = []
  /// When the last byte came, when what is open began, and the longest pause within it.
  private var last = 0.0
  private var began = 0.0
  private var pause = 0.0
  /// Whether the person was told about what is open.
  private var hasNoticed = false
  /// Text of the paste so far.
  var pasted: [UInt8] = []
  /// The first bytes of a string of the terminal: answers are short.
  var stringText: [UInt8] = []
  /// The last bytes of a paste, in which its end is looked for.
  var pasteEnd: [UInt8] = []

  /// A decoder that waits for the first byte.
  ///
  /// - Parameters:
  ///   - keys: the keys of the terminal's description.
  ///   - escapeWait: seconds after which a lone ESC is the Esc key.
  package init(keys: KeySequences = KeySequences(), escapeWait: Double = usualEscapeWait) {
    self.keys = keys
    self.escapeWait = escapeWait
  }

  // MARK: Time

  /// When `pass(to:)` has something to say if no byte comes; nil when it has not.
  package var deadline: Double? {
    switch state {
    case .ground, .escape(said: true), .utf8: nil
    case .escape(said: false): last + escapeWait
    case .paste where pasteEnd.last == 27: last + escapeWait
    case .paste where hasNoticed: last + allowedPause
    default: hasNoticed ? nil : last + Self.noticeWait
    }
  }

  /// Takes the bytes of one read.
  package mutating func feed(_ bytes: some Sequence<UInt8>, at now: Double) -> [InputEvent] {
    var events: [InputEvent] = []
    for byte in bytes {
      events += giveUp(at: now)
      if state == .escape(said: false), now >= last + min(escapeWait, Self.usualEscapeWait),
        !goesOn(byte)
      {
        events += endEscape()
      }
      if state == .ground {
        began = now
        pause = 0
        hasNoticed = false
      }
      pause = max(pause, began < now ? now - last : 0)
      last = now
      let before = state
      let made = take(byte)
      if !made.isEmpty { learn(from: before) }
      events += made
    }
    return events
  }

  /// A key that came in pieces tells how slow the line is: from then on an ESC is given that time, so that the
  /// next such key does not lift the pen first.
  private mutating func learn(from before: State) {
    switch before {
    case .control, .singleShift, .console, .oldMouse:
      escapeWait = max(escapeWait, min(Self.longestEscapeWait, 2 * pause))
    default: break
    }
  }

  /// Says that nothing has come until now.
  package mutating func pass(to now: Double) -> [InputEvent] {
    var events = giveUp(at: now)
    guard let deadline, now >= deadline else { return events }
    switch state {
    case .escape:
      state = .escape(said: true)
      events.append(.key(Key(.escape)))
    case .paste where pasteEnd.last == 27:
      // Esc, by a person whom a paste without an end keeps out; or the front of its end, so remember it.
      events += endPaste()
      state = .escape(said: true)
      held = [27]
    default:
      hasNoticed = true
      events.append(.leftOut(.unfinished))
    }
    return events
  }

  /// Drops what has waited too long for its rest.
  private mutating func giveUp(at now: Double) -> [InputEvent] {
    guard state != .ground, now >= last + allowedPause else { return [] }
    switch state {
    case .escape(said: false): return endEscape()
    case .paste: return endPaste()
    default:
      reset()
      return []
    }
  }

  private var allowedPause: Double {
    switch state {
    case .paste, .string: last < began + Self.longest ? Self.memory : Self.noticeWait
    default: Self.memory
    }
  }

  private mutating func endEscape() -> [InputEvent] {
    reset()
    return [.key(Key(.escape))]
  }

  /// Whether a byte after an ESC, however late, belongs to the same sequence.
  private func goesOn(_ byte: UInt8) -> Bool {
    Self.introducers.contains(byte) || keys.begins([27, byte])
  }

  /// `\`, `[`, `O`, `]`, `P`, `X`, `^` and `_`: what sequences that terminals send go on with after ESC.
  static let introducers = Set("\\[O]PX^_".utf8)

  // MARK: Bytes

  mutating func take(_ byte: UInt8) -> [InputEvent] {
    switch state {
    case .paste: return takePasted(byte)
    case .string(let kind): return takeInString(byte, kind)
    default: break
    }
    if held.count <= keys.longest { held.append(byte) }
    if let key = keys.key(held) {
      reset()
      return [.key(key)]
    }
    if case .escape = state, !Self.introducers.contains(byte), keys.begins(held) {
      state = .known
      return []
    }
    if state == .known {
      if keys.begins(held) { return [] }
      reset()
      return take(byte)
    }
    let events = step(byte)
    guard state == .ground else { return events }
    if keys.begins(held) {
      // Complete by the common grammar, but the terminal has a longer key that begins like this.
      state = .known
      return []
    }
    held = []
    return events
  }

  /// Closes whatever is open.
  mutating func reset() {
    state = .ground
    held = []
    hasNoticed = false
  }
}
