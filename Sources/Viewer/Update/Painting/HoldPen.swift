/// Painting for as long as a key is held.
extension ViewerState {
  /// Whether a key for the pen only repeats because it is held: it must not lift the pen again.
  mutating func isStillHeld(_ key: Key) -> Bool {
    pen.hold.takeRepeat(key, at: now) && commandLine == nil && page == nil
  }

  /// Takes note of a key that has put the pen down or lifted it.
  mutating func noteHold(of key: Key, for command: Command) {
    guard command == .pen else { return }
    pen.hold.press(key, stroke: pen.stroke?.number, at: now)
  }

  /// A key was let go: the pen goes up if the key has held it down while it moved.
  mutating func release(_ key: Key) {
    guard let number = pen.hold.release(key), let stroke = pen.stroke, stroke.number == number,
      stroke.path.count > 1
    else { return }
    endStroke()
  }
}

extension InputEvent {
  /// Whether a key was let go.
  var isRelease: Bool { if case .released = self { true } else { false } }
}
