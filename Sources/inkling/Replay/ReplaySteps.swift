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
      let followsEscape: Bool
      if case .input(let before)? = steps.last?.kind {
        followsEscape = before.last == 27
      } else {
        followsEscape = false
      }
      let least = followsEscape ? min(pause, Self.escape) : 1.5 * Self.together
      steps.append(Step(kind: event.kind, pause: pause, least: least))
    }
    self.steps = steps
  }
}
