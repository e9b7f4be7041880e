import Annotation
import Project
import Volume

/// How the prediction on screen is compared with the one that was shown before it.
enum PredictionComparison: Equatable, Sendable {
  /// The one before is on screen.
  case before
  /// The present one is on screen, and where it differs.
  case difference
}

extension ViewerState {
  /// The comparison as far as the slice on screen has something to compare: a prediction, in its own plane, and one before
  /// it.
  var comparisonOnScreen: PredictionComparison? {
    guard let comparison, showsReviewPlane, open.shown.source(of: reviewSlice) == .predicted,
      open.earlier.stamps[reviewSlice] != nil
    else { return nil }
    return comparison
  }

  /// The labels on screen in place of the present prediction; nil = it is the present one.
  var labelsOfBefore: LabelMap? { comparisonOnScreen == .before ? open.earlier.labels : nil }

  /// The label below the strokes at an offset, as it is on screen; the project may not have it any more.
  func labelBelow(at offset: Int) -> UInt8 {
    labelsOfBefore?.voxels[offset] ?? open.shown.label(at: offset)
  }

  /// The slice that must not change while it is compared.
  var heldSlice: Int? { comparisonOnScreen == nil ? nil : reviewSlice }

  /// Slices that are on screen as they are predicted now.
  private var slicesOnScreen: [Int] {
    switch arrangement {
    case .large: showsReviewPlane ? [reviewSlice] : []
    case .three: [reviewSlice]
    case .mosaic: showsReviewPlane ? Array(mosaic.slices) : []
    }
  }

  /// Takes note of what the person can see now.
  mutating func noteLooks() {
    guard page == nil, overlays.showsPrediction, comparisonOnScreen != .before,
      !screenLayout.isTooSmall
    else { return }
    for slice in slicesOnScreen { open.earlier.look(at: slice) }
  }
}
