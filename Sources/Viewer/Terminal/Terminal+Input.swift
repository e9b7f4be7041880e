import CNcurses
import Glibc

/// What the person types and does with the mouse.
extension Terminal {
  /// What came of reading: input, and whether the screen changed its size.
  struct Reading {
    var events: [InputEvent] = []
    var resized = false
    var closed = false
  }

  /// Takes everything that is waiting, without blocking.
  func read() -> Reading {
    var reading = Reading()
    while true {
      let code = getch()
      if code == ERR { break }
      if code == KEY_RESIZE {
        reading.resized = true
        shown = nil
      } else if code == Terminal.mousePrefix {
        reading.events += decoder.feed(.mousePrefix)
      } else if code < 256 {
        reading.events += decoder.feed(.byte(UInt8(code)))
      } else if let key = Terminal.key(code) {
        reading.events += decoder.feed(.key(key))
      }
    }
    reading.events += decoder.flush()
    return reading
  }

  private static func key(_ code: Int32) -> Key? {
    if let known = keys[code] { return known }
    for number in 1...12 where code == ink_key_f(Int32(number)) { return Key(.function(number)) }
    // Modified arrows have no fixed code: ncurses numbers them as it meets them and names them kLFT5…
    guard let name = keyname(code).map({ String(cString: $0) }), name.count == 5 else { return nil }
    let bases: [String: Key.Base] = ["kLFT": .left, "kRIT": .right, "kUP": .up, "kDN": .down]
    return named(name, bases)
  }

  private static func named(_ name: String, _ bases: [String: Key.Base]) -> Key? {
    guard let digit = name.last?.wholeNumberValue, let base = bases[String(name.dropLast())] else {
      return nil
    }
    return Key(base, control: (digit - 1) & 4 != 0, shift: (digit - 1) & 1 != 0)
  }

  private static let keys: [Int32: Key] = [
    KEY_UP: Key(.up), KEY_DOWN: Key(.down), KEY_LEFT: Key(.left), KEY_RIGHT: Key(.right),
    KEY_SLEFT: Key(.left, shift: true), KEY_SRIGHT: Key(.right, shift: true),
    KEY_SF: Key(.down, shift: true), KEY_SR: Key(.up, shift: true),
    KEY_NPAGE: Key(.pageDown), KEY_PPAGE: Key(.pageUp), KEY_HOME: Key(.home), KEY_END: Key(.end),
    KEY_BACKSPACE: Key(.backspace), KEY_DC: Key(.delete), KEY_ENTER: Key(.enter),
    KEY_BTAB: Key(.tab, shift: true),
  ]
}
