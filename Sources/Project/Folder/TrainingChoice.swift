/// How a training that is started from the viewer goes about a project.
///
/// The only place that decides: the trainer is started with it and the screen is drawn by it.
package struct TrainingChoice: Equatable, Sendable {
  /// `interactive` or `cohort`.
  package let preset: String
  /// Whether training is bounded in plane to a region around the strokes at all.
  package let isBounded: Bool
  /// Millimetres around the strokes; nil where training is not bounded.
  package let regionMarginMillimetres: Double?

  /// Volumes up to which a project trains interactively unless it says otherwise.
  static let fewVolumes = 3

  init(_ description: ProjectDescription) {
    let settings = description.settings
    // Many volumes want the paper's setting unless the project asks for something else.
    let isMany = description.volumes.count > Self.fewVolumes && settings.preset == "interactive"
    preset = isMany ? "cohort" : settings.preset
    isBounded = preset == "interactive" && settings.options["region"] != "false"
    let margin =
      settings.options["region.margin"].flatMap { Double($0) } ?? settings.regionMarginMillimetres
    regionMarginMillimetres = isBounded ? margin : nil
  }
}

extension Project {
  /// How the viewer trains this project.
  package var trainingChoice: TrainingChoice { TrainingChoice(description) }
}
