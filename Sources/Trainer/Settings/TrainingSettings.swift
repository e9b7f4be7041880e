import Neural
import Prediction

/// Everything that decides how a network is trained, apart from the data: travels in every checkpoint.
///
/// Made from a preset, changed by a method, then by single options (see `TrainingOption`).
package struct TrainingSettings: Equatable, Sendable {
  /// `interactive` or `cohort`.
  package var preset = TrainingPreset.cohort
  /// Name of the method that set the losses.
  package var method = TrainingMethod.standard.name
  /// What a checkpoint of an earlier version was trained with and no run can be now, as `pce.coarse=true`: its weights are
  /// as good as ever, but its run cannot go on where it was.
  package var discontinued: [String] = []

  // MARK: Network

  /// Channels a level, multiples of 8.
  package var channels = [16, 32, 64, 128, 256]
  /// Dropout rate a level.
  package var dropout: [Float] = [0, 0, 0, 0.5, 0.5]
  /// Decoders of the network: 1, or 2 for methods that compare two.
  package var decoders = 1
  /// What the network sees: neighbouring slices, coordinates.
  package var input = NetworkInput()
  /// Whether a plan takes the median in-plane spacing of the volumes with scribbles for `input.spacing`.
  package var usesMedianSpacing = false

  // MARK: Batches

  /// Crops a step.
  package var batch = 12
  /// Rows and columns of a crop at most, in pixels; crops are smaller where the region of interest is.
  package var crop = 128
  /// Whether the region of interest bounds training and prediction in plane.
  package var usesRegion = false
  /// Margin of the region in millimetres; nil = the project's.
  package var regionMargin: Double?
  /// On slices with strokes, pixels farther than this from the box of all strokes (mm) count as background; nil = off.
  package var backgroundMargin: Double?
  /// That distance is at most this share of a slice's shorter side.
  package var backgroundShare: Double { 0.1 }
  /// Pixels between those that are taught of it, along rows and columns.
  package var backgroundStride: Int { 8 }
  /// Which slices and crops.
  package var sampling = SamplingSettings()
  /// How crops are varied.
  package var augmentation = AugmentationSettings()
  /// Labels that the network gives to the training volumes, for methods that learn from such.
  package var pseudo = PseudoSettings()
  /// All accepted pixels of a slice together count at most this many times the scribbles of a slice.
  package var acceptedShare: Float { 1 }

  // MARK: Optimisation

  /// How many steps can be planned.
  static let stepRange = 1...10_000_000
  /// Planned steps, unless the command line names others.
  package var steps = 30_000
  /// New scribbles prolong the plan to at least this many further steps; 0 = never.
  package var stepsAfterScribbles = 0
  /// Minutes that a live trainer waits for scribbles.
  package var idleMinutes = 30.0
  /// The update rule.
  package var optimizer = OptimizerSettings(kind: .adam)
  /// The learning rate at the start.
  package var learningRate = 1e-3
  /// What differs for weights that other volumes have taught.
  package var afterInit: AfterInit { AfterInit() }
  /// How it changes over the planned steps.
  package var schedule = RateSchedule.polynomial
  /// The terms of the loss, their weights and ramps.
  package var loss = LossSettings()
  /// Ramps end after this many steps where that is earlier than `loss.ramps.end`; 0 = never earlier.
  package var rampSteps = 0

  // MARK: Running

  /// Of starting weights, sampling, augmentation and dropout.
  package var seed: UInt64 = 2024
  /// How answers become what is shown.
  package var prediction = PredictionSettings()
  /// When predictions are shown and weights saved.
  package var publishing = PublishingSettings()
  /// Megabytes of images kept in memory; the rest is read again when wanted.
  package var imageMegabytes = 2048

  /// The cohort preset with the default method.
  package init() {}

  /// The network for K classes.
  package func network(classes: ClassTable) -> NetworkSettings {
    NetworkSettings(
      inputChannels: input.channels, classes: classes.outputs, channels: channels,
      dropout: channels.indices.map { dropout.indices.contains($0) ? dropout[$0] : 0 },
      decoders: decoders)
  }

  /// Distances from the strokes' box, as far as they are on.
  var margins: Margins {
    Margins(
      region: usesRegion ? regionMargin : nil, background: backgroundMargin,
      backgroundShare: backgroundShare, backgroundStride: backgroundStride)
  }

  /// The loss, told which channel is the slice to be segmented: neighbours lie on both sides of it.
  var lossForInput: LossSettings {
    var loss = self.loss
    loss.extra.imageChannel = input.slices / 2
    return loss
  }

  /// Whether dense truth is taught instead of scribbles.
  package var learnsFromTruth: Bool { method == TrainingMethod.full.name }
}

/// What differs when a plan starts from weights that other volumes have taught (`--init`).
package struct AfterInit: Equatable, Sendable {
  /// Share of the learning rate.
  package let rate = 0.1
  /// The teacher's EMA decay: it remembers what it was taught for longer.
  package let emaDecay = 0.995
  /// Crops a step, at least.
  package let batch = 4
}

/// How the learning rate changes over the planned steps.
package enum RateSchedule: String, Sendable, CaseIterable {
  /// The same all the time.
  case constant
  /// base · (1 - t/T)^0.9, as WSL4MIS.
  case polynomial
  /// base · (1 + cos(π t/T)) / 2.
  case cosine
  /// base for the first two thirds, then a straight line to a twentieth of it.
  case late
}

/// When predictions are shown and weights saved.
package struct PublishingSettings: Equatable, Sendable {
  /// Seconds of training before the first overlay.
  package var first: Double = 120
  /// Seconds of training on new scribbles before the overlay is refreshed.
  package var answer: Double = 0.5
  /// Seconds between refreshes.
  package var every: Double = 180
  /// Share of the time that refreshes may take.
  package var share: Double = 0.1
  /// Whether all slices of all volumes are refreshed in turn, or only the volume in focus until the end.
  package var allVolumes = false
  /// Seconds between checkpoints.
  package var checkpoint: Double = 120

  /// The cohort preset's values.
  package init() {}
}
