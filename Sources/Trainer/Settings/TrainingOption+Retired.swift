extension TrainingOption {
  /// Options of earlier versions, and what took their place.
  private static let replaced = [
    "augment.bend": "augment.warp (a share of the crop's side instead of pixels)",
    "contrast.form": "contrast.weight (0 = no contrast; the method says whether there is one)",
    "predict.background-steps": "predict.background (the strokes decide how far it is used)",
    "predict.background-margin": "predict.background (the strokes decide how far it is used)",
  ]

  /// Options of earlier versions that are constants now, nobody having shown a reason to turn them, with their values.
  private static let constants = [
    "accepted.share": "1.0", "augment.gamma": "0.2", "augment.limit": "0.2", "augment.noise": "0.1",
    "augment.rotation": "20.0", "augment.scale": "0.1", "background.share": "0.1",
    "background.stride": "8", "batch.after-init": "4", "contrast.confidence": "0.8",
    "contrast.fewest": "8", "contrast.hard": "0.5", "contrast.level": "0", "contrast.memory": "off",
    "contrast.samples": "64", "contrast.scribble-chance": "2.0", "contrast.temperature": "0.1",
    "dice.background": "true", "dice.squared": "true", "ema.after-init": "0.995",
    "kd.confidence": "false", "kd.loss": "kl", "kd.skip-scribbles": "false", "kd.target": "pooled",
    "kd.temperature": "1.0", "optimizer.after-init": "0.1", "optimizer.decay": "1e-05",
    "optimizer.momentum": "0.9", "optimizer.second": "0.999", "pce.coarse": "false",
    "predict.field-cost": "1.0", "predict.mirrored": "false", "pseudo.entropy": "0.1",
    "pseudo.momentum": "0.2", "pseudo.probability": "0.8", "publish.answer": "0.5",
    "sampling.classes": "0.5",
  ]

  /// Constants that decide alone how a run shows its answers: a run that had others is no less what it was.
  private static let harmless: Set = ["predict.field-cost", "predict.mirrored", "publish.answer"]

  /// What to say of a key that is no option; nil = it has never been one.
  static func farewell(_ key: String) -> String? {
    if let successor = replaced[key] {
      return
        "There is no option \(key) any more. Use \(successor), in --set or in project.json's options."
    }
    if let value = constants[key] {
      return
        "There is no option \(key) any more: it is always \(value). Leave it out of --set and of "
        + "project.json's options."
    }
    guard recorded.contains(where: { $0.key == key }) else { return nil }
    return
      "There is no option \(key) any more: it follows from the preset and the method. Leave it out of --set "
      + "and of project.json's options."
  }

  /// What an earlier version's run had otherwise than any run has now, as KEY=VALUE.
  static func discontinued(_ options: [String: String]) -> [String] {
    options.sorted { $0.key < $1.key }.compactMap { key, value in
      guard let now = constants[key], !harmless.contains(key), value != now,
        Double(value) == nil || Double(value) != Double(now)
      else { return nil }
      return "\(key)=\(value)"
    }
  }
}
