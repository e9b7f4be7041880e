import Foundation
import Project

/// What can be chosen for training, as the program describes it: names, explanations, and functions of values that say what
/// follows from choices. The viewer knows nothing else of the trainer.
package struct TrainingMenu: Sendable {
  /// A preset or method.
  package struct Name: Equatable, Sendable {
    let name: String
    let summary: String

    /// A name and what it stands for.
    package init(_ name: String, _ summary: String) {
      (self.name, self.summary) = (name, summary)
    }
  }

  /// An option of `inkling train --set`.
  package struct Option: Equatable, Sendable {
    let key: String
    let summary: String
    let values: String
    let choices: [String]

    /// - Parameters:
    ///   - values: which it takes, as "0 to 1000"
    ///   - choices: these one by one, where they are few words
    package init(key: String, summary: String, values: String, choices: [String] = []) {
      (self.key, self.summary, self.values, self.choices) = (key, summary, values, choices)
    }
  }

  /// Options under a heading.
  package struct Group: Equatable, Sendable {
    let title: String
    let options: [Option]

    /// A heading and its options.
    package init(_ title: String, _ options: [Option]) {
      (self.title, self.options) = (title, options)
    }
  }

  /// Every preset.
  package var presets: [Name] = []
  /// Every method.
  package var methods: [Name] = []
  /// Every option, those that people set most often first.
  package var groups: [Group] = []
  /// The value of every option by its key, in a project with these settings and so many volumes.
  package var values: @Sendable (ProjectSettings, Int) -> [String: String] = { _, _ in [:] }
  /// Which of these settings makes no sense in a project of so many volumes; nil = none.
  package var refusal: @Sendable (ProjectSettings, Int) -> String? = { _, _ in nil }
  /// Which of these settings do not fit together; nil = all do.
  package var misfit: @Sendable (ProjectSettings, Int) -> String? = { _, _ in nil }
  /// Why training can't start from a file; nil = it can. Reads the file.
  package var refusalOfCheckpoint: @Sendable (URL) -> String? = { _ in nil }
  /// Why nothing can be chosen on this machine; nil = it can.
  package var unavailable: String?

  /// Nothing to choose; the program fills it.
  package init() {}
}
