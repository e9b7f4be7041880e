import Annotation
import Project
import Volume

/// Of every slice the prediction that was shown before the present one, to compare with it.
///
/// Predictions come faster than a person looks at slices: kept is the last one that was on screen, or, where none was,
/// simply the one before. One label a voxel, however many predictions come.
struct EarlierPrediction: Equatable, Sendable {
  /// 0 = background, 1…K; meant only where a slice has a stamp. Nil before the first one.
  private(set) var labels: LabelMap?
  /// Which prediction the labels of a slice come from; nil = there is no earlier one.
  private(set) var stamps: [PredictionStamp?]
  /// Slices whose present prediction has been on screen.
  private var isSeen: [Bool]
  /// Slices whose earlier prediction has been on screen.
  private var wasSeen: [Bool]
  private let sliceAxis: Axis
  private let size: GridSize

  /// None yet.
  init(size: GridSize, sliceAxis: Axis) {
    (self.size, self.sliceAxis) = (size, sliceAxis)
    stamps = Array(repeating: nil, count: size[sliceAxis])
    isSeen = Array(repeating: false, count: size[sliceAxis])
    wasSeen = isSeen
  }

  /// Another prediction has taken the place of the one that was shown of a slice.
  mutating func note(_ slice: Int, replaced labels: Slice<UInt8>, of stamp: PredictionStamp) {
    defer { isSeen[slice] = false }
    // Nobody has seen the one that goes, but somebody the one before it.
    if stamps[slice] != nil, wasSeen[slice], !isSeen[slice] { return }
    var map = self.labels ?? LabelMap(size: size)
    self.labels = nil
    map.setSlice(slice, along: sliceAxis, to: labels)
    self.labels = map
    stamps[slice] = stamp
    wasSeen[slice] = isSeen[slice]
  }

  /// A slice has its first prediction: nobody has seen it yet.
  mutating func noteFirst(_ slice: Int) { isSeen[slice] = false }

  /// A slice is on screen as it is predicted now.
  mutating func look(at slice: Int) { isSeen[slice] = true }

  /// The slice on screen goes on being compared with what it is compared with now.
  mutating func hold(_ slice: Int) {
    (isSeen[slice], wasSeen[slice]) = (false, true)
  }

  /// Whether a slice is predicted otherwise than when it was on screen last, as far as stamps tell.
  func isNews(_ slice: Int) -> Bool { stamps[slice] != nil && wasSeen[slice] && !isSeen[slice] }
}

extension OpenCase {
  /// Takes over a refreshed slice.
  ///
  /// - held: the slice whose earlier prediction is being looked at: it must not change under the eyes.
  mutating func take(_ live: LiveSlice, held: Int? = nil) {
    let old = shownStamp(slice: live.slice)
    let labels = old == nil ? nil : predicted.labels?.slice(live.slice, along: sliceAxis)
    guard predicted.take(live) else { return }
    guard let old, let labels else { return earlier.noteFirst(live.slice) }
    guard old.generation != live.stamp.generation else { return }
    if held == live.slice { earlier.hold(live.slice) }
    earlier.note(live.slice, replaced: labels, of: old)
  }

  /// Takes over a whole prediction.
  mutating func take(_ whole: WholePrediction, held: Int? = nil) {
    let before = predicted
    predicted.take(whole)
    for (slice, old) in before.stamps.enumerated() {
      guard let old, let labels = before.labels else {
        earlier.noteFirst(slice)
        continue
      }
      guard predicted.stamps[slice]?.generation != old.generation else { continue }
      if held == slice { earlier.hold(slice) }
      earlier.note(slice, replaced: labels.slice(slice, along: sliceAxis), of: old)
    }
  }

  /// How a slice's prediction differs from the earlier one; nil where there is none.
  ///
  /// - known: labels that the project has; others count as background, as they are shown.
  func difference(_ slice: Int, known: Set<UInt8>) -> PredictionDifference? {
    guard earlier.stamps[slice] != nil, let old = earlier.labels, let new = predicted.labels else {
      return nil
    }
    return PredictionDifference(
      from: old.slice(slice, along: sliceAxis), to: new.slice(slice, along: sliceAxis),
      known: known)
  }
}

/// What has changed in a slice from one prediction to the next.
struct PredictionDifference: Equatable, Sendable {
  /// Voxels whose label changed.
  private(set) var changed = 0
  /// Voxels that have a label before or after.
  private(set) var labelled = 0
  /// Voxels that each class has won.
  private(set) var won: [UInt8: Int] = [:]
  /// Voxels that each class has lost.
  private(set) var lost: [UInt8: Int] = [:]

  init(from old: Slice<UInt8>, to new: Slice<UInt8>, known: Set<UInt8>) {
    for (a, b) in zip(old.values, new.values) {
      let (before, after) = (known.contains(a) ? a : 0, known.contains(b) ? b : 0)
      if before != 0 || after != 0 { labelled += 1 }
      guard before != after else { continue }
      changed += 1
      if before != 0 { lost[before, default: 0] += 1 }
      if after != 0 { won[after, default: 0] += 1 }
    }
  }

  /// Changed voxels as a share of those that have a label before or after.
  var share: Double { labelled == 0 ? 0 : Double(changed) / Double(labelled) }
}
