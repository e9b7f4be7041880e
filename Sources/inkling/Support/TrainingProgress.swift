import Foundation
import Logging
import Project

/// What `inkling train` says: one line that renews itself on a terminal, plain lines now and then elsewhere.
///
/// Sentences worth keeping go to run/trainer.log too.
final class TrainingProgress {
  /// Where sentences go.
  let logger: Logger
  private let isTerminal: Bool
  /// Whether standard error is the log itself, as for a trainer that runs on without a terminal.
  private let isDetached: Bool
  private let line = ProgressLine()
  private var lastShown: ContinuousClock.Instant?
  private let clock = ContinuousClock()

  init(log: URL) {
    isTerminal = isatty(STDERR_FILENO) == 1
    let isDetached = TrainingProgress.isStandardError(log)
    self.isDetached = isDetached
    let line = line
    logger = Logger(label: "inkling.trainer") { _ in
      let handlers: [any LogHandler] = [FileLog(log), StandardErrorLog(line: line)]
      return MultiplexLogHandler(isDetached ? [handlers[0]] : handlers)
    }
  }

  /// Shows where training is: ten times a second on a terminal, a line a minute in the log, else every ten seconds.
  func show(_ status: TrainerStatus) {
    let now = clock.now
    let pause = isDetached ? 60_000 : isTerminal ? 100 : 10_000
    if let lastShown, now - lastShown < .milliseconds(pause) { return }
    lastShown = now
    let text = TrainingProgress.line(status)
    if isDetached {
      logger.say(text)
    } else if isTerminal {
      line.show(text)
    } else {
      inform(text)
    }
  }

  /// Training has failed: the log keeps it; here the error itself says it.
  func fail(_ error: any Error, log: URL) {
    clear()
    if !isDetached {
      Logger(label: "inkling.trainer") { _ in FileLog(log) }.error("Training failed: \(error)")
    }
  }

  /// Takes the renewing line away.
  func clear() { line.clear() }

  /// "step 120/600  loss 0.412 (pce 0.301 kd 0.05)  0.08 s a step  left 0:38".
  static func line(_ status: TrainerStatus) -> String {
    // The message holds count and time.
    if status.phase == .predicting { return status.message }
    var parts = ["step \(status.step)/\(status.steps)"]
    if let loss = status.loss {
      let terms = ["pce", "dice", "kd", "contrast", "extra"].compactMap { name in
        status.terms[name].flatMap { $0 == 0 ? nil : "\(name) " + String(format: "%.3f", $0) }
      }
      parts.append(String(format: "loss %.3f", loss) + " (\(terms.joined(separator: ", ")))")
    }
    if status.secondsPerStep > 0 {
      parts.append(String(format: "%.3f s a step", status.secondsPerStep))
    }
    let scores = [("Dice", status.dice), ("best", status.best)].compactMap { name, value in
      value.map { name + String(format: " %.3f", $0) }
    }
    if !scores.isEmpty { parts.append(scores.joined(separator: ", ")) }
    if let left = status.secondsLeft { parts.append("left " + duration(left)) }
    return parts.joined(separator: "  ")
  }

  /// "0:38", "12:05", "3:20:00".
  static func duration(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded())
    let (hours, minutes) = (whole / 3600, whole / 60 % 60)
    return hours > 0
      ? String(format: "%d:%02d:%02d", hours, minutes, whole % 60)
      : String(format: "%d:%02d", minutes, whole % 60)
  }

  private static func isStandardError(_ file: URL) -> Bool {
    var (error, log) = (stat(), stat())
    return fstat(STDERR_FILENO, &error) == 0 && stat(file.path, &log) == 0
      && error.st_dev == log.st_dev && error.st_ino == log.st_ino
  }
}
