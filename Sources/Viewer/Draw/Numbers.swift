import Foundation

/// Numbers as the screen shows them.
enum Numbers {
  /// An intensity in few characters.
  static func short(_ value: Float) -> String {
    guard value.isFinite else { return "-" }
    let magnitude = abs(value)
    if magnitude >= 100_000 || (magnitude > 0 && magnitude < 0.001) {
      return String(format: "%.1e", Double(value))
    }
    if value == value.rounded() || magnitude >= 1000 {
      return String(format: "%.0f", Double(value))
    }
    return String(format: magnitude >= 10 ? "%.1f" : "%.3g", Double(value))
  }

  /// A time in minutes and seconds, or hours and minutes.
  static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds >= 0, seconds < 1e7 else { return "-" }
    let whole = Int(seconds.rounded())
    if whole < 3600 { return String(format: "%d:%02d", whole / 60, whole % 60) }
    return String(format: "%d h %02d", whole / 3600, whole / 60 % 60)
  }

  /// A loss in four significant digits.
  static func loss(_ value: Double) -> String {
    value.isFinite ? String(format: "%.4g", value) : "nan"
  }

  /// A number with a fixed count of decimals.
  static func fixed(_ value: Double, _ decimals: Int) -> String {
    String(format: "%.\(decimals)f", value)
  }

  /// A count in at most five characters: 12345, 123k, 12M.
  static func count(_ value: Int) -> String {
    if value < 100_000 { return "\(value)" }
    return value < 10_000_000 ? "\(value / 1000)k" : "\(value / 1_000_000)M"
  }
}
