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
    self.init(description.settings, volumes: description.volumes.count, preset: named)
  }

  /// - Parameters:
  ///   - volumes: how many the project has
  ///   - named: the preset that a command names; nil = none
  package init(_ settings: ProjectSettings, volumes: Int, preset named: String? = nil) {
    // Many volumes want the paper's setting unless the project asks for something else.
    let isMany =
      volumes > Self.fewVolumes && settings.preset == "interactive" && !settings.isPresetChosen
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

  /// The options of `inkling train` with which the viewer starts it; method, threads and further options the trainer reads
  /// from the project itself.
  package var trainingArguments: [String] {
    let settings = description.settings
    // What is resumed goes on with the preset that it has.
    var words = settings.start == .resume ? [] : ["--preset", trainingChoice.preset]
    switch settings.start {
    case .weights: break
    case .nothing: words.append("--fresh")
    case .resume: words.append("--resume")
    case .checkpoint:
      if let path = settings.initCheckpoint { words += ["--init", absolute(path).path] }
    }
    switch settings.length {
    case .planned: words.append("--live")
    case .minutes, .steps: words += settings.length.arguments
    }
    return words
  }
}
