import Neural

/// The two ways to train.
package enum TrainingPreset: String, Sendable, CaseIterable {
  /// One or a few volumes with a few scribbled slices: an answer in seconds.
  case interactive
  /// Many volumes with scribbles, as in the paper.
  case cohort

  /// The preset's settings with the default method.
  package var settings: TrainingSettings {
    var settings = TrainingSettings()
    settings.preset = self
    // A teacher of the first steps has islands in the far field; learnt from too early, they stay there.
    settings.loss.ramps.start = 0.25
    settings.loss.ramps.end = 0.8
    settings.loss.ramps.contrastStart = 0.25
    // Strokes name little of what surrounds an organ (docs/explanation/method.md, "The gap around organs"); the image shows more
    // of it ("Outlines and the image").
    settings.prediction.background = 1
    settings.prediction.fieldWeight = 12
    switch self {
    case .cohort:
      settings.sampling.untaughtVolumes = true
      settings.sampling.taughtShare = 0.9
      settings.sampling.jitter = 32
      // Chosen on ten patients held out of fitting (docs/explanation/results.md): scans of one kind are oriented alike,
      // and the far field must be told from the organ.
      settings.augmentation.quarterTurn = 0
      settings.augmentation.flip = 0
      settings.backgroundMargin = 10
      settings.usesMedianSpacing = true
      // Where in the volume a pixel lies tells the organ from what looks like it far away, and the neighbouring slices
      // where it ends.
      settings.input.position = .space
      settings.input.slices = 3
      settings.augmentation.shift = 0.1
      settings.augmentation.contrast = 0.25
      settings.augmentation.brightness = 0.1
      settings.prediction.background = 2
      // Better than 1 on those patients, as long as the far field is taught (docs/explanation/method.md).
      settings.loss.distillation.weight = 6
    case .interactive: settings.becomeInteractive()
    }
    return settings
  }

  /// The preset of a name.
  /// - Throws: `TrainerError.unknownName`.
  package init(named name: String) throws {
    guard let preset = TrainingPreset(rawValue: name) else {
      throw TrainerError.unknownName(
        kind: "preset", name: name, known: TrainingPreset.allCases.map(\.rawValue))
    }
    self = preset
  }
}

extension TrainingSettings {
  /// Chosen on training volumes held out of all reported figures: docs/explanation/choices.md.
  fileprivate mutating func becomeInteractive() {
    channels = [8, 16, 32, 64]
    dropout = [0, 0, 0.2, 0.3]
    input.position = .space
    input.side = 180
    batch = 2
    crop = 128
    usesRegion = true
    steps = 3000
    stepsAfterScribbles = 400
    learningRate = 3e-3
    schedule = .late
    loss.balance = .roots
    loss.ramps.emaDecay = 0.998
    loss.ramps.emaWindow = 0.25
    augmentation.quarterTurn = 0
    augmentation.flip = 0.2
    augmentation.warp = 0.025
    publishing.first = 0.4
    publishing.every = 0.5
    prediction.doubt = true
    publishing.share = 0.15
    publishing.allVolumes = true
    publishing.checkpoint = 10
  }
}
