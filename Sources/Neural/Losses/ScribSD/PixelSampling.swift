// The pixels whose features the contrastive term looks at (CCR-P, steps 2 and 3).
//
// A pixel's class is its scribble's; otherwise the teacher's most probable class where that probability reaches the
// confidence; otherwise it has none. Per image and class up to K pixels are drawn without replacement:
//
//   scribbled pixels with r times the chance of others, so K r n_S / (r n_S + n_R) of them are taken, rounded;
//   of the rest the hard share from pixels where the student's most probable class differs, as far as there are any.
//
// Classes with fewer pixels than a threshold are skipped in that image.
//
// Source: reconstruction; sampling after PCLMix (half hard, half easy anchors) and SC-Net (agreeing pixels).

/// Why a pixel may be drawn.
private enum SampleOrigin: Int, CaseIterable {
  case scribbled, hard, easy
}

/// How many pixels of each origin are drawn, given how many there are.
///
/// - available: scribbled, hard, easy
func samplePlan(_ available: [Int], _ settings: ContrastSettings) -> [Int] {
  let (scribbled, hard, easy) = (available[0], available[1], available[2])
  let rest = hard + easy
  guard scribbled + rest >= settings.fewestPixels else { return [0, 0, 0] }
  let wanted = min(settings.samplesPerClass, scribbled + rest)
  let weight = Double(settings.scribbleChance) * Double(scribbled)
  let share = weight / (weight + Double(rest))
  let fromScribbles = max(
    wanted - rest, min(scribbled, Int((Double(wanted) * share).rounded())))
  let others = wanted - fromScribbles
  let fromHard = max(
    others - easy, min(hard, Int((Double(others) * Double(settings.hardShare)).rounded(.up))))
  return [fromScribbles, fromHard, others - fromHard]
}

/// What the samples of a batch are drawn from, at the features' resolution.
struct SamplingMaps<Scalar: NeuralScalar> {
  /// (N, H, W), -1 = no scribble.
  let labels: TargetMaps
  /// Probabilities (N, C, H, W) at temperature 1.
  let teacher: ClassMaps<Scalar>
  /// Logits (N, C, H, W).
  let student: ClassMaps<Scalar>
  /// Scratch, N · H · W entries.
  let codes: UnsafeMutablePointer<UInt16>
}

/// Draws the samples of a batch: the same for the same seed, step and maps, at any number of threads.
func choosePixels<Scalar: NeuralScalar>(
  _ maps: SamplingMaps<Scalar>, _ settings: ContrastSettings, seed: UInt64, step: UInt64,
  _ sums: PartialSums, _ parallel: ParallelFor
) -> PixelSamples {
  let (labels, classes) = (maps.labels, maps.teacher.classes)
  let width = classes * SampleOrigin.allCases.count
  let available = codePixels(maps, Scalar(settings.confidence), sums, parallel)

  var ranks = ChosenRanks(images: labels.count, classes: classes)
  var result = PixelSamples()
  for image in 0..<labels.count {
    for label in 0..<classes {
      let slot = image * width + label * SampleOrigin.allCases.count
      let counts = available[slot..<(slot + SampleOrigin.allCases.count)].map { Int($0) }
      let plan = samplePlan(counts, settings)
      var generator = CounterGenerator(seed, step, UInt64(image), UInt64(label))
      for origin in 0..<plan.count where plan[origin] > 0 {
        ranks.chosen[slot + origin] = generator.ranks(plan[origin], of: counts[origin])
      }
      ranks.firsts[image * classes + label] = ranks.total
      let count = plan.reduce(0, +)
      if count > 0 {
        result.groups.append(.init(image: image, label: label, first: ranks.total, count: count))
      }
      ranks.total += count
    }
  }
  result.samples = locate(ranks, in: maps.codes, labels, parallel)
  return result
}

/// Writes 3 · class + origin (`codeOfNone` = no class) for every pixel; returns how many pixels of each image have each
/// code.
@_specialize(where Scalar == Float)
private func codePixels<Scalar: NeuralScalar>(
  _ maps: SamplingMaps<Scalar>, _ confidence: Scalar, _ sums: PartialSums, _ parallel: ParallelFor
) -> [Double] {
  let (labels, teacher, student, codes) = (maps.labels, maps.teacher, maps.student, maps.codes)
  let (classes, pixels) = (teacher.classes, teacher.pixels)
  let origins = SampleOrigin.allCases.count
  let width = classes * origins
  return sums.perImage(PixelBlocks(teacher), width: width, parallel) { block, row in
    let q = teacher.plane(block.image, 0)
    let z = student.plane(block.image, 0)
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: width + 1) { scratch in
      guard let found = scratch.baseAddress else { return }
      found.update(repeating: 0, count: width + 1)
      var pixel = block.first
      while pixel < block.end {
        let count = min(8, block.end - pixel)
        let out = codes + (block.image * pixels + pixel)
        let believed = believedCodes(
          q + pixel, z + pixel, stride: pixels, classes: classes, confidence, count)
        var lanes = Scalar.wholeNumbers(believed)
        let drawn = labels.lanes(block.image, pixel, count)
        if drawn.hasLabel {
          for lane in 0..<count where drawn[lane] >= 0 {
            lanes[lane] = UInt16(Int(drawn[lane]) * origins + SampleOrigin.scribbled.rawValue)
          }
        }
        for lane in 0..<count {
          let code = lanes[lane]
          out[lane] = code
          found[min(width, Int(code))] += 1
        }
        pixel += 8
      }
      for code in 0..<width { row[code] = Double(found[code]) }
    }
  }
}

/// The code of a pixel that no class can be given.
private let codeOfNone: UInt16 = 65535

/// The codes of eight unscribbled pixels.
@inline(__always)
private func believedCodes<Scalar: NeuralScalar>(
  _ teacher: UnsafeMutablePointer<Scalar>, _ student: UnsafeMutablePointer<Scalar>, stride: Int,
  classes: Int, _ confidence: Scalar, _ count: Int
) -> SIMD8<Scalar> {
  let (probability, believed) = largestLanes(teacher, stride, classes, count)
  let (_, predicted) = largestLanes(student, stride, classes, count)
  let difference = believed - predicted
  let origin = Scalar.select(
    SIMD8(repeating: Scalar(SampleOrigin.easy.rawValue)),
    SIMD8(repeating: Scalar(SampleOrigin.hard.rawValue)),
    where: difference, equals: .zero)
  let code = believed * Scalar(SampleOrigin.allCases.count) + origin
  return Scalar.select(
    SIMD8(repeating: Scalar(codeOfNone)), code, where: probability,
    isBelow: SIMD8(repeating: confidence))
}

/// The largest of the classes' values in each lane and which class it is, the first of equals.
@inline(__always)
private func largestLanes<Scalar: NeuralScalar>(
  _ values: UnsafeMutablePointer<Scalar>, _ stride: Int, _ classes: Int, _ count: Int
) -> (value: SIMD8<Scalar>, index: SIMD8<Scalar>) {
  var largest = values.lanes(count)
  var index = SIMD8<Scalar>(repeating: 0)
  for c in 1..<classes {
    let lanes = (values + c * stride).lanes(count)
    index = Scalar.select(
      SIMD8(repeating: Scalar(c)), index, where: largest, isBelow: lanes)
    largest = Scalar.larger(lanes, largest)
  }
  return (largest, index)
}

/// Which pixels a batch's samples are, told by their rank among the pixels of one code.
private struct ChosenRanks {
  /// For each image and code: the ranks drawn, ascending.
  var chosen: [[Int]]
  /// For each image and class: where its samples begin.
  var firsts: [Int]
  /// Samples in all.
  var total = 0

  init(images: Int, classes: Int) {
    chosen = Array(repeating: [], count: images * classes * SampleOrigin.allCases.count)
    firsts = Array(repeating: 0, count: images * classes)
  }

  /// What one of `images` images has to look for.
  func scan(_ image: Int, of images: Int) -> SampleScan {
    let (width, classes) = (chosen.count / images, firsts.count / images)
    return SampleScan(
      Array(chosen[(image * width)..<((image + 1) * width)]),
      Array(firsts[(image * classes)..<((image + 1) * classes)]))
  }
}

/// Finds the chosen ranks' pixels: one scan of the codes of each image.
private func locate(
  _ ranks: ChosenRanks, in codes: UnsafeMutablePointer<UInt16>, _ labels: TargetMaps,
  _ parallel: ParallelFor
) -> [PixelSample] {
  let none = PixelSample(image: -1, pixel: -1, label: -1)
  var samples = [PixelSample](repeating: none, count: ranks.total)
  samples.withUnsafeMutableBufferPointer { samples in
    guard let samples = samples.baseAddress else { return }
    parallel(labels.count) { image in
      ranks.scan(image, of: labels.count).run(
        image, codes + image * labels.pixels, labels.pixels, samples)
    }
  }
  return samples
}

/// One image's search for the pixels of the chosen ranks.
private struct SampleScan {
  /// By code: ranks wanted, ascending.
  private let chosen: [[Int]]
  /// By class: where its samples go.
  private let firsts: [Int]

  init(_ chosen: [[Int]], _ firsts: [Int]) {
    self.chosen = chosen
    self.firsts = firsts
  }

  func run(
    _ image: Int, _ codes: UnsafeMutablePointer<UInt16>, _ pixels: Int,
    _ samples: UnsafeMutablePointer<PixelSample>
  ) {
    var next = firsts
    var taken = [Int](repeating: 0, count: chosen.count)
    // By code: pixels until the next wanted one; the last entry swallows pixels without a class.
    var waiting = chosen.map { $0.first ?? Int.max } + [Int.max]
    waiting.withUnsafeMutableBufferPointer { waiting in
      for pixel in 0..<pixels {
        let code = min(chosen.count, Int(codes[pixel]))
        if waiting[code] > 0 {
          waiting[code] -= 1
          continue
        }
        let label = code / SampleOrigin.allCases.count
        samples[next[label]] = PixelSample(
          image: Int32(image), pixel: Int32(pixel), label: Int32(label))
        next[label] += 1
        taken[code] += 1
        let ranks = chosen[code]
        waiting[code] =
          taken[code] < ranks.count ? ranks[taken[code]] - ranks[taken[code] - 1] - 1 : Int.max
      }
    }
  }
}
