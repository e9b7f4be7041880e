/// Seconds of training: goes on from an earlier run's, stands still while paused.
struct RunClock {
  private var earlier: Double
  private var began: ContinuousClock.Instant?
  private let clock = ContinuousClock()

  /// Starts at `earlier` seconds.
  init(earlier: Double = 0) {
    self.earlier = earlier
    began = clock.now
  }

  /// Seconds so far.
  var seconds: Double { earlier + (began.map { (clock.now - $0).seconds } ?? 0) }

  /// Whether it counts.
  var isRunning: Bool { began != nil }

  /// Stands still.
  mutating func pause() {
    earlier = seconds
    began = nil
  }

  /// Goes on.
  mutating func resume() { if began == nil { began = clock.now } }
}

/// Seconds a step over the last steps, with everything that happens between them.
struct Pace {
  private var marks: [(step: Int, seconds: Double)] = []
  private static let window = 30

  /// A step is done.
  mutating func mark(step: Int, seconds: Double) {
    marks.append((step, seconds))
    if marks.count > Pace.window { marks.removeFirst() }
  }

  /// Mean seconds a step; 0 before the second one.
  var secondsPerStep: Double {
    guard let first = marks.first, let last = marks.last, last.step > first.step else { return 0 }
    return (last.seconds - first.seconds) / Double(last.step - first.step)
  }
}
