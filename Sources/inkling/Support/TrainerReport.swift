import Foundation
import Project

/// The trainer as seen from its lock and its status file together: a status alone may be of a dead process.
struct TrainerReport: Encodable {
  /// What the trainer is doing; the phases of status.json, and what those can't tell.
  enum State: String, Encodable {
    /// No trainer has run in this project.
    case none
    case starting, training, predicting, paused, idle, done, stopped, incomplete, failed
    /// The status says that it runs, the process has ended.
    case died
    /// The process is there, but has not said anything for a while.
    case silent
  }

  var project: String
  private(set) var state = State.none
  /// free, held, stale, elsewhere or unreadable.
  let lock: String
  /// Seconds since the last word of the trainer.
  var heartbeatAge: Double?
  var status: TrainerStatus?
  /// A sentence on what to do, where something is wrong.
  var advice: String?

  enum CodingKeys: String, CodingKey {
    case project, state, lock
    case heartbeatAge = "heartbeat_age"
    case status, advice
  }

  /// Whether an instruction may find somebody; on another machine that can't be told. Not printed.
  let isAlive: Bool

  init(_ project: Project, now: Date = Date()) {
    self.project = project.url.path
    let found = RunLock.inspect(project.trainerLockFile, now: now)
    isAlive = found.mayBeAlive
    lock = Self.word(for: found)
    do {
      status = try TrainerStatus.load(project.statusFile)
    } catch {
      advice = "\(error)"
    }
    heartbeatAge = status?.age(now: now)
    let isSilent = status?.isSilent(now: now) ?? false
    switch status?.phase {
    case nil: state = isAlive ? .starting : .none
    case let phase? where !phase.isRunning && !isAlive:
      state = State(rawValue: phase.rawValue) ?? .none
    case _? where !isAlive:
      state = .died
      advice = adviceOnDeath(project)
    case _? where isSilent:
      state = .silent
      advice =
        lock == "elsewhere"
        ? RunLock.sentence(found, project.trainerLockFile, role: "trainer")
        : "The trainer's process is there but has been silent for \(ElapsedTime.words(heartbeatAge ?? 0)). "
          + "It may hang, or the disk may be full: see \(project.trainerLog.path)."
    case let phase?:
      // A new trainer whose first word is still to come.
      state = phase.isRunning ? State(rawValue: phase.rawValue) ?? .none : .starting
    }
  }

  private static func word(for lock: RunLock.State) -> String {
    switch lock {
    case .free: "free"
    case .held: "held"
    case .stale, .copied: "stale"
    case .elsewhere: "elsewhere"
    case .unreadable: "unreadable"
    }
  }

  private func adviceOnDeath(_ project: Project) -> String {
    "The trainer has ended without a word, as by kill -9 or a full memory; "
      + "\(project.trainerLog.path) may say more. "
      + (status?.checkpoint != nil
        ? "Go on where it was last saved with `inkling train \(project.url.path) --resume`."
        : "It had saved nothing yet: begin again with `inkling train \(project.url.path)`.")
  }

  /// A few lines for people.
  var text: String {
    guard let status, state != .none else {
      let fallback = state == .none ? "No trainer has run here yet." : "The trainer is starting."
      return advice ?? fallback
    }
    var line = state.rawValue
    if status.steps > 0 {
      line += ", step \(status.step) of \(status.steps)"
    } else if status.step > 0 {
      line += ", step \(status.step)"
    }
    line += ", \(ElapsedTime.words(status.seconds)) of training"
    if let predicted = status.predicted, let volumes = status.volumes {
      line += ", \(predicted) of \(volumes) volumes predicted"
    }
    if let left = status.secondsLeft, state == .training || state == .predicting {
      line += ", \(ElapsedTime.words(left)) left"
    }
    if let loss = status.loss { line += String(format: ", loss %.4g", loss) }
    if status.generation > 0 { line += ", prediction \(status.generation)" }
    if let dice = status.dice { line += String(format: ", Dice %.4g", dice) }
    if let best = status.best { line += String(format: ", best %.4g", best) }
    var lines = [line]
    // Of a trainer that has died or hangs nobody knows what it does.
    if let activity = status.activity, state != .died, state != .silent { lines.append(activity) }
    if let network = status.network {
      lines.append([network, status.method].compactMap(\.self).joined(separator: ", "))
    }
    if !status.message.isEmpty { lines.append(status.message) }
    lines.append(
      "process \(status.pid) on \(status.host), last word \(ElapsedTime.words(heartbeatAge ?? 0)) ago"
    )
    if let advice { lines.append(advice) }
    return lines.joined(separator: "\n")
  }
}

/// Seconds in words.
enum ElapsedTime {
  /// "12 s", "3 min 20 s", "2 h 5 min", "3 d 4 h".
  static func words(_ seconds: Double) -> String {
    guard seconds.isFinite else { return "an unknown time" }
    let whole = Int(max(0, min(seconds, 1e9)))
    return switch whole {
    case ..<60: "\(whole) s"
    case ..<3600: "\(whole / 60) min \(whole % 60) s"
    case ..<86400: "\(whole / 3600) h \(whole / 60 % 60) min"
    default: "\(whole / 86400) d \(whole / 3600 % 24) h"
    }
  }
}
