import Testing

@testable import Neural

/// Direct convolutions against the definition, in Double, at sizes that tiles and chunks do not divide.
@Suite struct ConvolutionTests {
  struct Shape: CustomStringConvertible {
    var images = 1, inputs = 8, outputs = 8, height = 5, width = 7, taps = 9, winograd = false
    var description: String {
      "\(images)x\(inputs)->\(outputs) \(height)x\(width) taps \(taps) winograd \(winograd)"
    }
  }

  static let shapes = [
    Shape(inputs: 1, height: 1, width: 1), Shape(inputs: 3, height: 2, width: 2),
    Shape(images: 2, inputs: 5, outputs: 16, height: 9, width: 13),
    Shape(images: 2, inputs: 16, outputs: 24, height: 3, width: 31),
    Shape(inputs: 24, outputs: 16, height: 17, width: 5, taps: 1),
    Shape(images: 3, inputs: 8, outputs: 40, height: 4, width: 4),
    Shape(inputs: 8, outputs: 8, height: 33, width: 9),
    Shape(inputs: 8, outputs: 8, height: 2, width: 2, winograd: true),
    Shape(images: 2, inputs: 16, outputs: 24, height: 10, width: 26, winograd: true),
    Shape(images: 3, inputs: 24, outputs: 16, height: 4, width: 14, winograd: true),
    Shape(images: 2, inputs: 8, outputs: 16, height: 1, width: 1, winograd: true),
    Shape(images: 2, inputs: 16, outputs: 8, height: 7, width: 9, winograd: true),
    Shape(images: 3, inputs: 8, outputs: 24, height: 13, width: 6, winograd: true),
  ]

  @Test(arguments: shapes)
  func forwardEqualsTheDefinition(_ shape: Shape) {
    let scene = Scene(shape, seed: 1)
    scene.convolution.run(weights: scene.weights, .none, on: scene.workers)
    expectClose(scene.output.dense, scene.expectedOutput(), shape)
    #expect(scene.output.paddingIsZero, "\(shape)")
  }

  @Test(arguments: shapes)
  func weightGradientEqualsTheDefinition(_ shape: Shape) {
    let scene = Scene(shape, seed: 2)
    let arena = Arena()
    let gradient = arena.zeroed(Double.self, count: scene.weightCount)
    let operation = ConvolutionWeightGradient(
      of: scene.input, scene.outputGradient, taps: shape.taps,
      Scratch(arena, for: Workers(threads: 2)),
      winograd: shape.winograd)
    operation.run(
      into: UnsafeMutableRawPointer(gradient).assumingMemoryBound(to: Lanes<Double>.self),
      on: scene.workers)
    let found = WeightPacking.canonical(
      gradient, outputs: shape.outputs, inputs: shape.inputs, taps: shape.taps)
    expectClose(found, scene.expectedWeightGradient(), shape)
  }

  @Test(arguments: shapes.filter { $0.inputs % 8 == 0 })
  func inputGradientEqualsTheDefinition(_ shape: Shape) {
    let scene = Scene(shape, seed: 3)
    let arena = Arena()
    let target = FeatureMap<Double>(
      arena, count: shape.images, channels: shape.inputs, plane: scene.input.plane)
    let operation = Convolution(
      from: scene.outputGradient, to: target, taps: shape.taps,
      Scratch(arena, for: Workers(threads: 2)),
      winograd: shape.winograd)
    operation.runTurned(weights: scene.weights, on: scene.workers)
    expectClose(target.dense, scene.expectedInputGradient(), shape)
    #expect(target.paddingIsZero, "\(shape)")
  }

  /// Large weights go stage by stage over groups of chunks: the same here with small ones and tiny groups.
  @Test func winogradInStagesEqualsTheDefinition() {
    let shape = Shape(images: 3, inputs: 16, outputs: 40, height: 18, width: 27)
    let budget = CacheBudget(task: 1, group: 36 * 7 * 48 * 2 + 4 * 36)
    let scene = Scene(shape, seed: 7)
    let arena = Arena()
    let scratch = Scratch<Double>(arena, for: Workers(threads: 2))
    let forward = WinogradConvolution(
      arena, from: scene.input, to: scene.output, scratch, budget: budget)
    let backward = WinogradWeightGradient(
      of: scene.input, scene.outputGradient, scratch, budget: budget)
    let prepared = arena.zeroed(Lanes<Double>.self, count: forward.preparedCount)
    forward.prepare(scene.weights, into: prepared, on: scene.workers)
    forward.run(prepared: prepared, .none, on: scene.workers)
    expectClose(scene.output.dense, scene.expectedOutput(), shape)
    let gradient = arena.zeroed(Double.self, count: scene.weightCount)
    backward.run(
      into: UnsafeMutableRawPointer(gradient).assumingMemoryBound(to: Lanes<Double>.self),
      on: scene.workers)
    let found = WeightPacking.canonical(gradient, outputs: 40, inputs: 16, taps: 9)
    expectClose(found, scene.expectedWeightGradient(), shape)
  }

  /// The rounding error that docs/explanation/performance.md states, relative to the root mean square of the result:
  /// Float against Double by the definition's kernel.
  @Test func roundingErrorsAreAsStated() {
    let plane = PaddedPlane(height: 24, width: 24)
    var noise = Noise(seed: 11)
    let (x, dy): ([Double], [Double]) = (noise.values(64 * 576), noise.values(64 * 576))
    let w: [Double] = noise.values(64 * 64 * 9)
    func results<S: NeuralScalar & KernelElement>(
      _: S.Type, winograd: Bool
    ) -> (forward: [S], weights: [S]) {
      let arena = Arena()
      let workers = Workers(threads: 2)
      func map() -> FeatureMap<S> { FeatureMap(arena, count: 1, channels: 64, plane: plane) }
      let (input, output, gradient) = (map(), map(), map())
      input.set(x.map { S(Float($0)) })
      gradient.set(dy.map { S(Float($0)) })
      let packed = arena.zeroed(S.self, count: w.count)
      WeightPacking.pack(w.map { S(Float($0)) }, outputs: 64, inputs: 64, taps: 9, into: packed)
      let lanes = UnsafeMutableRawPointer(packed).assumingMemoryBound(to: Lanes<S>.self)
      Convolution(
        from: input, to: output, taps: 9, Scratch(arena, for: Workers(threads: 2)),
        winograd: winograd
      ).run(weights: lanes, .none, on: workers)
      ConvolutionWeightGradient(
        of: input, gradient, taps: 9, Scratch(arena, for: Workers(threads: 2)), winograd: winograd
      ).run(into: lanes, on: workers)
      return (output.dense, WeightPacking.canonical(packed, outputs: 64, inputs: 64, taps: 9))
    }
    func error(_ found: [Float], _ exact: [Double]) -> Double {
      let squares = zip(found, exact).map { (Double($0) - $1) * (Double($0) - $1) }
      return (squares.reduce(0, +) / exact.map { $0 * $0 }.reduce(0, +)).squareRoot()
    }
    let exact = results(Double.self, winograd: false)
    for (winograd, bound) in [(false, 1e-6), (true, 2e-6)] {
      let found = results(Float.self, winograd: winograd)
      let errors = (error(found.forward, exact.forward), error(found.weights, exact.weights))
      print("rounding error, winograd \(winograd): forward \(errors.0), weights \(errors.1)")
      #expect(errors.0 < bound && errors.1 < bound)
    }
  }

  @Test(arguments: [false, true]) func statisticsAreTheSumsOfTheOutput(_ winograd: Bool) {
    let shape = Shape(
      images: 2, inputs: 8, outputs: 16, height: 18, width: 22, winograd: winograd)
    let scene = Scene(shape, seed: 4)
    let arena = Arena()
    let sums = arena.zeroed(
      Lanes<Double>.self, count: scene.convolution.slots * scene.output.blocks * 2)
    scene.convolution.run(weights: scene.weights, .statistics(sums), on: scene.workers)
    let values = scene.output.dense
    let area = scene.output.plane.area
    for channel in 0..<16 {
      var (sum, squares) = (0.0, 0.0)
      for image in 0..<2 {
        for value in values[(image * 16 + channel) * area..<(image * 16 + channel + 1) * area] {
          (sum, squares) = (sum + value, squares + value * value)
        }
      }
      var found = (0.0, 0.0)
      for slot in 0..<scene.convolution.slots {
        found.0 += sums[(slot * 2 + channel / 8) * 2][channel % 8]
        found.1 += sums[(slot * 2 + channel / 8) * 2 + 1][channel % 8]
      }
      #expect(abs(found.0 - sum) < 1e-9 && abs(found.1 - squares) < 1e-9)
    }
  }

  @Test(arguments: [false, true]) func resultsDoNotDependOnTheThreadCount(_ winograd: Bool) {
    let shape = Shape(
      images: 2, inputs: 16, outputs: 24, height: 40, width: 38, winograd: winograd)
    let outputs = [1, 2, 3].map { threads in
      let scene = Scene(shape, seed: 5, threads: threads)
      scene.convolution.run(weights: scene.weights, .none, on: scene.workers)
      return scene.output.dense
    }
    #expect(outputs[0] == outputs[1] && outputs[0] == outputs[2])
  }

  private func expectClose(_ found: [Double], _ expected: [Double], _ shape: Shape) {
    #expect(found.count == expected.count)
    let worst = zip(found, expected).map { abs($0 - $1) }.max() ?? 0
    #expect(worst < 1e-11, "\(shape): largest difference \(worst)")
  }
}

/// One convolution with random input, weights and output gradient.
private struct Scene {
  typealias Shape = ConvolutionTests.Shape
  let arena: Arena
  let shape: Shape
  let workers: Workers
  let input: FeatureMap<Double>
  let output: FeatureMap<Double>
  let outputGradient: FeatureMap<Double>
  let canonical: [Double]
  let weights: UnsafePointer<Lanes<Double>>
  let convolution: Convolution<Double>
  var weightCount: Int { shape.outputs * shape.inputs * shape.taps }

  init(_ shape: Shape, seed: UInt64, threads: Int = 2) {
    var noise = Noise(seed: seed)
    let plane = PaddedPlane(height: shape.height, width: shape.width)
    let arena = Arena()
    self.arena = arena
    func map(_ channels: Int) -> FeatureMap<Double> {
      FeatureMap(arena, count: shape.images, channels: channels, plane: plane)
    }
    (self.shape, workers) = (shape, Workers(threads: threads))
    (input, output, outputGradient) = (map(shape.inputs), map(shape.outputs), map(shape.outputs))
    input.set(noise.values(shape.images * shape.inputs * plane.area))
    outputGradient.set(noise.values(shape.images * shape.outputs * plane.area))
    canonical = noise.values(shape.outputs * shape.inputs * shape.taps)
    let packed = arena.zeroed(Double.self, count: canonical.count)
    WeightPacking.pack(
      canonical, outputs: shape.outputs, inputs: shape.inputs, taps: shape.taps, into: packed)
    weights = UnsafeRawPointer(packed).assumingMemoryBound(to: Lanes<Double>.self)
    convolution = Convolution(
      from: input, to: output, taps: shape.taps, Scratch(arena, for: Workers(threads: threads)),
      winograd: shape.winograd)
  }

  /// Calls `body` with flat indices (output element, input element, weight) of every product of the definition.
  private func eachProduct(_ body: (Int, Int, Int) -> Void) {
    let (h, w, side) = (shape.height, shape.width, shape.taps == 9 ? 3 : 1)
    for n in 0..<shape.images {
      for o in 0..<shape.outputs {
        for i in 0..<shape.inputs {
          for tap in 0..<shape.taps {
            let (dy, dx) = (tap / side - side / 2, tap % side - side / 2)
            for row in max(0, -dy)..<max(max(0, -dy), min(h, h - dy)) {
              for column in max(0, -dx)..<max(max(0, -dx), min(w, w - dx)) {
                body(
                  ((n * shape.outputs + o) * h + row) * w + column,
                  ((n * shape.inputs + i) * h + row + dy) * w + column + dx,
                  (o * shape.inputs + i) * shape.taps + tap)
              }
            }
          }
        }
      }
    }
  }

  func expectedOutput() -> [Double] {
    let x = input.dense
    var y = [Double](repeating: 0, count: outputGradient.dense.count)
    eachProduct { o, i, k in y[o] += x[i] * canonical[k] }
    return y
  }

  func expectedWeightGradient() -> [Double] {
    let (x, g) = (input.dense, outputGradient.dense)
    var dw = [Double](repeating: 0, count: canonical.count)
    eachProduct { o, i, k in dw[k] += x[i] * g[o] }
    return dw
  }

  func expectedInputGradient() -> [Double] {
    let g = outputGradient.dense
    var dx = [Double](repeating: 0, count: input.dense.count)
    eachProduct { o, i, k in dx[i] += g[o] * canonical[k] }
    return dx
  }
}
