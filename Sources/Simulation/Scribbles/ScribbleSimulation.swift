import Foundation
import Volume

/// Scribbles as a person might draw them, made from a dense truth.
///
/// Per slice and class: erode large regions, thin them to a skeleton, walk along one branch of it, thicken the
/// walk, and jitter it (after `scribbles_generator.py` of WSL4MIS and WORD, "algorithm A" of the literature).
/// Where that leaves next to nothing - a disc has a point for skeleton - the walk follows a line halfway
/// between rim and middle instead. Background is a ring around all classes, as annotators draw it, or where
/// there is no room for one, the skeleton of the background.
package struct ScribbleSimulation: Hashable, Sendable {
  /// Random choices: the same seed gives the same scribbles.
  package var seed: UInt64
  /// The axis that slices are counted along.
  package var axis: Axis
  /// How many slices get scribbles, spread evenly over the slices that hold a class; nil for all of them.
  package var sliceCount: Int?

  /// A simulation on some slices across an axis.
  package init(seed: UInt64 = 1, axis: Axis = .k, sliceCount: Int? = 3) {
    self.seed = seed
    self.axis = axis
    self.sliceCount = sliceCount
  }

  /// The slices that get scribbles, ascending: the middles of `sliceCount` equal parts of the extent of all
  /// classes.
  package func slices(of truth: LabelMap) -> [Int] {
    let held = truth.slices(along: axis) { $0 > 0 }
    guard let count = sliceCount, count < held.count else { return held }
    guard count > 0 else { return [] }
    return (0..<count).map { held[(2 * $0 + 1) * held.count / (2 * count)] }
  }

  /// Draws the scribbles: encoding `inkling`, 0 = none, 1…254 = class, 255 = background.
  package func scribbles(on truth: LabelMap) -> LabelMap {
    var scribbles = LabelMap(size: truth.size)
    for index in slices(of: truth) {
      let slice = truth.slice(index, along: axis)
      scribbles.setSlice(index, along: axis, to: self.scribbles(on: slice, index: index))
    }
    return scribbles
  }

  /// Draws on one slice; what is drawn depends on seed, slice number and class alone.
  func scribbles(on truth: Slice<UInt8>, index: Int) -> Slice<UInt8> {
    var drawn = Slice(
      width: truth.width, height: truth.height,
      values: [UInt8](repeating: 0, count: truth.values.count))
    func random(for label: UInt8) -> SplitMix64 {
      var generator = SplitMix64(seed: seed)
      let start = generator.next()
      return SplitMix64(seed: start &+ UInt64(index) &* 0x1_0001 &+ UInt64(label) &* 0x100_0003)
    }
    for label in Set(truth.values).subtracting([0]).sorted() {
      var generator = random(for: label)
      let region = Mask(of: truth) { $0 == label }
      guard let box = region.boundingBox else { continue }
      let scribble = ForegroundScribble.draw(in: region.cropped(to: box), &generator)
      mark(scribble, at: box, as: label, in: &drawn)
    }
    var generator = random(for: 0)
    let organ = Mask(of: truth) { $0 > 0 }
    mark(
      BackgroundScribble.draw(around: organ, &generator), at: (0, 0, truth.width, truth.height),
      as: ScribbleEncoding.background, in: &drawn)
    return drawn
  }

  private func mark(
    _ pixels: Mask, at box: Mask.Box, as label: UInt8, in drawn: inout Slice<UInt8>
  ) {
    for row in 0..<pixels.height {
      for column in 0..<pixels.width where pixels[column, row] {
        drawn[box.column + column, box.row + row] = label
      }
    }
  }
}
