import Foundation
import Volume

/// run/status.json: what the trainer is doing, replaced at least once a second.
package struct TrainerStatus: Codable, Equatable, Sendable {
  /// What the trainer is doing.
  package enum Phase: String, Codable, CaseIterable, Sendable {
    /// Reading volumes, planning buffers.
    case starting
    /// Taking steps.
    case training
    /// Predicting volumes.
    case predicting
    /// Waiting for `resume`.
    case paused
    /// All planned steps taken, waiting for new scribbles.
    case idle
    /// All planned steps taken, all volumes predicted.
    case done
    /// Ended on request before all planned steps were taken, everything saved.
    case stopped
    /// All planned steps taken and saved; ended on request before all volumes were predicted.
    case incomplete
    /// Ended by an error; `message` says which.
    case failed

    /// Whether a trainer in this phase should be alive.
    package var isRunning: Bool {
      switch self {
      case .starting, .training, .predicting, .paused, .idle: true
      case .done, .stopped, .incomplete, .failed: false
      }
    }

    /// Exit status of a trainer whose last word this is: 0 where it has done all that it was to do.
    package var exitStatus: Int32 {
      switch self {
      case .stopped: 3
      case .incomplete: 4
      case .failed: 1
      default: 0
      }
    }

    /// Whether a trainer that exits with `status` has said itself how it ended.
    package static func isSaid(byExit status: Int32) -> Bool {
      [Phase.done, .stopped, .incomplete].map(\.exitStatus).contains(status)
    }
  }

  /// Process id.
  package var pid = Int(getpid())
  /// Name of the machine.
  package var host = ProcessIdentity.hostName
  /// What it is doing.
  package var phase: Phase
  /// Steps taken, over all resumed runs.
  package var step = 0
  /// Steps planned; 0 = not known yet.
  package var steps = 0
  /// Seconds of training, over all resumed runs.
  package var seconds = 0.0
  /// Mean over the last steps.
  package var secondsPerStep = 0.0
  /// Total loss, mean over the last steps.
  package var loss: Double?
  /// The loss's terms by name, pce, kd, contrast…: means over the last steps.
  package var terms: [String: Double] = [:]
  /// Number of the last published prediction; 0 = none yet.
  package var generation: Int
  /// When this was written.
  package var heartbeat = Date()
  /// A sentence for the person.
  package var message: String
  /// What it does at this moment, in a few words; nil in files of earlier versions, and once it has ended.
  package var activity: String?
  /// Training method.
  package var method: String?
  /// Preset; nil in files of earlier versions.
  package var preset: String?
  /// Channels of each level of the network; nil in files of earlier versions.
  package var channels: [Int]?
  /// Level of instructions that the engine computes with; nil in files of earlier versions.
  package var level: String?
  /// Numbers that it computes with; nil in files of earlier versions.
  package var precision: String?
  /// Mean Dice of the last predictions that were scored, where there is truth.
  package var dice: Double?
  /// Best score so far, where there is something to score against.
  package var best: Double?
  /// The checkpoint that holds what this says.
  package var checkpoint: String?
  /// Volumes that have the last weights' answer, once whole volumes are predicted at the end.
  package var predicted: Int?
  /// How many volumes there are, beside `predicted`.
  package var volumes: Int?
  /// Seconds until all of them are predicted.
  package var predictionSecondsLeft: Double?
  /// Seconds until a plan that ends by the clock is over; nil = it ends with its last step.
  package var planSecondsLeft: Double?

  /// What a trainer of this process says first; it changes the rest as it learns more.
  package init(
    phase: Phase, generation: Int = 0, message: String = "", checkpoint: String? = nil,
    predicted: Int? = nil, volumes: Int? = nil
  ) {
    self.phase = phase
    self.generation = generation
    self.message = message
    self.checkpoint = checkpoint
    self.predicted = predicted
    self.volumes = volumes
  }

  enum CodingKeys: String, CodingKey {
    case pid, host, phase, step, steps, seconds
    case secondsPerStep = "seconds_per_step"
    case loss, terms, generation, heartbeat, message, activity, method, preset, channels, level,
      precision, dice, best, checkpoint, predicted, volumes
    case predictionSecondsLeft = "prediction_seconds_left"
    case planSecondsLeft = "plan_seconds_left"
  }
}

extension TrainerStatus {
  /// Reads run/status.json; nil when there is none.
  /// - Throws: `ProjectError.invalid`, `.unreadable`.
  package static func load(_ url: URL) throws -> TrainerStatus? {
    guard let bytes = try FileBytes.read(url, limit: 1 << 20) else { return nil }
    return try read(bytes, path: url.path)
  }

  static func read(_ bytes: [UInt8], path: String) throws -> TrainerStatus {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    let data = Data(bytes)
    do {
      return try decoder.decode(TrainerStatus.self, from: data)
    } catch {
      throw ProjectError.invalid(
        path: path, expected: "a trainer's status in JSON", found: JSONFault.sentence(error, data))
    }
  }

  /// JSON text; infinite and undefined numbers are strings.
  package func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try encoder.encode(self) + Data("\n".utf8)
  }

  /// Replaces the file.
  package func write(to url: URL) throws {
    try AtomicFile.write(try json(), to: url)
  }

  /// Whether all steps are taken and some volumes lack the answer: a resumed run has them to predict.
  package var lacksPredictions: Bool {
    guard let predicted, let volumes else { return false }
    return step == steps && predicted < volumes
  }

  /// "interactive, 8-64": preset and channels of the network's first and last level; nil where the run has not said so.
  package var network: String? {
    guard let preset, let first = channels?.first, let last = channels?.last else { return nil }
    return "\(preset), \(first)-\(last)"
  }

  /// Seconds until the planned steps are taken, or all volumes are predicted, where that can be told.
  package var secondsLeft: Double? {
    if phase == .predicting { return predictionSecondsLeft }
    guard phase == .training, steps > step, secondsPerStep > 0 else { return nil }
    if let planSecondsLeft { return planSecondsLeft }
    return Double(steps - step) * secondsPerStep
  }
}
