import Neural
import Prediction

extension TrainingOption {
  /// Every option, by group.
  package static let all: [TrainingOption] =
    network + batches + pseudo + augmentation + optimisation + losses + running

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
    integer(
      "network.decoders", \.decoders, 1...2, "decoders on one encoder; dmpls and dmsps want two"),
  ]

  private static let batches: [TrainingOption] = [
    integer("batch", \.batch, 1...256, "crops a step"),
    integer(
      "batch.after-init", \.afterInit.batch, 1...256, "the same with weights of --init, at least"),
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
      "what lies farther from the strokes' box, in mm (at most background.share), counts as background on slices with strokes"
    ),
    number(
      "background.share", \.backgroundShare, 0...1,
      "what background.margin is at most, as a share of the slices' shorter side"),
    integer(
      "background.stride", \.backgroundStride, 1...64,
      "pixels between those that are taught of it, each way"),
    number(
      "sampling.taught", \.sampling.taughtShare, 0.01...1,
      "share of crops from slices with scribbles; the others learn from the teacher"),
    number(
      "sampling.classes", \.sampling.classShare, 0...1,
      "share of those whose class is drawn first, so that rare ones are seen"),
    flag(
      "sampling.volumes", \.sampling.untaughtVolumes,
      "let volumes without scribbles take part through the teacher"),
    integer("sampling.jitter", \.sampling.jitter, 0...512, "random shift of a crop, in pixels"),
    number(
      "accepted.share", \.acceptedShare, 0...1000,
      "an accepted slice counts at most this many times a scribbled one"),
  ]

  private static let pseudo: [TrainingOption] = [
    choice(
      "pseudo.source", \.pseudo.source,
      "what labels unscribbled pixels during training; extra.term says whether it is learnt from"),
    number("pseudo.start", \.pseudo.start, 0...1, "first made after this share of the steps"),
    number("pseudo.every", \.pseudo.every, 0.001...1, "renewed after this share of the steps"),
    number(
      "pseudo.entropy", \.pseudo.entropy, 0...1, "expansion: largest entropy of a labelled pixel"),
    number(
      "pseudo.probability", \.pseudo.probability, 0...1,
      "average: smallest mean probability of a labelled pixel"),
    number(
      "pseudo.momentum", \.pseudo.momentum, 0.001...1, "average: share of the newest answer"),
  ]

  private static let augmentation: [TrainingOption] = [
    number(
      "augment.rotation", \.augmentation.rotation, 0...180, "rotation to either side, degrees"),
    number("augment.scale", \.augmentation.scale, 0...0.9, "magnification 1 ± this"),
    number("augment.flip", \.augmentation.flip, 0...1, "probability of mirroring, each axis"),
    number("augment.turn", \.augmentation.quarterTurn, 0...1, "probability of quarter turns"),
    number(
      "augment.warp", \.augmentation.warp, 0...1,
      "smooth deformation: deviation of shifts on a 4 x 4 grid, share of the side"),
    number("augment.gamma", \.augmentation.gamma, 0...0.9, "exponent of intensities 1 ± this"),
    number(
      "augment.contrast", \.augmentation.contrast, 0...0.9,
      "intensities are spread around the middle by 1 ± this"),
    number(
      "augment.brightness", \.augmentation.brightness, 0...0.9, "and moved by up to ± this"),
    number(
      "augment.shift", \.augmentation.shift, 0...1,
      "coordinates of network.position are moved by up to this share of the volume's shortest side"
    ),
    number("augment.noise", \.augmentation.noise, 0...1, "deviation of noise on intensities 0…1"),
    number("augment.limit", \.augmentation.noiseLimit, 0...1, "noise is cut off at ± this"),
  ]

  private static let optimisation: [TrainingOption] = [
    integer("steps", \.steps, TrainingSettings.stepRange, "planned steps (as --steps)"),
    integer(
      "steps.after-scribbles", \.stepsAfterScribbles, 0...1_000_000,
      "new scribbles prolong the plan to this many further steps; 0 = never"),
    number("idle.minutes", \.idleMinutes, 0...100_000, "how long --live waits for new scribbles"),
    choice("optimizer", \.optimizer.kind, "update rule"),
    number("optimizer.rate", \.learningRate, 1e-7...1, "learning rate at the start"),
    number(
      "optimizer.after-init", \.afterInit.rate, 1e-6...1,
      "share of the learning rate for weights of --init"),
    choice("optimizer.schedule", \.schedule, "how the rate changes over the planned steps"),
    number("optimizer.momentum", \.optimizer.momentum, 0...0.9999, "momentum; Adam's first decay"),
    number("optimizer.second", \.optimizer.secondMomentum, 0...0.99999, "Adam's second decay"),
    number("optimizer.decay", \.optimizer.weightDecay, 0...1, "weight decay (L2 in the gradient)"),
    number("ema", \.loss.ramps.emaDecay, 0...0.99999, "largest EMA decay of the teacher"),
    number(
      "ema.window", \.loss.ramps.emaWindow, 0.001...1,
      "steps that the teacher averages over, as a share of those taken, until that decay"),
    number(
      "ema.after-init", \.afterInit.emaDecay, 0...0.99999,
      "EMA decay of the teacher for weights of --init"),
    number("ramp.start", \.loss.ramps.start, 0...1, "where ramps begin, share of the steps"),
    number("ramp.end", \.loss.ramps.end, 0...1, "where ramps end, share of the steps"),
    integer("ramp.steps", \.rampSteps, 0...10_000_000, "ramps end by this step; 0 = by ramp.end"),
    number(
      "ramp.contrast", \.loss.ramps.contrastStart, 0...1,
      "contrast starts at this share of the steps"
    ),
  ]

  private static let running: [TrainingOption] = [
    TrainingOption(
      key: "seed", summary: "of weights, sampling, augmentation and dropout (as --seed)",
      values: "a whole number from 0", read: { "\($0.seed)" },
      write: { settings, text in
        guard let value = UInt64(text) else { throw NotAValue() }
        settings.seed = value
      }),
    number("publish.first", \.publishing.first, 0...86_400, "seconds before the first overlay"),
    number(
      "publish.answer", \.publishing.answer, 0...86_400,
      "seconds of training on new scribbles before the overlay is refreshed"),
    number("publish.every", \.publishing.every, 0.1...86_400, "seconds between refreshes"),
    number("publish.share", \.publishing.share, 0...1, "share of the time for refreshes"),
    flag("publish.all", \.publishing.allVolumes, "refresh all volumes, not only the one in focus"),
    number(
      "predict.background", \.prediction.background, -20...20,
      "nats by which predictions raise the background at most: strokes name little of it"),
    number(
      "predict.background-cost", \.prediction.backgroundCost, 0...1,
      "the background is raised over a class until this share of its strokes is lost to it or to other classes; 1 = in full"
    ),
    number(
      "predict.background-thin", \.prediction.backgroundThinness, 0...3,
      "more nats for thin classes: (width of the widest / theirs) to this power, at most twice; 0 = alike"
    ),
    number(
      "predict.field", \.prediction.fieldWeight, PredictionSettings.fieldWeightRange,
      "nats that predictions give a class whose pixels of like intensity are all around; 0 = don't look at the image again"
    ),
    number(
      "predict.field-contrast", \.prediction.fieldContrast, 0.001...1000,
      "what like intensity means for that, in standard deviations of the volume's"),
    flag(
      "predict.surroundings", \.prediction.deniesSurroundings,
      "what is shown around a line drawn in a wrong organ goes with the line; a project's predictions only"
    ),
    flag(
      "predict.doubt", \.prediction.doubt,
      "last predictions' uncertainty counts what student and teacher disagree on"),
    number(
      "checkpoint.every", \.publishing.checkpoint, 0.1...86_400, "seconds between checkpoints"),
    integer("memory.images", \.imageMegabytes, 1...1_000_000, "megabytes of images kept in memory"),
  ]
}
