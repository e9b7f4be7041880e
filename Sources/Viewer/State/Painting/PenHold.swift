import Foundation

/// The key that holds the pen down, in terminals that say when keys are let go. Held while the pen moves, it paints until
/// it is let go; tapped, it puts the pen down until it is tapped again.
struct PenHold: Equatable, Sendable {
  /// Seconds within which a held key repeats. A key whose letting go was lost is a new one after that.
  static let repeats = 1.5

  /// Whether the terminal says when keys are let go.
  var isKnown = false
  /// The key that is down.
  private(set) var key: Key?
  /// The number of the stroke that it has begun; nil = it has ended one.
  private(set) var stroke: Int?
  private var seen = Date.distantPast

  /// Takes note that a key for the pen was pressed.
  mutating func press(_ key: Key, stroke: Int?, at time: Date) {
    guard isKnown else { return }
    (self.key, self.stroke, seen) = (key, stroke, time)
  }

  /// Whether a key that comes now only repeats.
  mutating func takeRepeat(_ key: Key, at time: Date) -> Bool {
    guard self.key == key else { return false }
    guard time.timeIntervalSince(seen) < Self.repeats else {
      self.key = nil
      return false
    }
    seen = time
    return true
  }

  /// A key was let go. Returns the number of the stroke that it had begun.
  mutating func release(_ key: Key) -> Int? {
    // Whatever else is held meanwhile.
    guard self.key?.base == key.base else { return nil }
    self.key = nil
    return stroke
  }
}
