/// Text from files on its way to a terminal: names, messages and headers may hold what a terminal takes for commands.
extension Unicode.Scalar {
  /// Whether a terminal may take the character for a command or turn the text around it: C0 and C1 controls, DEL, the
  /// separators of lines, and the marks, embeddings, overrides and isolates of direction. Newline and tab are among them.
  package var steersTerminals: Bool {
    switch value {
    case 0..<0x20, 0x7F..<0xA0: true
    case 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}

extension StringProtocol {
  /// The text with `?` for every character that steers terminals, as on the viewer's screen; newlines and tabs stay.
  package var plainForTerminals: String {
    var plain = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      plain.append(scalar.steersTerminals && scalar != "\n" && scalar != "\t" ? "?" : scalar)
    }
    return String(plain)
  }

  /// The same for a line of its own: newlines and tabs become `?` too.
  package var plainLine: String {
    String(String.UnicodeScalarView(unicodeScalars.map { $0.steersTerminals ? "?" : $0 }))
  }
}
