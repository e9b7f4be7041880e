import Foundation

/// Which weights training starts from.
package enum TrainingStart: String, CaseIterable, Sendable {
  /// The project's own, where there are any of such a network; else a named checkpoint's, else none.
  case weights
  /// The last run itself, to the end of its plan.
  case resume
  /// The checkpoint that `init_checkpoint` names.
  case checkpoint
  /// None: a network that knows nothing.
  case nothing
}

/// How long training takes.
package enum TrainingLength: Hashable, Sendable {
  /// As many steps as preset and options say; then it waits for strokes.
  case planned
  /// So many minutes by the clock; then it ends.
  case minutes(Double)
  /// So many steps; then it ends.
  case steps(Int)

  /// What lengths there are, for messages.
  package static let expected = "minutes above 0 up to 86400, or 1 to 10000000 steps"

  /// Whether there is such a length.
  package var isPossible: Bool {
    switch self {
    case .planned: true
    case .minutes(let minutes): minutes > 0 && minutes <= 86_400
    case .steps(let steps): (1...10_000_000).contains(steps)
    }
  }

  /// "planned", "5 minutes", "2000 steps".
  package var text: String {
    switch self {
    case .planned: "planned"
    case .minutes(let minutes): "\(Self.number(minutes)) minute\(minutes == 1 ? "" : "s")"
    case .steps(let steps): "\(steps) step\(steps == 1 ? "" : "s")"
    }
  }

  /// The options of `inkling train`.
  var arguments: [String] {
    switch self {
    case .planned: []
    case .minutes(let minutes): ["--minutes", Self.number(minutes)]
    case .steps(let steps): ["--steps", "\(steps)"]
    }
  }

  private static func number(_ value: Double) -> String { String(format: "%.10g", value) }
}

/// One choice of how a project is trained.
package enum TrainingSetting: Hashable, Sendable {
  /// `interactive` or `cohort`.
  case preset(String)
  /// The name of a method.
  case method(String)
  /// Which weights to start from.
  case start(TrainingStart)
  /// A checkpoint to start from, by its path.
  case checkpoint(String)
  /// How long it takes.
  case length(TrainingLength)
  /// How many threads; nil = all processors.
  case threads(Int?)
  /// An option and its value; nil = as preset and method say.
  case option(String, String?)

  /// Whether it is about this option.
  package func isOption(_ key: String) -> Bool {
    if case .option(key, _) = self { true } else { false }
  }

  /// Takes the choice over.
  package func apply(to settings: inout ProjectSettings) {
    switch self {
    case .preset(let name): (settings.preset, settings.isPresetChosen) = (name, true)
    case .method(let name): settings.method = name
    case .start(let start): settings.start = start
    case .checkpoint(let path): (settings.initCheckpoint, settings.start) = (path, .checkpoint)
    case .length(let length): settings.length = length
    case .threads(let count): settings.threads = count
    case .option(let key, let value): settings.options[key] = value
    }
  }
}
