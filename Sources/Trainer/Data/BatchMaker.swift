import Foundation
import Neural
import Prediction
import Volume

/// One batch as the training step takes it.
struct TrainingBatch: Sendable {
  var student: ImageBatch
  var teacher: ImageBatch
  var targets: TargetBatch
  /// Labels that the network has given, where nothing is drawn.
  var pseudo: TargetBatch?
  /// Labels of another program, where nothing is drawn; nil where no volume has such.
  var imported: TargetBatch?
}

/// Makes the batch of a step: sampling, augmentation, noise.
///
/// A function of the snapshot, the settings and the step alone, so it may run on a second thread ahead of time.
struct BatchMaker: Sendable {
  let sampler: Sampler
  let augmentation: AugmentationSettings
  /// Crops in a batch.
  let count: Int
  private let renderer: CropRenderer

  /// - count: crops in a batch
  init(_ sampler: Sampler, augmentation: AugmentationSettings, count: Int) {
    (self.sampler, self.augmentation, self.count) = (sampler, augmentation, count)
    renderer = CropRenderer(
      height: sampler.height, width: sampler.width,
      noise: NoiseTable(deviation: augmentation.noise, limit: augmentation.noiseLimit))
  }

  /// What the network sees.
  private var input: NetworkInput { sampler.input }

  /// The batch of a step.
  /// - Throws: when an image can't be read (any more).
  func batch(step: Int, of data: Dataset.Snapshot) throws -> TrainingBatch {
    let (height, width) = (sampler.height, sampler.width)
    let pixels = height * width
    var images = Images(input, count: count, pixels: pixels)
    var labels = Labels(count: count * pixels)
    var pseudo = [Int8](repeating: -1, count: data.pseudo == nil ? 0 : count * pixels)
    let hasImports = data.cases.contains { !$0.imported.isEmpty }
    var imported = [Int8](repeating: -1, count: hasImports ? count * pixels : 0)
    for item in 0..<count {
      var random = sampler.random(step: step, item: item)
      let choice = sampler.choose(from: data.cases, random: &random)
      let source = data.cases[choice.caseIndex]
      let stack = try data.images.stack(source.caseName)
      let map = draw(stack, choice, item: item, &random, into: &images)
      if let known = source.slices[choice.slice] {
        labels.draw(known, of: source, map, renderer, data.denseWeight, item: item)
      }
      func add(_ dense: [Int8]?, into labels: inout [Int8]) {
        guard let dense else { return }
        renderer.targets(
          SliceLabels(targets: dense, width: source.width, height: source.height), through: map,
          into: &labels, at: item * pixels)
      }
      add(data.pseudo?[choice.caseIndex, choice.slice], into: &pseudo)
      add(source.imported[choice.slice], into: &imported)
    }
    var batch = TrainingBatch(
      student: ImageBatch(count: count, channels: input.channels, height: height, width: width),
      teacher: ImageBatch(count: count, channels: input.channels, height: height, width: width),
      targets: TargetBatch(count: count, height: height, width: width))
    batch.student.values = images.student
    batch.teacher.values = images.teacher
    batch.targets.values = labels.targets
    batch.targets.weights = labels.weighted ? labels.weights : nil
    if !pseudo.isEmpty { batch.pseudo = unlabelled(pseudo, batch.targets) }
    if hasImports { batch.imported = unlabelled(imported, batch.targets) }
    return batch
  }

  /// Draws an augmented crop of one item: the same for both networks but for its noise.
  /// - Returns: where in the slice its pixels come from
  private func draw(
    _ stack: SliceStack, _ choice: Sampler.Choice, item: Int, _ random: inout SplitMix64,
    into images: inout Images
  ) -> SamplingMap {
    let variation = Augmentation(
      augmentation, aspect: stack.rowSpacing / stack.columnSpacing, step: stack.step(input),
      side: stack.shortestSide, random: &random)
    let map = SamplingMap(
      height: sampler.height, width: sampler.width, column: choice.column, row: choice.row,
      variation)
    renderer.image(
      stack, slice: choice.slice, slices: input.slices, through: map, tone: variation.tone,
      into: &images.plain)
    let (image, positions) = images.places(of: item, count: count)
    renderer.finish(images.plain, stack.scale, random: &random, into: &images.student[image])
    renderer.finish(images.plain, stack.scale, random: &random, into: &images.teacher[image])
    renderer.positions(
      stack, slice: choice.slice, through: map, input.position, shift: variation.shift,
      into: &images.student[positions])
    images.teacher.replaceSubrange(positions, with: images.student[positions])
    return map
  }

  /// Labels of a network or of another program where there are no targets.
  private func unlabelled(_ pseudo: [Int8], _ targets: TargetBatch) -> TargetBatch {
    var batch = TargetBatch(count: targets.count, height: targets.height, width: targets.width)
    for index in pseudo.indices where targets.values[index] < 0 {
      batch.values[index] = pseudo[index]
    }
    return batch
  }

  /// What both networks see of a batch.
  private struct Images {
    /// The slices of one crop without noise.
    var plain: [Float]
    /// (count, channels, height, width): intensities, then coordinates.
    var student: [Float], teacher: [Float]

    init(_ input: NetworkInput, count: Int, pixels: Int) {
      plain = [Float](repeating: 0, count: input.slices * pixels)
      student = [Float](repeating: 0, count: count * input.channels * pixels)
      teacher = student
    }

    /// Where the intensities and the coordinates of an item lie.
    func places(of item: Int, count: Int) -> (image: Range<Int>, positions: Range<Int>) {
      let size = student.count / count
      let (start, end) = (item * size, (item + 1) * size)
      return (start..<start + plain.count, start + plain.count..<end)
    }
  }

  /// Targets and weights of a batch.
  private struct Labels {
    var targets: [Int8]
    var weights: [Float]
    var weighted = false

    init(count: Int) {
      targets = [Int8](repeating: -1, count: count)
      weights = [Float](repeating: 1, count: count)
    }

    /// Draws what is known of a slice into the crop of one item.
    mutating func draw(
      _ known: SliceTargets, of source: CaseTargets, _ map: SamplingMap,
      _ renderer: CropRenderer, _ denseWeight: Float, item: Int
    ) {
      let pixels = source.width * source.height
      let hasWeights = !known.dense.isEmpty && denseWeight != 1
      weighted = weighted || hasWeights
      var slice = [Int8](repeating: -1, count: pixels)
      var sliceWeights = [Float](repeating: 1, count: hasWeights ? pixels : 0)
      known.draw(into: &slice, weights: &sliceWeights, denseWeight: denseWeight)
      renderer.targets(
        SliceLabels(
          targets: slice, weights: hasWeights ? sliceWeights : nil, width: source.width,
          height: source.height),
        through: map, into: &targets, &weights, at: item * renderer.height * renderer.width)
    }
  }
}
