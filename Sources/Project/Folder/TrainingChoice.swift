/// How a project is trained: with which preset, and within which region.
///
/// The only place that decides. The trainer asks it for what its command leaves open, the viewer starts the trainer with it
/// and draws the screen by it.
package struct TrainingChoice: Equatable, Sendable {
  /// `interactive` or `cohort`.
  package let preset: String
  /// Whether a margin bounds training in plane to a region around the strokes at all.
  package let isBounded: Bool
  /// Millimetres around the strokes; nil where training is not bounded.
  package let regionMarginMillimetres: Double?

  /// Volumes up to which a project trains interactively unless it says otherwise.
  static let fewVolumes = 3

  /// - Parameter named: the preset that a command names; nil = none
  package init(_ description: ProjectDescription, preset named: String? = nil) {
    let settings = description.settings
    // Many volumes want the paper's setting unless the project asks for something else.
    let isMany = description.volumes.count > Self.fewVolumes && settings.preset == "interactive"
    preset = named ?? (isMany ? "cohort" : settings.preset)
    isBounded =
      settings.options["region"].map { Self.affirmatives.contains($0) } ?? (preset == "interactive")
    // Without a margin for the project nothing is bounded, whatever the option says.
    let margin = settings.regionMarginMillimetres.map { margin in
      settings.options["region.margin"].flatMap { Double($0) } ?? margin
    }
    regionMarginMillimetres = isBounded ? margin : nil
  }

  /// What turns an option on.
  private static let affirmatives: Set = ["true", "yes", "on", "1"]
}

extension Project {
  /// How this project is trained unless a command says otherwise.
  package var trainingChoice: TrainingChoice { TrainingChoice(description) }
}
