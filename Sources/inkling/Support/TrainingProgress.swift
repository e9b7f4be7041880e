import Foundation
import Project

/// What `inkling train` says: one line that renews itself on a terminal, plain lines now and then elsewhere.
///
/// Sentences worth keeping go to run/trainer.log too, unless standard error is that file already.
final class TrainingProgress {
  private let isTerminal: Bool
  private let logFile: URL?
  private var lastShown: ContinuousClock.Instant?
  private var hasLine = false
  private let clock = ContinuousClock()

  init(log: URL) {
    isTerminal = isatty(STDERR_FILENO) == 1
    logFile = TrainingProgress.isStandardError(log) ? nil : log
  }

  /// Shows where training is: ten times a second on a terminal, else every ten seconds.
  func show(_ status: TrainerStatus) {
    let now = clock.now
    if let lastShown, now - lastShown < .milliseconds(isTerminal ? 100 : 10_000) { return }
    lastShown = now
    let line = TrainingProgress.line(status)
    if isTerminal {
      renewLine(line)
      hasLine = true
    } else {
      inform(line)
    }
  }

  /// Says a sentence.
  func log(_ sentence: String) {
    clear()
    inform(sentence)
    keep(sentence)
  }

  /// Training has failed: the log keeps it; here the error itself says it.
  func fail(_ error: any Error) {
    clear()
    keep("Training failed: \(error)")
  }

  private func keep(_ sentence: String) {
    // A log that can't be written does not end training; the sentence is on standard error already.
    if let logFile { try? TrainerLog.append(sentence, to: logFile) }
  }

  /// Takes the renewing line away.
  func clear() {
    if hasLine { renewLine("") }
    hasLine = false
  }

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
