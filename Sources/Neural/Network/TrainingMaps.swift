/// The maps that the parts of a training network share, allocated once for a batch shape. Lists run over levels, from
/// full resolution down.
struct TrainingMaps<Element: MapElement> {
  let images: FeatureMap<Element>
  /// Encoder outputs pooled for the level below.
  let pooled: [FeatureMap<Element>]
  /// Gradients of maps of the level below with this level's channels: of `low` while the decoders go back, one after the
  /// other, then of `pooled`.
  let belowGradient: [FeatureMap<Element>]
  /// The enlargement of `low`; in the backward pass the gradient of the decoder's output, then the enlargement made again,
  /// then its gradient. The decoders take turns.
  let decoderShared: [FeatureMap<Element>]
  /// The activation between a block's two convolutions, then its gradient; between a decoder block's forward and
  /// backward pass its output. The blocks of a level take turns.
  let middle: [FeatureMap<Element>]
  /// The encoder's outputs, in memory that the decoder which runs last takes over.
  let skips: [FeatureMap<Element>]
  /// What each decoder has for itself.
  let decoders: [DecoderMaps<Element>]

  init(_ arena: Arena, _ settings: NetworkSettings, _ batch: BatchShape) {
    let planes = (0..<settings.levels).map {
      PaddedPlane(height: batch.height >> $0, width: batch.width >> $0)
    }
    typealias Maps = [FeatureMap<Element>]
    func maps(_ range: Range<Int>, below: Int = 0, _ channels: (Int) -> Int) -> Maps {
      range.map {
        FeatureMap(arena, count: batch.count, channels: channels($0), plane: planes[$0 + below])
      }
    }
    let (c, all, upper) = (settings.channels, 0..<settings.levels, 0..<(settings.levels - 1))
    images = FeatureMap(
      arena, count: batch.count, channels: settings.inputChannels, plane: planes[0])
    pooled = maps(upper, below: 1) { c[$0] }
    belowGradient = maps(upper, below: 1) { c[$0] }
    decoderShared = maps(upper) { c[$0] }
    middle = maps(all) { c[$0] }
    decoders = settings.decoderForms.map { form in
      DecoderMaps(
        low: maps(upper, below: 1) { c[$0] }, convolved: maps(upper) { c[$0] },
        encoderGradient: maps(all) { c[$0] },
        logits: maps(0..<form.heads) { _ in settings.paddedClasses })
    }
    skips = decoders[0].convolved + maps((settings.levels - 1)..<settings.levels) { c[$0] }
  }
}
