/// One event of a recorded session.
package struct SessionEvent: Codable, Equatable, Sendable {
  /// What happened.
  package enum Kind: Equatable, Sendable {
    /// Bytes came from the terminal: keys, mouse, answers.
    case input([UInt8])
    /// The screen got another size.
    case size(columns: Int, rows: Int)
  }

  /// Seconds since the session began.
  package var time: Double
  /// What happened then.
  package var kind: Kind

  /// An event; its time is kept in millionths.
  package init(time: Double, _ kind: Kind) {
    self.time = (time * 1e6).rounded() / 1e6
    self.kind = kind
  }

  /// Reads `[time, letter, text]`.
  package init(from decoder: any Decoder) throws {
    var values = try decoder.unkeyedContainer()
    time = try values.decode(Double.self)
    let letter = try values.decode(String.self)
    let text = try values.decode(String.self)
    guard let kind = Self.kind(letter, text) else {
      throw DecodingError.dataCorruptedError(in: values, debugDescription: "no event")
    }
    self.kind = kind
  }

  /// The seconds that an event may have: three years, which can be waited for at any speed.
  static let times = 0...1e8

  /// Whether a screen may have that size. The largest that there are have some 100,000 cells; far larger ones fill the
  /// memory.
  static func isScreen(columns: Int, rows: Int) -> Bool {
    (1...10_000).contains(columns) && (1...10_000).contains(rows) && columns * rows <= 1_000_000
  }

  private static func kind(_ letter: String, _ text: String) -> Kind? {
    switch letter {
    case "i": return .input(Array(text.utf8))
    case "b": return bytes(hexadecimal: text).map { .input($0) }
    case "r":
      let numbers = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
      guard numbers.count == 2, let columns = numbers[0], let rows = numbers[1],
        isScreen(columns: columns, rows: rows)
      else { return nil }
      return .size(columns: columns, rows: rows)
    default: return nil
    }
  }

  /// Writes `[time, letter, text]`: bytes that are no UTF-8 in hexadecimal, as "b".
  package func encode(to encoder: any Encoder) throws {
    var values = encoder.unkeyedContainer()
    try values.encode(time)
    switch kind {
    case .input(let bytes):
      if let text = String(validating: bytes, as: UTF8.self) {
        try values.encode("i")
        try values.encode(text)
      } else {
        try values.encode("b")
        try values.encode(Self.hexadecimal(bytes))
      }
    case .size(let columns, let rows):
      try values.encode("r")
      try values.encode("\(columns)x\(rows)")
    }
  }

  private static func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  private static func bytes(hexadecimal text: String) -> [UInt8]? {
    let digits = Array(text.utf8)
    guard digits.count % 2 == 0 else { return nil }
    var bytes: [UInt8] = []
    for place in stride(from: 0, to: digits.count, by: 2) {
      let pair = String(decoding: digits[place..<place + 2], as: UTF8.self)
      guard let byte = UInt8(pair, radix: 16) else { return nil }
      bytes.append(byte)
    }
    return bytes
  }
}
