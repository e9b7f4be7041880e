/// The maps that an inference network works in, lists over levels from full resolution down.
struct InferenceMaps<Element: MapElement> {
  let images: FeatureMap<Element>
  /// Between the two convolutions of a block.
  let middles: [FeatureMap<Element>]
  /// Outputs of the encoder blocks, then of the decoder blocks.
  let outputs: [FeatureMap<Element>]
  /// Maps of the level below with this level's channels: the pooled encoder output, then the decoder's before its
  /// enlargement.
  let below: [FeatureMap<Element>]
  /// After the enlargement.
  let enlarged: [FeatureMap<Element>]
  /// One map a head that is computed; channels K+1 padded to eight.
  let logits: [FeatureMap<Element>]
}

extension InferenceMaps {
  /// The same maps for a network that computes its first `heads` heads alone.
  func with(heads: Int) -> InferenceMaps {
    InferenceMaps(
      images: images, middles: middles, outputs: outputs, below: below, enlarged: enlarged,
      logits: Array(logits[..<heads]))
  }

  /// Maps of their own for a batch shape.
  init(
    _ arena: Arena, _ settings: NetworkSettings, heads: Int, _ batch: BatchShape
  ) {
    let (c, upper) = (settings.channels, 0..<(settings.levels - 1))
    func map(_ level: Int, _ channels: Int) -> FeatureMap<Element> {
      let plane = PaddedPlane(height: batch.height >> level, width: batch.width >> level)
      return FeatureMap(arena, count: batch.count, channels: channels, plane: plane)
    }
    middles = c.indices.map { map($0, c[$0]) }
    outputs = c.indices.map { map($0, c[$0]) }
    below = upper.map { map($0 + 1, c[$0]) }
    enlarged = upper.map { map($0, c[$0]) }
    // The images are read before the last enlargement is written.
    images = FeatureMap(arena, first: settings.inputChannels, of: enlarged[0])
    logits = (0..<heads).map { map($0, settings.paddedClasses) }
  }
}
