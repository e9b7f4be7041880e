import Neural
import Prediction

/// One setting by name, for `--set KEY=VALUE`, for project.json and for the reference page.
package struct TrainingOption: Sendable {
  /// For example `kd.weight`.
  package let key: String
  /// One line: what it does, unit, source.
  package let summary: String
  /// What values it takes, for example `0 to 1000`.
  package let values: String
  /// The values one by one, where they are few words.
  package var choices: [String] = []
  let read: @Sendable (TrainingSettings) -> String
  let write: @Sendable (inout TrainingSettings, String) throws -> Void

  /// Its value as text, as `set` takes it.
  package func value(in settings: TrainingSettings) -> String { read(settings) }
}

extension TrainingSettings {
  /// Sets one option from text.
  /// - Throws: `TrainerError.unknownOption`, `.option` with the values that would do.
  package mutating func set(_ key: String, to value: String) throws {
    guard let option = TrainingOption.all.first(where: { $0.key == key }) else {
      if let sentence = TrainingOption.farewell(key) { throw TrainerError.sentence(sentence) }
      throw TrainerError.unknownOption(key, known: TrainingOption.all.map(\.key))
    }
    try set(option, to: value)
  }

  /// Sets what a checkpoint records.
  mutating func set(_ option: TrainingOption, to value: String) throws {
    do {
      try option.write(&self, value)
    } catch is NotAValue {
      throw TrainerError.option(key: option.key, value: value, expected: option.values)
    }
  }

  /// Sets options given as `KEY=VALUE`, in order.
  package mutating func set(assignments: [String]) throws {
    for assignment in assignments {
      let (key, value) = try TrainingOption.split(assignment)
      try set(key, to: value)
    }
  }

  /// - Throws: a sentence for settings that do not fit together, or that the engine refuses.
  package func validate() throws {
    try network(classes: ClassTable([ClassTable.Entry(id: 1, name: "")])).validate()
    guard loss.ramps.start <= loss.ramps.end else {
      throw TrainerError.option(
        key: "ramp.end", value: "\(loss.ramps.end)",
        expected: "at least ramp.start, which is \(loss.ramps.start)")
    }
    try loss.validate()
    try loss.extra.validate(decoders: decoders)
    guard dropout.count == channels.count else {
      throw TrainerError.option(
        key: "network.dropout", value: TrainingOption.text(dropout),
        expected: "one rate for each of the \(channels.count) levels of network.channels")
    }
    let multiple = 1 << (channels.count - 1)
    guard crop >= max(16, multiple), crop % multiple == 0 else {
      throw TrainerError.option(
        key: "crop", value: "\(crop)",
        expected: "a multiple of \(multiple) (network of \(channels.count) levels), at least 16")
    }
  }
}

/// Thrown by an option's parser; becomes a `TrainerError.option`.
struct NotAValue: Error {}

extension TrainingOption {
  /// The two sides of `KEY=VALUE`.
  /// - Throws: `TrainerError.sentence` where there is no `=`.
  static func split(_ assignment: String) throws -> (key: String, value: String) {
    guard let equals = assignment.firstIndex(of: "="), equals != assignment.startIndex else {
      throw TrainerError.sentence(
        "--set takes KEY=VALUE, found \"\(assignment)\". For example: --set kd.weight=0.5")
    }
    return (
      String(assignment[..<equals]), String(assignment[assignment.index(after: equals)...])
    )
  }

  static func text(_ values: [Float]) -> String {
    values.map { "\($0)" }.joined(separator: ",")
  }

  // MARK: Kinds of options

  static func number<T: BinaryFloatingPoint & LosslessStringConvertible & Sendable>(
    _ key: String, _ path: WritableKeyPath<TrainingSettings, T> & Sendable, _ range: ClosedRange<T>,
    _ summary: String
  ) -> TrainingOption {
    TrainingOption(
      key: key, summary: summary, values: "\(range.lowerBound) to \(range.upperBound)",
      read: { "\($0[keyPath: path])" },
      write: { settings, text in
        guard let value = T(text), range.contains(value) else { throw NotAValue() }
        settings[keyPath: path] = value
      })
  }

  static func integer(
    _ key: String, _ path: WritableKeyPath<TrainingSettings, Int> & Sendable,
    _ range: ClosedRange<Int>, _ summary: String
  ) -> TrainingOption {
    TrainingOption(
      key: key, summary: summary, values: "\(range.lowerBound) to \(range.upperBound)",
      read: { "\($0[keyPath: path])" },
      write: { settings, text in
        guard let value = Int(text), range.contains(value) else { throw NotAValue() }
        settings[keyPath: path] = value
      })
  }

  static func flag(
    _ key: String, _ path: WritableKeyPath<TrainingSettings, Bool> & Sendable, _ summary: String
  ) -> TrainingOption {
    TrainingOption(
      key: key, summary: summary, values: "true or false", choices: ["true", "false"],
      read: { "\($0[keyPath: path])" },
      write: { settings, text in
        switch text {
        case "true", "yes", "on", "1": settings[keyPath: path] = true
        case "false", "no", "off", "0": settings[keyPath: path] = false
        default: throw NotAValue()
        }
      })
  }

  static func choice<T: RawRepresentable<String> & CaseIterable & Sendable>(
    _ key: String, _ path: WritableKeyPath<TrainingSettings, T> & Sendable, _ summary: String
  ) -> TrainingOption {
    TrainingOption(
      key: key, summary: summary, values: T.allCases.map(\.rawValue).joined(separator: ", "),
      choices: T.allCases.map(\.rawValue),
      read: { $0[keyPath: path].rawValue },
      write: { settings, text in
        guard let value = T(rawValue: text) else { throw NotAValue() }
        settings[keyPath: path] = value
      })
  }

  static func list<T: LosslessStringConvertible & Comparable & Sendable>(
    _ key: String, _ path: WritableKeyPath<TrainingSettings, [T]> & Sendable,
    _ range: ClosedRange<T>, _ values: String, _ summary: String, count: ClosedRange<Int>
  ) -> TrainingOption {
    TrainingOption(
      key: key, summary: summary, values: values,
      read: { $0[keyPath: path].map { "\($0)" }.joined(separator: ",") },
      write: { settings, text in
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { T(String($0)) }.filter(range.contains)
        guard numbers.count == parts.count, count.contains(parts.count) else { throw NotAValue() }
        settings[keyPath: path] = numbers
      })
  }

  /// A number that may be absent, which is written with a word.
  static func optional<T: BinaryFloatingPoint & LosslessStringConvertible & Sendable>(
    _ key: String, _ path: WritableKeyPath<TrainingSettings, T?> & Sendable,
    _ range: ClosedRange<T>,
    none: String, _ summary: String
  ) -> TrainingOption {
    TrainingOption(
      key: key, summary: summary,
      values: "\(range.lowerBound) to \(range.upperBound), or \(none)",
      read: { settings in settings[keyPath: path].map { "\($0)" } ?? none },
      write: { settings, text in
        if text == none {
          settings[keyPath: path] = nil
        } else if let value = T(text), range.contains(value) {
          settings[keyPath: path] = value
        } else {
          throw NotAValue()
        }
      })
  }
}
