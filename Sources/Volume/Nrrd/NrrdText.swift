/// How NRRD writes texts and vectors.
enum NrrdText {
  /// Vectors such as `(0.5,0,0)`, and nil for `none`; nil where the text is something else.
  static func vectors(_ text: String) -> [[Double]?]? {
    var vectors: [[Double]?] = []
    var rest = text.drop(while: \.isWhitespace)
    while let first = rest.first {
      if rest.hasPrefix("none") {
        vectors.append(nil)
        rest = rest.dropFirst(4)
      } else {
        guard first == "(", let end = rest.firstIndex(of: ")") else { return nil }
        let parts = rest[rest.index(after: rest.startIndex)..<end]
          .split(separator: ",", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { Double($0.filter { !$0.isWhitespace }) }
        guard numbers.count == parts.count else { return nil }
        // Older files have (nan,nan,nan) for none.
        vectors.append(numbers.allSatisfy(\.isNaN) ? nil : numbers)
        rest = rest[rest.index(after: end)...]
      }
      rest = rest.drop(while: \.isWhitespace)
    }
    return vectors
  }

  /// `(0.5,0,0)`.
  static func vector(_ vector: SIMD3<Double>) -> String {
    // A zero with a sign says nothing.
    "(" + (0..<3).map { "\(vector[$0] == 0 ? 0 : vector[$0])" }.joined(separator: ",") + ")"
  }

  /// A value of a key as it stands in one line.
  static func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("\r\n", with: "\\n").replacing("\n", with: "\\n")
      .replacing("\r", with: " ")
  }

  /// What a line of a key says.
  static func unescaped(_ text: Substring) -> String {
    var result = ""
    var isEscaped = false
    for character in text {
      switch (isEscaped, character) {
      case (false, "\\"): isEscaped = true
      case (true, "n"): (result, isEscaped) = (result + "\n", false)
      case (true, "\\"): (result, isEscaped) = (result + "\\", false)
      case (true, _): (result, isEscaped) = (result + "\\" + String(character), false)
      default: result.append(character)
      }
    }
    return isEscaped ? result + "\\" : result
  }
}
