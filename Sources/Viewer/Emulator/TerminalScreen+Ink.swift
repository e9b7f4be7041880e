/// Colours and style (SGR).
extension TerminalScreen {
  mutating func setInk(_ sequence: ControlSequence) {
    var rest = sequence.numbers[...]
    while let parts = rest.popFirst() {
      let code = parts.first.flatMap(\.self) ?? 0
      switch code {
      case 38, 48:
        let given = parts.count > 1 ? parts[1...] : takeParts(&rest)
        guard let colour = Self.colour(given, hasColons: parts.count > 1) else {
          return pass(over: sequence.text)
        }
        if code == 38 { place.ink.foreground = colour } else { place.ink.background = colour }
      case 4 where parts.count > 1:
        if parts[1] == 0 {
          place.ink.style.remove(.underline)
        } else {
          place.ink.style.insert(.underline)
        }
      default: if !setInk(code) { pass(over: sequence.text) }
      }
    }
  }

  private mutating func setInk(_ code: Int) -> Bool {
    switch code {
    case 0: place.ink = ScreenCell()
    case 1: place.ink.style.insert(.bold)
    case 4: place.ink.style.insert(.underline)
    case 7: place.ink.style.insert(.reverse)
    case 10: break  // the first font
    case 22: place.ink.style.remove(.bold)
    case 24: place.ink.style.remove(.underline)
    case 27: place.ink.style.remove(.reverse)
    case 30..<38: place.ink.foreground = .palette(code - 30)
    case 39: place.ink.foreground = .standard
    case 40..<48: place.ink.background = .palette(code - 40)
    case 49: place.ink.background = .standard
    case 90..<98: place.ink.foreground = .palette(code - 82)
    case 100..<108: place.ink.background = .palette(code - 92)
    default: return false
    }
    return true
  }

  /// The numbers after a 38 or 48 that is followed by semicolons.
  private func takeParts(_ rest: inout ArraySlice<[Int?]>) -> ArraySlice<Int?> {
    let count = rest.first?.first == 5 ? 2 : rest.first?.first == 2 ? 4 : 1
    let parts = rest.prefix(count).map { $0.first ?? nil }
    rest = rest.dropFirst(count)
    return parts[...]
  }

  /// `5, number` or `2, red, green, blue`; with colons a colour space may stand before the red.
  private static func colour(_ parts: ArraySlice<Int?>, hasColons: Bool) -> ScreenColour? {
    let numbers = parts.map { $0 ?? 0 }
    guard numbers.allSatisfy({ (0...255).contains($0) }) else { return nil }
    if numbers.first == 5, numbers.count == 2 { return .palette(numbers[1]) }
    guard numbers.first == 2, numbers.count == 4 || (hasColons && numbers.count == 5) else {
      return nil
    }
    let levels = numbers.suffix(3).map { UInt8($0) }
    return .rgb(red: levels[0], green: levels[1], blue: levels[2])
  }
}
