import Neural

/// The way of an answer from the network to what is shown: an ordered list of stages (Stages/, a file each) over one
/// `Calibration`, which says what the strokes have measured.
package struct PredictionPipeline: Sendable {
  private let stages: [any PredictionStage]

  /// Nothing between the network and what is shown.
  package static let none = PredictionPipeline(stages: [])

  /// As a project's predictions are shown.
  ///
  /// - severalOrgans: labels whose separate parts are all kept
  package init(
    _ settings: PredictionSettings, _ calibration: Calibration, severalOrgans: Set<UInt8> = []
  ) {
    let stages: [(any PredictionStage)?] = [
      BackgroundRaise(nats: calibration.raise),
      ImageField(field: calibration.field),
      settings.deniesSurroundings ? DeniedOrgan() : nil,
      StrokesKept(),
      Islands(exempt: severalOrgans),
    ]
    self.init(stages: stages.compactMap(\.self))
  }

  private init(stages: [any PredictionStage]) { self.stages = stages }

  /// A slice's probabilities, (K+1, height, width) of the window.
  package struct Refined: Sendable {
    /// After all stages.
    let shown: [Float]
    /// Before the first stage that does not keep doubt; nil = the same.
    let doubting: [Float]?
  }

  /// Probabilities as they are shown.
  func refined(_ probabilities: [Float], of image: WindowImage) throws -> Refined {
    var (shown, doubting): ([Float], [Float]?) = (probabilities, nil)
    for stage in stages {
      if !stage.keepsDoubt { doubting = doubting ?? shown }
      shown = try stage.refine(shown, of: image)
    }
    return Refined(shown: shown, doubting: doubting)
  }

  /// A slice as it is shown beside what is drawn on it.
  func relabelled(_ slice: ShownSlice, knowing drawn: DrawnSlice) -> ShownSlice {
    var shown = slice
    for stage in stages { stage.relabel(&shown, knowing: drawn) }
    return shown
  }

  /// Labels of a volume as they are shown, (count, height, width).
  func cleaned(_ labels: [UInt8], of volume: DrawnVolume) -> [UInt8] {
    var shown = labels
    for stage in stages { stage.clean(&shown, of: volume) }
    return shown
  }
}
