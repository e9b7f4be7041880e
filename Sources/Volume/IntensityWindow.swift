/// The range of intensities that a screen shows from black to white.
package struct IntensityWindow: Hashable, Codable, Sendable {
  /// Shown black, as everything below.
  package var low: Float
  /// Shown white, as everything above; always larger than `low`.
  package var high: Float

  /// A window between two intensities; a window of no width is widened by 1.
  package init(low: Float, high: Float) {
    self.low = low
    self.high = high > low ? high : max(low + 1, low.nextUp)
  }

  /// Where an intensity lies in the window: 0 at `low` and below, 1 at `high` and above.
  package func position(of intensity: Float) -> Float {
    min(1, max(0, (intensity - low) / (high - low)))
  }

  /// The window from the 0.2nd to the 99.8th percentile of a volume.
  package static func automatic(for volume: Volume) -> IntensityWindow {
    automatic(for: volume.voxels)
  }

  /// The window from the 0.2nd to the 99.8th percentile, fill values left out.
  package static func automatic(for voxels: [Float]) -> IntensityWindow {
    spanning([0.2, 99.8], of: voxels, fill: FillValues(in: voxels))
  }

  /// The window between two percentiles, read from at most 250 000 evenly spread voxels without the fill values.
  ///
  /// Where those two are equal (a mask, a constant volume) it spans all intensities.
  package static func spanning(
    _ percents: [Double], of voxels: [Float], fill: FillValues?
  ) -> IntensityWindow {
    precondition(percents.count == 2, "a lower and an upper percentile")
    let bounds = percentiles(percents, of: voxels, within: fill?.others)
    if bounds[1] > bounds[0] { return IntensityWindow(low: bounds[0], high: bounds[1]) }
    if let others = fill?.others {
      return IntensityWindow(low: others.lowerBound, high: others.upperBound)
    }
    return IntensityWindow(low: voxels.min() ?? 0, high: voxels.max() ?? 0)
  }

  /// Percentiles (0…100, nearest rank) of the finite values, read from at most `sample` evenly spread ones.
  ///
  /// - range: values beyond it are passed over; nil = none are.
  /// - Returns: as many values as were asked for; zeros where no value is finite.
  package static func percentiles(
    _ percents: [Double], of values: [Float], within range: ClosedRange<Float>? = nil,
    sample: Int = 250_000
  ) -> [Float] {
    // An odd step does not fall into the rhythm of rows, whose lengths are mostly even.
    let step = values.count <= sample ? 1 : (values.count / sample) | 1
    var chosen: [Float] = []
    chosen.reserveCapacity(values.count / step + 1)
    for index in stride(from: 0, to: values.count, by: step) where values[index].isFinite {
      chosen.append(values[index])
    }
    if let range { chosen.removeAll { !range.contains($0) } }
    guard let last = chosen.indices.last else { return percents.map { _ in 0 } }
    return percents.map { percent in
      chosen.value(ofRank: min(last, max(0, Int((percent / 100 * Double(last)).rounded()))))
    }
  }
}
