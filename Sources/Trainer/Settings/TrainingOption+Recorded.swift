import Neural
import Prediction

extension TrainingOption {
  /// What a checkpoint says of its training: every option, and what follows from preset, method and the weights that a plan
  /// began with, so that a resumed run goes on as it was.
  static let recorded: [TrainingOption] = all + derived

  private static let derived: [TrainingOption] = [
    choice("network.order", \.input.order, "the order in which it sees a volume's voxels"),
    integer(
      "network.decoders", \.decoders, 1...2, "decoders on one encoder; dmpls and dmsps want two"),
    flag(
      "sampling.volumes", \.sampling.untaughtVolumes,
      "let volumes without scribbles take part through the teacher"),
    integer("sampling.jitter", \.sampling.jitter, 0...512, "random shift of a crop, in pixels"),
    number("augment.turn", \.augmentation.quarterTurn, 0...1, "probability of quarter turns"),
    choice("optimizer.schedule", \.schedule, "how the rate changes over the planned steps"),
    number(
      "ema.window", \.loss.ramps.emaWindow, 0.001...1,
      "steps that the teacher averages over, as a share of those taken, until that decay"),
    integer("ramp.steps", \.rampSteps, 0...10_000_000, "ramps end by this step; 0 = by ramp.end"),
    number(
      "ramp.contrast", \.loss.ramps.contrastStart, 0...1,
      "contrast starts at this share of the steps"
    ),
    number(
      "kd.features", \.loss.distillation.featureWeight, 0...1000,
      "weight of the distillation of decoder features; 0 = off"),
    integer(
      "contrast.hidden", \.loss.contrast.hiddenFeatures, 1...1024, "width of the head's middle"),
    integer(
      "contrast.features", \.loss.contrast.projectedFeatures, 2...1024, "width of its output"),
    flag("extra.ramped", \.loss.extra.isRamped, "let that weight rise with the ramp"),
    number(
      "predict.background-cost", \.prediction.backgroundCost, 0...1,
      "the background is raised over a class until this share of its strokes is lost to it or to other classes; 1 = in full"
    ),
    number(
      "predict.background-thin", \.prediction.backgroundThinness, 0...3,
      "more nats for thin classes: (width of the widest / theirs) to this power, at most twice; 0 = alike"
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
  ]
}
