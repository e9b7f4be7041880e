import Foundation
import Project

/// What others ask of a trainer while it works: signals to the process, and instructions in the mailbox.
///
/// It remembers whether to stop and whether to pause; whoever works asks for that between two steps.
final class Attention {
  private let mailbox: Mailbox
  private let signals: StopSignals?
  /// Stops that instructions have asked for.
  private var stopInstructions = 0
  /// Whether the trainer itself has decided to end.
  private var isOver = false
  /// Whether somebody has asked for a pause and nobody for going on since.
  private(set) var wantsPause = false
  /// Seconds of training at the last look; nil = none yet.
  private var lastLook: Double?
  /// Called when somebody looks at a slice of a case.
  var focus: (_ caseName: String, _ slice: Int) -> Void = { _, _ in }

  /// Seconds between two looks into the mailbox while steps are taken.
  static let interval = 0.2
  /// Seconds that `wait` takes.
  static let moment = 0.1

  /// - signals: nil = the process keeps its usual ones
  init(_ mailbox: Mailbox, _ signals: StopSignals?) {
    (self.mailbox, self.signals) = (mailbox, signals)
  }

  /// Signals and instructions to stop that have come so far.
  var stops: Int { stopInstructions + (signals?.count ?? 0) }

  /// Whether to end, with everything saved.
  var wantsStop: Bool { isOver || stops > 0 }

  /// The trainer itself decides to end.
  func stop() { isOver = true }

  /// Whether it is time for another look at mailbox and strokes, which then counts as taken.
  func isDue(at seconds: Double) -> Bool {
    if let lastLook, seconds - lastLook < Attention.interval { return false }
    lastLook = seconds
    return true
  }

  /// Takes the instructions that have come, and follows them.
  @discardableResult func followInstructions() -> [TrainerCommand] {
    let commands = mailbox.take()
    for command in commands {
      switch command {
      case .stop: stopInstructions += 1
      case .pause: wantsPause = true
      case .resume: wantsPause = false
      case .focus(let caseName, let slice): focus(caseName, slice)
      }
    }
    return commands
  }

  /// A moment without work; instructions are followed after it.
  /// - Returns: the instructions that have come.
  @discardableResult func wait() -> [TrainerCommand] {
    Thread.sleep(forTimeInterval: Attention.moment)
    return followInstructions()
  }

  /// Lets so many seconds pass, fewer where somebody asks for a stop.
  /// - Returns: whether somebody has.
  func isStopped(within seconds: Double) -> Bool {
    for _ in 0..<Int((seconds / Attention.moment).rounded()) where !wantsStop { wait() }
    return wantsStop
  }
}
