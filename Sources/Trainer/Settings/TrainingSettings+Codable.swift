import Prediction

/// Settings in checkpoints: preset, method, and all of `TrainingOption.recorded` by name and text.
///
/// A later version that knows more options reads earlier files: where they lack one, it had the value of `takeEarliest` or
/// matters for training alone, and the preset's is taken. Options that this version does not know are passed over.
extension TrainingSettings: Codable {
  private enum CodingKeys: String, CodingKey { case preset, method, options }

  /// Reads settings.
  /// - Throws: for presets and methods that do not exist, and values that an option refuses.
  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self = try TrainingPreset(named: values.decode(String.self, forKey: .preset)).settings
    // Its options follow; a method of a later version is no reason to refuse the weights.
    method = try values.decode(String.self, forKey: .method)
    if let known = try? TrainingMethod.named(method) { apply(known) }
    takeEarliest()
    let options = try values.decode([String: String].self, forKey: .options)
    for option in TrainingOption.recorded {
      if let value = options[option.key] { try set(option, to: value) }
    }
    takeRetired(options)
  }

  /// What options said that no longer exist.
  private mutating func takeRetired(_ options: [String: String]) {
    // In pixels, before it became a share of the crop's side.
    if options["augment.warp"] == nil, let pixels = options["augment.bend"].flatMap(Double.init) {
      augmentation.warp = max(0, min(1, pixels / Double(crop)))
    }
    // A share of the margins, before it became a share of the strokes; 0 = raised in full.
    if options["predict.background-cost"] == nil,
      let share = options["predict.background-margin"].flatMap(Double.init)
    {
      prediction.backgroundCost = share > 0 ? PredictionSettings().backgroundCost : 1
    }
    discontinued = TrainingOption.discontinued(options)
    takeContrastForm(options["contrast.form"])
  }

  /// Whether and what was contrasted, before the method alone said so.
  private mutating func takeContrastForm(_ form: String?) {
    guard let form, form != loss.contrast.form.rawValue else { return }
    if form == "none" {
      loss.contrast.weight = 0
    } else if loss.contrast.weight > 0 {
      discontinued.append("contrast.form=\(form)")
    }
  }

  /// What weights of the first versions were trained with, where later versions have made an option of it and chosen
  /// otherwise: a network must be shown pixels of the size that it has learnt on.
  private mutating func takeEarliest() {
    (usesMedianSpacing, input.spacing, input.side) = (false, nil, nil)
    (input.position, input.slices, input.order) = (.none, 1, .storage)
    (prediction.background, prediction.backgroundCost) = (0, 1)
    prediction.backgroundThinness = 0
    prediction.fieldWeight = 0
    loss.ramps.emaWindow = 1
    loss.imported = 0
  }

  /// Writes settings.
  package func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(preset.rawValue, forKey: .preset)
    try values.encode(method, forKey: .method)
    let options = TrainingOption.recorded.map { ($0.key, $0.value(in: self)) }
    try values.encode(Dictionary(uniqueKeysWithValues: options), forKey: .options)
  }
}
