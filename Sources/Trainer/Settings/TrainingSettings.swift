import Neural

/// Everything that decides how a network is trained, apart from the data: travels in every checkpoint.
///
/// Made from a preset, changed by a method, then by single options (see `TrainingOption`).
public struct TrainingSettings: Equatable, Sendable {
  /// `interactive` or `cohort`.
  public var preset = TrainingPreset.cohort
  /// Name of the method that set the losses.
  public var method = TrainingMethod.standard.name

  // MARK: Network

  /// Channels a level, multiples of 8.
  public var channels = [16, 32, 64, 128, 256]
  /// Dropout rate a level.
  public var dropout: [Float] = [0, 0, 0, 0.5, 0.5]
  /// Decoders of the network: 1, or 2 for methods that compare two.
  public var decoders = 1
  /// What the network sees: neighbouring slices, coordinates.
  public var input = NetworkInput()
  /// Whether a plan takes the median in-plane spacing of the volumes with scribbles for `input.spacing`.
  public var usesMedianSpacing = false

  // MARK: Batches

  /// Crops a step.
  public var batch = 12
  /// Rows and columns of a crop at most, in pixels; crops are smaller where the region of interest is.
  public var crop = 128
  /// Whether the region of interest bounds training and prediction in plane.
  public var usesRegion = false
  /// Margin of the region in millimetres; nil = the project's.
  public var regionMargin: Double?
  /// On slices with strokes, pixels farther than this from the box of all strokes (mm) count as background; nil = off.
  public var backgroundMargin: Double?
  /// That distance is at most this share of a slice's shorter side.
  public var backgroundShare = 0.1
  /// Pixels between those that are taught of it, along rows and columns.
  public var backgroundStride = 8
  /// Which slices and crops.
  public var sampling = SamplingSettings()
  /// How crops are varied.
  public var augmentation = AugmentationSettings()
  /// Labels that the network gives to the training volumes, for methods that learn from such.
  public var pseudo = PseudoSettings()
  /// All accepted pixels of a slice together count at most this many times the scribbles of a slice.
  public var acceptedShare: Float = 1

  // MARK: Optimisation

  /// How many steps can be planned.
  static let stepRange = 1...10_000_000
  /// Planned steps, unless the command line names others.
  public var steps = 30_000
  /// New scribbles prolong the plan to at least this many further steps; 0 = never.
  public var stepsAfterScribbles = 0
  /// Minutes that a live trainer waits for scribbles.
  public var idleMinutes = 30.0
  /// The update rule.
  public var optimizer = OptimizerSettings(kind: .adam)
  /// The learning rate at the start.
  public var learningRate = 1e-3
  /// What differs for weights that other volumes have taught.
  public var afterInit = AfterInit()
  /// How it changes over the planned steps.
  public var schedule = RateSchedule.polynomial
  /// The terms of the loss, their weights and ramps.
  public var loss = LossSettings()
  /// Ramps end after this many steps where that is earlier than `loss.ramps.end`; 0 = never earlier.
  public var rampSteps = 0

  // MARK: Running

  /// Of starting weights, sampling, augmentation and dropout.
  public var seed: UInt64 = 2024
  /// When predictions are shown and weights saved.
  public var publishing = PublishingSettings()
  /// Megabytes of images kept in memory; the rest is read again when wanted.
  public var imageMegabytes = 2048

  /// The cohort preset with the default method.
  public init() {}

  /// The network for K classes.
  public func network(classes: ClassTable) -> NetworkSettings {
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
  public var learnsFromTruth: Bool { method == TrainingMethod.full.name }
}

/// What differs when a plan starts from weights that other volumes have taught (`--init`).
public struct AfterInit: Equatable, Sendable {
  /// Share of the learning rate.
  public var rate = 0.1
  /// The teacher's EMA decay: it remembers what it was taught for longer.
  public var emaDecay = 0.995
  /// Crops a step, at least.
  public var batch = 4
}

/// How the learning rate changes over the planned steps.
public enum RateSchedule: String, Sendable, CaseIterable {
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
public struct PublishingSettings: Equatable, Sendable {
  /// Seconds of training before the first overlay.
  public var first: Double = 120
  /// Seconds of training on new scribbles before the overlay is refreshed.
  public var answer: Double = 0.5
  /// Seconds between refreshes.
  public var every: Double = 180
  /// Share of the time that refreshes may take.
  public var share: Double = 0.1
  /// Whether all slices of all volumes are refreshed in turn, or only the volume in focus until the end.
  public var allVolumes = false
  /// Whether predictions, those of `inkling predict` too, are the mean over four mirror images.
  public var mirrored = false
  /// Nats by which predictions raise the background's logit over the classes', at most.
  ///
  /// Strokes lie in the middle of organs and far around them: they name far more of an organ than of what surrounds it, and a
  /// network that has seen nothing else gives the gap between them to the organ (docs/explanation/method.md).
  public var background = 0.0
  /// Share of a class's strokes that may be lost when the background is raised (`StrokeMargins`); 1 = `background` in full.
  public var backgroundCost = 0.1
  /// How much further thin classes let the background be raised (`ClassWidths`): the power of the widest's width by
  /// theirs; 0 = all alike.
  public var backgroundThinness = 0.5

  /// Nats by which a class gains in predictions where the pixels around are of it and of like intensity (`RandomField`); 0 =
  /// the image is not looked at again.
  public var fieldWeight = 0.0
  /// How far intensities may differ for that, in standard deviations of the volume's.
  public var fieldContrast = 0.2
  /// Share of a class's strokes that a field may cost: where it costs more it is left out (`FieldCost`); 1 = never left out.
  public var fieldCost = 0.04
  /// What `fieldWeight` may be.
  static let fieldWeightRange = 0.0...1000.0

  /// The field through which answers go; nil = none.
  var field: RandomField? {
    fieldWeight > 0
      ? RandomField(weight: Float(fieldWeight), contrast: Float(fieldContrast)) : nil
  }

  /// Whether the strokes decide if there is a field.
  var measuresField: Bool { fieldWeight > 0 && fieldCost < 1 }

  /// Whether the strokes decide how far the background is raised.
  var measuresRaise: Bool { background > 0 && backgroundCost < 1 }

  /// The same for every class.
  func constantRaise(outputs: Int) -> [Float] {
    [Float](repeating: Float(background), count: outputs - 1)
  }

  /// Whether a line drawn in a wrong organ takes its surroundings along in what a project shows (`StrokeSurroundings`).
  public var deniesSurroundings = true
  /// Whether the last predictions' uncertainty takes in what student and teacher disagree on.
  public var doubt = false
  /// Seconds between checkpoints.
  public var checkpoint: Double = 120

  /// The cohort preset's values.
  public init() {}
}
