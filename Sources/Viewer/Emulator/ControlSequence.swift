/// What stands between ESC [ and the letter that ends it.
struct ControlSequence: Equatable, Sendable {
  /// `?`, `>`, `<` or `=` at the front; 0 where there is none.
  var prefix: UInt8 = 0
  /// Numbers between semicolons, those between colons together; nil where none stands.
  var numbers: [[Int?]] = []
  /// The byte before the letter, such as `$`; 0 where there is none.
  var intermediate: UInt8 = 0
  var final: UInt8

  init(_ bytes: [UInt8], final: UInt8) {
    self.final = final
    var rest = bytes[...]
    if let first = rest.first, (0x3C..<0x40).contains(first) {
      prefix = first
      rest = rest.dropFirst()
    }
    if let last = rest.last, (0x20..<0x30).contains(last) {
      intermediate = last
      rest = rest.dropLast()
    }
    numbers = rest.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false).map {
      $0.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        .map { Int(String(decoding: $0, as: UTF8.self)) }
    }
  }

  /// A number by its place; 0 and a missing one mean `standard`.
  func number(_ place: Int, standard: Int = 1) -> Int {
    guard place < numbers.count, let number = numbers[place].first ?? nil, number > 0 else {
      return standard
    }
    return min(number, 9999)
  }

  /// The sequence as text, for reports.
  var text: String {
    func character(_ byte: UInt8) -> String { byte == 0 ? "" : String(Unicode.Scalar(byte)) }
    let words = numbers.map { part in
      part.map { number in number.map { "\($0)" } ?? "" }.joined(separator: ":")
    }
    return "CSI " + character(prefix) + words.joined(separator: ";") + character(intermediate)
      + character(final)
  }
}
