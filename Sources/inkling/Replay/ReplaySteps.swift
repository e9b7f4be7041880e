import Viewer

/// The events of a recording as they are to be sent, with the pauses between them that mean something to the viewer.
struct ReplaySteps {
  struct Step: Equatable {
    var kind: SessionEvent.Kind
    /// Seconds since the step before.
    var pause: Double
    /// The least that the pause may become, however fast the replay is.
    var least: Double
  }

  let steps: [Step]

  /// Characters that came faster than one by one are a paste to the viewer, and stay one write; others must not become
  /// one.
  private static let together = 0.01
  /// After an Esc alone, what comes soon would belong to it.
  private static let escape = 0.7
  /// Digits further apart are labels, and not a count.
  private static let digits = 1.0

  init(_ events: [SessionEvent]) {
    var steps: [Step] = []
    var last = 0.0
    for event in events {
      let pause = event.time - last
      last = event.time
      if case .input(let bytes) = event.kind, case .input(let before)? = steps.last?.kind,
        pause <= Self.together, !bytes.contains(27), !before.contains(27)
      {
        steps[steps.count - 1].kind = .input(before + bytes)
        continue
      }
      let least = min(pause, Self.least(steps.last?.kind, event.kind))
      steps.append(Step(kind: event.kind, pause: pause, least: max(least, 1.5 * Self.together)))
    }
    self.steps = steps
  }

  /// How much of the pause between two events the viewer must see.
  private static func least(_ before: SessionEvent.Kind?, _ after: SessionEvent.Kind) -> Double {
    guard case .input(let first)? = before else { return 0 }
    if first.last == UInt8(27) { return escape }
    guard case .input(let second) = after, let one = first.last, let other = second.first else {
      return 0
    }
    let isDigit = UInt8(ascii: "0")...UInt8(ascii: "9")
    return isDigit.contains(one) && isDigit.contains(other) ? digits : 0
  }
}
