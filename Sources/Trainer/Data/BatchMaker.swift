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
}

/// Makes the batch of a step: sampling, augmentation, noise.
///
/// A function of the snapshot, the settings and the step alone, so it may run on a second thread ahead of time.
struct BatchMaker: Sendable {
  let sampler: Sampler
  let augmentation: AugmentationSettings
  /// Crops in a batch.
  let count: Int
  /// What the network sees.
  let input: NetworkInput

  private let renderer: CropRenderer

  /// - height, width: of a crop, in pixels of the network
  init(
    sampling: SamplingSettings, augmentation: AugmentationSettings, count: Int, input: NetworkInput,
    height: Int, width: Int, seed: UInt64
  ) {
    sampler = Sampler(settings: sampling, seed: seed, height: height, width: width, input: input)
    self.augmentation = augmentation
    self.count = count
    self.input = input
    renderer = CropRenderer(
      height: height, width: width,
      noise: NoiseTable(deviation: augmentation.noise, limit: augmentation.noiseLimit))
  }

  /// The batch of a step.
  /// - Throws: when an image can't be read (any more).
  func batch(step: Int, of data: Dataset.Snapshot) throws -> TrainingBatch {
    let (height, width) = (sampler.height, sampler.width)
    let channels = input.channels
    let (imageSize, sliceSize) = (channels * height * width, input.slices * height * width)
    var plain = [Float](repeating: 0, count: sliceSize)
    var student = [Float](repeating: 0, count: count * imageSize)
    var teacher = student
    var labels = Labels(count: count * height * width)
    var pseudo = [Int8](repeating: -1, count: data.pseudo == nil ? 0 : count * height * width)
    for item in 0..<count {
      var random = sampler.random(step: step, item: item)
      let choice = sampler.choose(from: data.cases, random: &random)
      let source = data.cases[choice.caseIndex]
      let stack = try data.images.stack(source.caseName)
      let variation = Augmentation(
        augmentation, aspect: stack.rowSpacing / stack.columnSpacing, step: stack.step(input),
        side: stack.shortestSide, random: &random)
      let map = SamplingMap(
        height: height, width: width, column: choice.column, row: choice.row, variation)
      renderer.image(
        stack, slice: choice.slice, slices: input.slices, through: map, tone: variation.tone,
        into: &plain)
      let start = item * imageSize
      let (image, positions) = (
        start..<start + sliceSize, start + sliceSize..<start + imageSize
      )
      renderer.finish(plain, stack.scale, random: &random, into: &student[image])
      renderer.finish(plain, stack.scale, random: &random, into: &teacher[image])
      renderer.positions(
        stack, slice: choice.slice, through: map, input.position, shift: variation.shift,
        into: &student[positions])
      teacher.replaceSubrange(positions, with: student[positions])
      if let known = source.slices[choice.slice] {
        labels.draw(known, of: source, map, renderer, data.denseWeight, item: item)
      }
      if let given = data.pseudo?[choice.caseIndex, choice.slice] {
        renderer.targets(
          given, columns: source.width, rows: source.height, through: map, into: &pseudo,
          at: item * height * width)
      }
    }
    var batch = TrainingBatch(
      student: ImageBatch(count: count, channels: channels, height: height, width: width),
      teacher: ImageBatch(count: count, channels: channels, height: height, width: width),
      targets: TargetBatch(count: count, height: height, width: width))
    batch.student.values = student
    batch.teacher.values = teacher
    batch.targets.values = labels.targets
    batch.targets.weights = labels.weighted ? labels.weights : nil
    if !pseudo.isEmpty { batch.pseudo = unlabelled(pseudo, batch.targets) }
    return batch
  }

  /// Pseudo labels where there are no targets.
  private func unlabelled(_ pseudo: [Int8], _ targets: TargetBatch) -> TargetBatch {
    var batch = TargetBatch(count: targets.count, height: targets.height, width: targets.width)
    for index in pseudo.indices where targets.values[index] < 0 {
      batch.values[index] = pseudo[index]
    }
    return batch
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
        slice, hasWeights ? sliceWeights : nil, columns: source.width, rows: source.height,
        through: map, into: &targets, &weights, at: item * renderer.height * renderer.width)
    }
  }
}
