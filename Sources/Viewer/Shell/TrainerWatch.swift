import Foundation
import Glibc
import Project
import Volume

/// Starts the trainer and reads what its files say.
final class TrainerWatch {
  /// What was read last.
  private(set) var report: TrainerNews?
  private var launched: LaunchedTrainer?
  private var startedAt = Date.distantPast
  private var ending: String?
  private var statusSeen: FileSignature?
  private var metrics = MetricsFollower()
  private var logSeen: FileSignature?

  /// Whether a trainer holds the project's lock.
  var isAlive: Bool { report?.isAlive ?? false }

  /// Starts a trainer of its own session.
  func start(_ project: Project, executable: URL) throws {
    launched = try TrainerLauncher.start(
      executable: executable, project: project,
      arguments: project.trainingArguments)
    startedAt = Date()
    ending = nil
    statusSeen = nil
  }

  /// Looks at the trainer's files; nil when they say nothing new.
  func look(_ project: Project) -> TrainerNews? {
    if let launched, let end = launched.ending() {
      self.launched = nil
      ending = sentence(end, project)
    }
    let isAlive = RunLock.inspect(project.trainerLockFile).mayBeAlive
    if isAlive { ending = nil }
    let signature = FileSignature(of: project.statusFile)
    var next = report ?? TrainerNews()
    if signature != statusSeen {
      statusSeen = signature
      next.status = (try? TrainerStatus.load(project.statusFile)) ?? next.status
      next.losses = MetricsFile.tail(project.metricsFile, rows: 400).map(\.loss)
    }
    if metrics.read(project.metricsFile) { next.curve = metrics.curve }
    let log = FileSignature(of: project.trainerLog)
    if log != logSeen {
      logSeen = log
      next.log = lastWords(project)
    }
    next.isAlive = isAlive
    next.ending = ending
    guard next != report else { return nil }
    report = next
    return next
  }

  /// How a trainer ended that did not say so itself; a failure that it has said stands as it is.
  private func sentence(_ end: LaunchedTrainer.Ending, _ project: Project) -> String? {
    let status = (try? TrainerStatus.load(project.statusFile)) ?? nil
    switch end {
    case .exited(let code) where TrainerStatus.Phase.isSaid(byExit: code): return nil
    case .exited(let code):
      // A status of whole seconds that is older than the start is another trainer's.
      if let status, status.phase == .failed, !status.message.isEmpty,
        status.heartbeat > startedAt.addingTimeInterval(-1)
      {
        return status.message
      }
      let last = lastWords(project).dropFirst(2).last { !$0.isEmpty } ?? ""
      return TrainerEnding.exited(Int(code), lastLine: last).sentence(
        after: status, of: project.url.path)
    case .killed(let signal):
      return TrainerEnding.killed(signal: Int(signal)).sentence(after: status, of: project.url.path)
    }
  }

  /// The end of the trainer's log, with its place.
  func lastWords(_ project: Project) -> [String] {
    let place = project.trainerLog.path
    guard let lines = TrainerLog.lastLines(project.trainerLog) else {
      return ["There is no log yet; it will be \(place)."]
    }
    return [place, ""]
      + lines.suffix(100).reversed().drop { $0.isEmpty }.reversed()
  }
}
