import Neural

extension TrainingOption {
  /// The terms of the loss (docs/explanation/method.md); defaults and sources stand with `LossSettings`.
  static let losses: [TrainingOption] = [
    number("pce.weight", \.loss.crossEntropy, 0...1000, "weight of the partial cross-entropy"),
    choice("pce.balance", \.loss.balance, "over what it is averaged"),
    flag("pce.coarse", \.loss.coarseLabels, "scribbles supervise the coarse heads too"),
    number(
      "dice.weight", \.loss.partialDice, 0...1000, "weight of the Dice loss over labelled pixels"),
    flag("dice.squared", \.loss.squaredDice, "squares in its denominators"),
    flag("dice.background", \.loss.backgroundDice, "a term for the background in it"),
    number(
      "kd.weight", \.loss.distillation.weight, 0...1000, "weight of the distillation; 0 = off"),
    number(
      "kd.temperature", \.loss.distillation.temperature, 0.1...100, "temperature of both softmaxes"),
    list(
      "kd.scales", \.loss.distillation.scaleWeights, 0...1000, "1 to 4 weights, as 0.4,0.2,0.2,0.2",
      "weight of each head, full resolution first; one level of the network has none", count: 1...4),
    choice("kd.target", \.loss.distillation.target, "where the coarse heads' targets come from"),
    number(
      "kd.features", \.loss.distillation.featureWeight, 0...1000,
      "weight of the distillation of decoder features; 0 = off"),
    choice("kd.loss", \.loss.distillation.loss, "how student and teacher are compared"),
    flag("kd.skip-scribbles", \.loss.distillation.skipsScribbles, "leave scribbled pixels out"),
    flag(
      "kd.confidence", \.loss.distillation.weighsConfidence,
      "weigh pixels by the teacher's confidence"),
    number("contrast.weight", \.loss.contrast.weight, 0...1000, "weight of the contrast; 0 = off"),
    number("contrast.temperature", \.loss.contrast.temperature, 0.01...10, "of its scores"),
    integer(
      "contrast.samples", \.loss.contrast.samplesPerClass, 1...4096, "pixels a class and image"),
    integer(
      "contrast.fewest", \.loss.contrast.fewestPixels, 1...100_000, "fewer pixels: class skipped"),
    number(
      "contrast.confidence", \.loss.contrast.confidence, 0...1,
      "unscribbled pixels count from this teacher's probability on"),
    number(
      "contrast.scribble-chance", \.loss.contrast.scribbleChance, 0.01...100,
      "how much more often scribbled pixels are drawn"),
    number(
      "contrast.hard", \.loss.contrast.hardShare, 0...1,
      "share of draws where student and teacher disagree"),
    integer("contrast.level", \.loss.contrast.featureLevel, 0...1, "decoder map of the features"),
    integer(
      "contrast.hidden", \.loss.contrast.hiddenFeatures, 1...1024, "width of the head's middle"),
    integer(
      "contrast.features", \.loss.contrast.projectedFeatures, 2...1024, "width of its output"),
    choice("extra.term", \.loss.extra.term, "the further term of another method"),
    number("extra.weight", \.loss.extra.weight, 0...1000, "weight of that term; 0 = off"),
    flag("extra.ramped", \.loss.extra.isRamped, "let that weight rise with the ramp"),
  ]
}
