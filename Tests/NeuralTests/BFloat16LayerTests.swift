import Testing

@testable import Neural

/// Every layer over bfloat16 maps against the same layer over `Float` maps, from equal inputs that bfloat16 holds exactly.
///
/// Rounding a number to eight bits is off by 2^-9 of it at most and about 0.0017 of it in the mean square: bounds are
/// small multiples of that, relative to the root mean square of what `Float` gives.
@Suite struct BFloat16LayerTests {
  private typealias Results = [(name: String, values: [Float])]
  /// Holds all maps as long as the test runs.
  private let arena = Arena()
  private static let rounding = 0.0017

  /// - bound: in roundings
  private func compare(_ found: Results, _ expected: Results, within bound: Double) {
    #expect(found.count == expected.count && !found.isEmpty)
    for (a, b) in zip(found, expected) {
      #expect(a.values.count == b.values.count && b.values.contains { $0 != 0 }, "\(a.name)")
      let squares = zip(a.values, b.values).reduce(0.0) {
        $0 + (Double($1.0) - Double($1.1)) * (Double($1.0) - Double($1.1))
      }
      let size = b.values.reduce(0.0) { $0 + Double($1) * Double($1) }
      let error = (squares / size).squareRoot() / Self.rounding
      #expect(error < bound, "\(a.name) is off by \(error) roundings")
    }
  }

  /// Maps of one element with noise that bfloat16 holds exactly.
  private struct Scene<Element: KernelElement> where Element.Scalar == Float {
    let arena: Arena
    let workers = Workers(threads: 2)
    let scratch: Scratch<Float>
    var noise: Noise

    init(_: Element.Type, _ arena: Arena, seed: UInt64) {
      self.arena = arena
      scratch = Scratch(arena, for: Workers(threads: 2))
      noise = Noise(seed: seed)
    }

    func map(_ channels: Int, _ plane: PaddedPlane) -> FeatureMap<Element> {
      FeatureMap(arena, count: 2, channels: channels, plane: plane)
    }

    mutating func noisy(_ channels: Int, _ plane: PaddedPlane) -> FeatureMap<Element> {
      let map = map(channels, plane)
      let values: [Float] = noise.values(2 * channels * plane.area)
      map.set(values.map { BFloat16.load(BFloat16.store(SIMD8(repeating: $0)))[0] })
      return map
    }

    mutating func vectors(_ count: Int) -> UnsafeMutablePointer<Lanes<Float>> {
      let vectors = arena.zeroed(Lanes<Float>.self, count: count)
      for index in 0..<count {
        for lane in 0..<8 { vectors[index][lane] = Float(noise.next()) }
      }
      return vectors
    }

    func values(_ vectors: UnsafePointer<Lanes<Float>>, _ count: Int) -> [Float] {
      (0..<count * 8).map { vectors[$0 / 8][$0 % 8] }
    }
  }

  private static let plane = PaddedPlane(height: 10, width: 14)

  // MARK: Convolution

  @Test(arguments: [(1, 16, 9), (8, 8, 9), (16, 24, 9), (24, 16, 1)])
  func convolution(inputs: Int, outputs: Int, taps: Int) {
    func results<Element: KernelElement>(_ element: Element.Type) -> Results
    where Element.Scalar == Float {
      var scene = Scene(element, arena, seed: 1)
      let (x, dy) = (scene.noisy(inputs, Self.plane), scene.noisy(outputs, Self.plane))
      let y = scene.map(outputs, Self.plane)
      let count = outputs / 8 * inputs * taps
      let (weights, bias) = (scene.vectors(count), scene.vectors(outputs / 8))
      let forward = Convolution(from: x, to: y, taps: taps, scene.scratch)
      forward.run(
        weights: weights, .biasActivation(bias, slope: 0.01), on: scene.workers)
      var results: Results = [("activation", y.dense)]
      forward.run(weights: weights, .bias(bias), on: scene.workers)
      results.append(("forward", y.dense))
      #expect(y.paddingIsZero)
      let gradient = scene.arena.zeroed(Lanes<Float>.self, count: count)
      ConvolutionWeightGradient(
        of: x, dy, taps: taps, Scratch(scene.arena, for: Workers(threads: 2))
      )
      .run(into: gradient, on: scene.workers)
      results.append(("weights", scene.values(gradient, count)))
      guard inputs % 8 == 0 else { return results }
      let dx = scene.map(inputs, Self.plane)
      Convolution(from: dy, to: dx, taps: taps, Scratch(scene.arena, for: Workers(threads: 2)))
        .runTurned(weights: weights, on: scene.workers)
      #expect(dx.paddingIsZero)
      return results + [("backward", dx.dense)]
    }
    compare(results(BFloat16.self), results(Float.self), within: 2)
  }

  @Test func statisticsAreOfTheOutputsAsTheyAreKept() {
    var scene = Scene(BFloat16.self, arena, seed: 2)
    let (x, y) = (scene.noisy(8, Self.plane), scene.map(16, Self.plane))
    let convolution = Convolution(from: x, to: y, taps: 9, scene.scratch)
    let sums = scene.arena.zeroed(Lanes<Float>.self, count: convolution.slots * 4)
    convolution.run(weights: scene.vectors(2 * 8 * 9), .statistics(sums), on: scene.workers)
    let (values, area) = (y.dense, Self.plane.area)
    for channel in 0..<16 {
      var (sum, squares, found) = (0.0, 0.0, (0.0, 0.0))
      for image in 0..<2 {
        for value in values[(image * 16 + channel) * area..<(image * 16 + channel + 1) * area] {
          (sum, squares) = (sum + Double(value), squares + Double(value) * Double(value))
        }
      }
      for slot in 0..<convolution.slots {
        found.0 += Double(sums[(slot * 2 + channel / 8) * 2][channel % 8])
        found.1 += Double(sums[(slot * 2 + channel / 8) * 2 + 1][channel % 8])
      }
      #expect(abs(found.0 - sum) < 1e-3 && abs(found.1 - squares) < 1e-5 * squares)
    }
  }

  // MARK: Elementwise layers

  @Test(arguments: [Float(0), 0.25]) func normalization(rate: Float) {
    func results<Element: KernelElement>(_ element: Element.Type) -> Results
    where Element.Scalar == Float {
      var scene = Scene(element, arena, seed: 3)
      let (z, gradient) = (scene.noisy(16, Self.plane), scene.noisy(16, Self.plane))
      let a = scene.map(16, Self.plane)
      let layer = NormalizationParameters(
        gamma: scene.vectors(2), beta: scene.vectors(2), runningMean: scene.vectors(2),
        runningVariance: scene.vectors(2), gammaGradient: scene.vectors(2),
        betaGradient: scene.vectors(2))
      let sums = scene.arena.zeroed(Lanes<Float>.self, count: 4)
      for block in 0..<2 {
        var total = OutputSums<Float>()
        for image in 0..<2 {
          for p in 0..<Self.plane.span { total.add(z.pixels(image, block)[p]) }
        }
        total.store(sums, slot: block)
      }
      let dropout = Dropout<Float>(rate: rate, seed: 1, step: 2, layer: 3)
      let normalization = Normalization(scene.arena, of: z)
      normalization.gather(sums, slots: 1, layer)
      normalization.forward(into: a, dropout, on: scene.workers)
      normalization.backward(gradient, dropout, layer, on: scene.workers)
      #expect(a.paddingIsZero && gradient.paddingIsZero)
      return [
        ("forward", a.dense), ("backward", gradient.dense),
        ("gamma", scene.values(layer.gammaGradient, 2)),
        ("beta", scene.values(layer.betaGradient, 2)),
        ("mean", scene.values(layer.runningMean, 2)),
      ]
    }
    compare(results(BFloat16.self), results(Float.self), within: 3)
  }

  /// Nothing is rounded: a maximum is one of its inputs, and a gradient goes to one place.
  @Test func poolingIsExact() {
    func results<Element: KernelElement>(_ element: Element.Type) -> [[Float]]
    where Element.Scalar == Float {
      var scene = Scene(element, arena, seed: 4)
      let (x, dy) = (scene.noisy(16, Self.plane), scene.noisy(16, Self.plane.halved))
      let (y, dx) = (scene.map(16, Self.plane.halved), scene.map(16, Self.plane))
      let pool = MaxPool(from: x, to: y)
      pool.forward(on: scene.workers)
      pool.backward(dy, addingTo: dx, on: scene.workers)
      #expect(y.paddingIsZero && dx.paddingIsZero)
      return [y.dense, dx.dense]
    }
    let found = results(BFloat16.self)
    #expect(found == results(Float.self))
    #expect(found.allSatisfy { Set($0).count > 100 })
  }

  @Test func enlargement() {
    func results<Element: KernelElement>(_ element: Element.Type) -> Results
    where Element.Scalar == Float {
      var scene = Scene(element, arena, seed: 5)
      let (x, dy) = (scene.noisy(8, Self.plane.halved), scene.noisy(8, Self.plane))
      let (y, dx) = (scene.map(8, Self.plane), scene.map(8, Self.plane.halved))
      let enlarge = Upsample(from: x, to: y)
      enlarge.forward(on: scene.workers)
      enlarge.backward(dy, into: dx, on: scene.workers)
      #expect(y.paddingIsZero && dx.paddingIsZero)
      return [("forward", y.dense), ("backward", dx.dense)]
    }
    compare(results(BFloat16.self), results(Float.self), within: 1.5)
  }

  @Test func fanOut() {
    let settings = NetworkSettings(inputChannels: 1, classes: 4, channels: [8, 16, 8])
    func results<Element: KernelElement>(_ element: Element.Type) -> Results
    where Element.Scalar == Float {
      var scene = Scene(element, arena, seed: 6)
      let table = ParameterTable(settings)
      let parameters = ParameterBuffer<Float>(scene.arena, table)
      let gradients = ParameterBuffer<Float>(scene.arena, table)
      parameters.initialize(seed: 6)
      let batch = BatchShape(count: 2, height: 20, width: 28)
      let parts = TrainingParts(
        arena: scene.arena, settings: settings,
        maps: TrainingMaps<Element>(scene.arena, settings, batch), parameters: parameters,
        gradients: gradients, scratch: scene.scratch)
      let (up, head) = (scene.map(8, Self.plane), scene.map(8, Self.plane))
      let dx = scene.map(16, Self.plane)
      let fan = FanOut(
        parts, names: ["up.0", "head.1"], from: scene.noisy(16, Self.plane), to: [up, head],
        gradients: [scene.noisy(8, Self.plane), scene.noisy(8, Self.plane)], inputGradient: dx)
      fan.run(on: scene.workers)
      fan.runBackward(on: scene.workers)
      return [("up", up.dense), ("head", head.dense), ("backward", dx.dense)]
        + ["up.0.weight", "up.0.bias", "head.1.weight", "head.1.bias"].map {
          ($0, gradients.values(of: table[$0]))
        }
    }
    compare(results(BFloat16.self), results(Float.self), within: 2)
  }

  @Test func featureDistillation() {
    func results<Element: KernelElement>(_ element: Element.Type) -> Results
    where Element.Scalar == Float {
      var scene = Scene(element, arena, seed: 7)
      let (student, teacher) = (scene.noisy(16, Self.plane), scene.noisy(16, Self.plane))
      let gradient = scene.map(16, Self.plane)
      let term = FeatureDistillation<Element>(
        scene.arena, levels: 2, images: 2, height: Self.plane.height)
      let value = term.run(
        student: student, teacher: teacher, gradient: gradient, scale: 1, on: scene.workers)
      return [("value", [Float(value)]), ("gradient", gradient.dense)]
    }
    compare(results(BFloat16.self), results(Float.self), within: 1.5)
  }
}
