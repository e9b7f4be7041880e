/// ESCDELAY: how long a lone ESC is waited for before it is the Esc key.
enum EscapeDelay {
  /// The longest that Esc may take; with more it would seem not to work.
  static let longest = 10.0

  /// Seconds by the variable's text, which counts milliseconds; the usual ones where it is no such number.
  static func seconds(_ text: String?) -> Double {
    guard let milliseconds = Double(text ?? ""), milliseconds.isFinite, milliseconds >= 0 else {
      return InputDecoder.usualEscapeWait
    }
    return min(milliseconds / 1000, longest)
  }
}
