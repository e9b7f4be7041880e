import Neural
import Prediction

extension TrainingOption {
  /// Every option, by group. A new one comes with its row of evidence (CONTRIBUTING.md).
  package static let all: [TrainingOption] = groups.flatMap(\.options)

  /// The same by what they are about.
  package static let groups: [(title: String, options: [TrainingOption])] = [
    ("Network", network), ("Batches", batches), ("Plan", plan), ("Losses", losses),
    ("Running", running),
  ]

  /// Those that people set now and then; the others few have a reason to turn.
  package static let often: Set = [
    "network.channels", "batch", "crop", "region.margin", "steps", "steps.after-scribbles",
    "idle.minutes", "optimizer.rate", "dice.weight", "kd.weight", "publish.every",
    "predict.background", "predict.field",
  ]

  private static let network: [TrainingOption] = [
    list(
      "network.channels", \.channels, 8...1024, "two to six multiples of 8, as 16,32,64,128",
      "channels of each level of the U-Net", count: 2...6),
    list(
      "network.dropout", \.dropout, 0...0.9, "a rate from 0 to 0.9 for each level, as 0,0,0.2,0.3",
      "dropout of each level", count: 2...6),
    TrainingOption(
      key: "network.slices", summary: "neighbouring slices as input channels",
      values: "1, 3 or 5", read: { "\($0.input.slices)" },
      write: { settings, text in
        guard let value = Int(text), [1, 3, 5].contains(value) else { throw NotAValue() }
        settings.input.slices = value
      }),
    choice("network.position", \.input.position, "coordinates as input channels"),
    TrainingOption(
      key: "network.spacing",
      summary:
        "mm between the network's pixels; own = each volume's (see network.side), median = of the volumes with scribbles",
      values: "0.05 to 50.0, own or median",
      read: { settings in
        settings.usesMedianSpacing ? "median" : settings.input.spacing.map { "\($0)" } ?? "own"
      },
      write: { settings, text in
        let value = Double(text)
        guard text == "own" || text == "median" || value.map((0.05...50).contains) == true else {
          throw NotAValue()
        }
        (settings.usesMedianSpacing, settings.input.spacing) = (text == "median", value)
      }),
    TrainingOption(
      key: "network.side",
      summary:
        "with network.spacing=own, slices of more pixels a side are looked at as if they had so many",
      values: "32 to 4096, or off",
      read: { $0.input.side.map { "\($0)" } ?? "off" },
      write: { settings, text in
        let value = Int(text)
        guard text == "off" || value.map((32...4096).contains) == true else { throw NotAValue() }
        settings.input.side = value
      }),
  ]

  private static let batches: [TrainingOption] = [
    integer("batch", \.batch, 1...256, "crops a step"),
    integer(
      "crop", \.crop, 16...1024,
      "largest side of a crop, in pixels; a multiple of what the network halves: 8 with four levels, 16 with five"
    ),
    flag("region", \.usesRegion, "bound training and prediction in plane by the strokes' box"),
    optional(
      "region.margin", \.regionMargin, 0...1000, none: "project",
      "margin of that box in mm; project = what project.json says"),
    optional(
      "background.margin", \.backgroundMargin, 0...1000, none: "off",
      "what lies farther from the strokes' box, in mm (at most a tenth of the slice), counts as background on slices with strokes"
    ),
    number(
      "sampling.taught", \.sampling.taughtShare, 0.01...1,
      "share of crops from slices with scribbles; the others learn from the teacher"),
    number("augment.flip", \.augmentation.flip, 0...1, "probability of mirroring, each axis"),
    number(
      "augment.warp", \.augmentation.warp, 0...1,
      "smooth deformation: deviation of shifts on a 4 x 4 grid, share of the side"),
    number(
      "augment.shift", \.augmentation.shift, 0...1,
      "coordinates of network.position are moved by up to this share of the volume's shortest side"
    ),
    number(
      "augment.contrast", \.augmentation.contrast, 0...0.9,
      "intensities are spread around the middle by 1 ± this"),
    number(
      "augment.brightness", \.augmentation.brightness, 0...0.9, "and moved by up to ± this"),
  ]

  private static let plan: [TrainingOption] = [
    integer("steps", \.steps, TrainingSettings.stepRange, "planned steps (as --steps)"),
    integer(
      "steps.after-scribbles", \.stepsAfterScribbles, 0...1_000_000,
      "new scribbles prolong the plan to this many further steps; 0 = never"),
    number("idle.minutes", \.idleMinutes, 0...100_000, "how long --live waits for new scribbles"),
    choice("optimizer", \.optimizer.kind, "update rule"),
    number("optimizer.rate", \.learningRate, 1e-7...1, "learning rate at the start"),
    number("ema", \.loss.ramps.emaDecay, 0...0.99999, "largest EMA decay of the teacher"),
    number("ramp.start", \.loss.ramps.start, 0...1, "where ramps begin, share of the steps"),
    number("ramp.end", \.loss.ramps.end, 0...1, "where ramps end, share of the steps"),
    TrainingOption(
      key: "seed", summary: "of weights, sampling, augmentation and dropout (as --seed)",
      values: "a whole number from 0", read: { "\($0.seed)" },
      write: { settings, text in
        guard let value = UInt64(text) else { throw NotAValue() }
        settings.seed = value
      }),
  ]

  private static let losses: [TrainingOption] = [
    number("pce.weight", \.loss.crossEntropy, 0...1000, "weight of the partial cross-entropy"),
    choice("pce.balance", \.loss.balance, "over what it is averaged"),
    number(
      "dice.weight", \.loss.partialDice, 0...1000, "weight of the Dice loss over labelled pixels"),
    number(
      "kd.weight", \.loss.distillation.weight, 0...1000, "weight of the distillation; 0 = off"),
    list(
      "kd.scales", \.loss.distillation.scaleWeights, 0...1000, "1 to 4 weights, as 0.4,0.2,0.2,0.2",
      "weight of each head, full resolution first; one level of the network has none", count: 1...4),
    number("contrast.weight", \.loss.contrast.weight, 0...1000, "weight of the contrast; 0 = off"),
    number(
      "imported.weight", \.loss.imported, 0...1000,
      "weight, at the start, of labels imported from another program where nothing is drawn; it falls to 0 over the steps; 0 = off"
    ),
    choice("extra.term", \.loss.extra.term, "the further term of another method"),
    number("extra.weight", \.loss.extra.weight, 0...1000, "weight of that term; 0 = off"),
    choice(
      "pseudo.source", \.pseudo.source,
      "what labels unscribbled pixels during training; extra.term says whether it is learnt from"),
    number("pseudo.start", \.pseudo.start, 0...1, "first made after this share of the steps"),
    number("pseudo.every", \.pseudo.every, 0.001...1, "renewed after this share of the steps"),
  ]

  private static let running: [TrainingOption] = [
    number("publish.first", \.publishing.first, 0...86_400, "seconds before the first overlay"),
    number("publish.every", \.publishing.every, 0.1...86_400, "seconds between refreshes"),
    number("publish.share", \.publishing.share, 0...1, "share of the time for refreshes"),
    flag("publish.all", \.publishing.allVolumes, "refresh all volumes, not only the one in focus"),
    number(
      "predict.background", \.prediction.background, -20...20,
      "nats by which predictions raise the background at most: strokes name little of it"),
    number(
      "predict.field", \.prediction.fieldWeight, PredictionSettings.fieldWeightRange,
      "nats that predictions give a class whose pixels of like intensity are all around; 0 = don't look at the image again"
    ),
    number(
      "checkpoint.every", \.publishing.checkpoint, 0.1...86_400, "seconds between checkpoints"),
    integer("memory.images", \.imageMegabytes, 1...1_000_000, "megabytes of images kept in memory"),
  ]
}
