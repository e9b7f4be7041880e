import Prediction
import Volume

/// Chooses which case, slice and place each crop of a batch comes from.
///
/// A choice depends on seed, step and place in the batch alone, never on what was drawn before: training that
/// is resumed at step t draws what it would have drawn.
struct Sampler: Sendable {
  let settings: SamplingSettings
  let seed: UInt64
  /// Rows and columns of a crop, in the network's pixels.
  let height: Int, width: Int
  /// What the network sees: how large its pixels are.
  var input = NetworkInput()

  /// Where a crop comes from.
  struct Choice: Equatable, Sendable {
    /// Index of the case.
    var caseIndex: Int
    var slice: Int
    /// The column and row in the middle of the crop.
    var column: Float, row: Float
  }

  /// The generator of one crop; its choice and augmentation are drawn from it.
  func random(step: Int, item: Int) -> SplitMix64 {
    var mixed = SplitMix64(seed: seed &+ UInt64(truncatingIfNeeded: step) &* 0xD1B5_4A32_D192_ED03)
    var generator = mixed.split()
    for _ in 0..<item { generator = mixed.split() }
    return generator
  }

  /// Draws a crop.
  /// - Precondition: some case teaches something.
  func choose(from cases: [CaseTargets], random: inout SplitMix64) -> Choice {
    let taught = cases.indices.filter { !cases[$0].slices.isEmpty }
    precondition(!taught.isEmpty, "there is something to learn from")
    let wantsTaught = random.uniform() < settings.taughtShare
    let wantsClass = random.uniform() < settings.classShare
    if wantsTaught && wantsClass {
      return chooseByClass(taught, cases, &random)
    }
    let drawn = wantsTaught || !settings.untaughtVolumes ? taught : Array(cases.indices)
    let index = drawn[random.index(drawn.count)]
    let item = cases[index]
    let known = item.taughtSlices
    if !known.isEmpty && (wantsTaught || known.count == item.count) {
      return place(in: item, index, slice: known[random.index(known.count)], nil, &random)
    }
    let unknown = (0..<item.count).filter { item.slices[$0] == nil }
    return place(in: item, index, slice: unknown[random.index(unknown.count)], nil, &random)
  }

  /// A class, then a case that shows it, then one of its slices, then one of its pixels.
  private func chooseByClass(
    _ taught: [Int], _ cases: [CaseTargets], _ random: inout SplitMix64
  ) -> Choice {
    let outputs = cases[taught[0]].slicesOfOutput.indices.filter { output in
      taught.contains { !cases[$0].slicesOfOutput[output].isEmpty }
    }
    let output = outputs[random.index(outputs.count)]
    let showing = taught.filter { !cases[$0].slicesOfOutput[output].isEmpty }
    let index = showing[random.index(showing.count)]
    let slices = cases[index].slicesOfOutput[output]
    let slice = slices[random.index(slices.count)]
    return place(in: cases[index], index, slice: slice, Int8(output), &random)
  }

  /// The middle of the crop: somewhere in the region of interest, near a pixel of `target` where one is wanted.
  private func place(
    in item: CaseTargets, _ index: Int, slice: Int, _ target: Int8?, _ random: inout SplitMix64
  ) -> Choice {
    let jitter = Double(settings.jitter)
    var wanted: (column: Double, row: Double)?
    if let target, let pixel = item.slices[slice]?.pixel(of: target, &random) {
      wanted = (Double(pixel % item.width), Double(pixel / item.width))
    }
    let step = item.step(input)
    func middle(_ range: Range<Int>, _ pixels: Int, _ step: Double, _ wanted: Double?) -> Float {
      let size = Double(pixels) * step
      let shift = random.uniform(in: -1..<1) * jitter * step
      let spread = random.uniform()
      let center = Double(range.lowerBound + range.upperBound - 1) / 2
      guard Double(range.count) > size else { return Float(center + shift) }
      // The crop stays within the region, which is larger.
      let low = Double(range.lowerBound) + (size - 1) / 2
      let high = Double(range.upperBound - 1) - (size - 1) / 2
      let place = wanted.map { $0 + shift } ?? (low + (high - low) * spread)
      return Float(min(high, max(low, place)))
    }
    return Choice(
      caseIndex: index, slice: slice,
      column: middle(item.region.columns, width, step.columns, wanted?.column),
      row: middle(item.region.rows, height, step.rows, wanted?.row))
  }
}

extension SliceTargets {
  /// A pixel with a target, scribbled ones before accepted ones; nil when there is none.
  func pixel(of target: Int8, _ random: inout SplitMix64) -> Int? {
    let matching = points.filter { $0.target == target }
    if !matching.isEmpty { return Int(matching[random.index(matching.count)].pixel) }
    let accepted = dense.indices.filter { dense[$0] == target }
    return accepted.isEmpty ? nil : accepted[random.index(accepted.count)]
  }
}

extension SplitMix64 {
  /// A number in 0..<count.
  mutating func index(_ count: Int) -> Int { Int(uniform() * Double(count)) }
}
