/// Values that stand for "nothing was measured here" and not for an intensity: -32768 outside the field of view, -9999, 1e20.
///
/// Such a value lies beyond everything else. A window or a scale that follows it leaves no greys for the image.
package struct FillValues: Hashable, Sendable {
  /// One such value.
  package struct Entry: Hashable, Sendable {
    /// The value itself.
    package let value: Float
    /// How many voxels hold exactly this value.
    package let voxels: Int
  }

  /// The values, ascending; at least one.
  package let entries: [Entry]
  /// The range of all other intensities.
  package let others: ClosedRange<Float>

  /// At least this share of the voxels hold a fill value. Fewer move no percentile that a window or a scale is made of.
  private static let leastShare = 0.001
  /// At least so many different intensities must be left: masks, label maps and drawings have no intensities to protect.
  private static let leastLevels = 16

  /// How many values at the lower and at the upper end may be fill values. The most come first: -32768 and -32767 show only
  /// together that they are far from the others.
  private static let choices = [
    (2, 2), (2, 1), (1, 2), (2, 0), (1, 1), (0, 2), (1, 0), (0, 1),
  ]

  /// The fill values of an image; nil where it has none, as most.
  ///
  /// A fill value is the smallest or the largest value, many voxels hold exactly it, and from the nearest other intensity it is
  /// at least as far as the others are from one another. A window up to it would then spend over half of its greys on intensities
  /// that no voxel has. Measured against the whole range of the others and not against a deviation: bright vessels, dark air
  /// and heavy tails are parts of the picture, and between them there is no such gap. Up to two values at either end are found
  /// (outside the field of view, and outside the slab). Zero never counts: it is how scanners and skull stripping write air.
  package init?(in voxels: [Float]) {
    let ends = Ends(of: voxels)
    let least = max(8, Int(Double(voxels.count) * FillValues.leastShare))
    for (low, high) in FillValues.choices {
      guard let others = ends.others(low: low, high: high) else { continue }
      let entries = ends.lowest.prefix(low) + ends.highest.prefix(high).reversed()
      guard entries.allSatisfy({ $0.voxels >= least && $0.value != 0 }),
        FillValues.hasLevels(voxels, in: others)
      else { continue }
      self.entries = Array(entries)
      self.others = others
      return
    }
    return nil
  }

  private static func hasLevels(_ voxels: [Float], in range: ClosedRange<Float>) -> Bool {
    var levels: Set<Float> = []
    for voxel in voxels where range.contains(voxel) {
      levels.insert(voxel)
      if levels.count >= leastLevels { return true }
    }
    return false
  }

  /// The fill values in words, for people.
  package func sentence(voxels: Int) -> String {
    let words = entries.map { entry in
      let share = 100 * Double(entry.voxels) / Double(max(1, voxels))
      return "\(entry.value.plainText) in \(share.shortText) % of the voxels"
    }
    return
      "Fill value\(entries.count == 1 ? "" : "s") \(words.joined(separator: " and ")): far from all other intensities "
      + "(\(others.lowerBound.plainText) to \(others.upperBound.plainText)), so window and network leave "
      + "\(entries.count == 1 ? "it" : "them") out."
  }
}

/// The smallest and the largest different values of an image, each with the number of its voxels.
private struct Ends {
  typealias Entry = FillValues.Entry

  /// Values kept at either end: two that may be fill values, and the one after them.
  static let depth = 3

  /// Ascending.
  let lowest: [Entry]
  /// Descending.
  let highest: [Entry]

  init(of voxels: [Float]) {
    var low = Table()
    var high = Table()
    voxels.withUnsafeBufferPointer { voxels in
      for voxel in voxels {
        if voxel <= low.bound { low.count(voxel) }
        if -voxel <= high.bound { high.count(-voxel) }
      }
    }
    lowest = low.entries.map { Entry(value: $0.value, voxels: $0.voxels) }
    highest = high.entries.map { Entry(value: -$0.value, voxels: $0.voxels) }
  }

  /// What is left without some values at the ends; nil where these don't lie far enough from it.
  func others(low: Int, high: Int) -> ClosedRange<Float>? {
    guard low < lowest.count, high < highest.count else { return nil }
    let (first, last) = (Double(lowest[low].value), Double(highest[high].value))
    let range = last - first
    guard range > 0 else { return nil }
    if low > 0, first - Double(lowest[low - 1].value) < range { return nil }
    if high > 0, Double(highest[high - 1].value) - last < range { return nil }
    return lowest[low].value...highest[high].value
  }

  /// The smallest different values so far. A value that belongs to them at the end has belonged to them ever since it was
  /// first seen, so its count is whole.
  private struct Table {
    var entries: [(value: Float, voxels: Int)] = []
    /// Larger values need no look.
    var bound = Float.infinity

    mutating func count(_ value: Float) {
      guard value.isFinite else { return }
      let place = entries.firstIndex { $0.value >= value } ?? entries.count
      if place < entries.count, entries[place].value == value {
        entries[place].voxels += 1
        return
      }
      entries.insert((value, 1), at: place)
      if entries.count > Ends.depth { entries.removeLast() }
      if entries.count == Ends.depth { bound = entries[Ends.depth - 1].value }
    }
  }
}

extension Float {
  /// "-32768" and not "-32768.0".
  var plainText: String { self == rounded() && abs(self) < 1e9 ? "\(Int(self))" : "\(self)" }
}

extension Double {
  /// Three digits that count: "2.78", "40".
  var shortText: String { Float((self * 100).rounded() / 100).plainText }
}
