/// One 3x3 convolution with noise for images, weights and gradients: its three passes, to be timed, and their results, to
/// be compared with those of another scalar type or kernel.
struct ConvolutionPasses<Element: KernelElement> {
  typealias Scalar = Element.Scalar

  /// What backpropagation asks of a convolution.
  enum Pass: String, CaseIterable {
    case forward
    case backwardData = "backward-data"
    case backwardWeights = "backward-weights"
  }

  let workers: Workers
  /// Multiply-adds of a pass by the definition.
  var multiplyAdds: Int { forward.multiplyAdds }

  private let arena: Arena
  private let (x, y): (FeatureMap<Element>, FeatureMap<Element>)
  private let (dx, dy): (FeatureMap<Element>, FeatureMap<Element>)
  /// `count` vectors each.
  private let weights: UnsafeMutablePointer<Lanes<Scalar>>
  private let weightGradient: UnsafeMutablePointer<Lanes<Scalar>>
  private let count: Int
  private let forward: Convolution<Element>
  private let backward: Convolution<Element>?
  private let gradient: ConvolutionWeightGradient<Element>

  /// - outputs: whole blocks of 8 channels; `inputs` too for `winograd`.
  init(
    inputs: Int, outputs: Int, images: Int, side: Int, winograd: Bool, on workers: Workers
  ) {
    let arena = Arena()
    (self.workers, self.arena) = (workers, arena)
    let plane = PaddedPlane(height: side, width: side)
    let scratch = Scratch<Scalar>(arena, for: workers)
    func map(_ channels: Int) -> FeatureMap<Element> {
      FeatureMap(arena, count: images, channels: channels, plane: plane)
    }
    (x, y, dx, dy) = (map(inputs), map(outputs), map(inputs), map(outputs))
    count = outputs / 8 * inputs * 9
    weights = arena.zeroed(Lanes<Scalar>.self, count: count)
    weightGradient = arena.zeroed(Lanes<Scalar>.self, count: count)
    forward = Convolution(from: x, to: y, taps: 9, scratch, winograd: winograd)
    backward =
      inputs % 8 == 0
      ? Convolution(from: dy, to: dx, taps: 9, scratch, winograd: winograd) : nil
    gradient = ConvolutionWeightGradient(of: x, dy, taps: 9, scratch, winograd: winograd)
    scratch.allocateAll()
    x.fill(from: noise(inputs, images, plane, seed: 1), on: workers)
    dy.fill(from: noise(outputs, images, plane, seed: 2), on: workers)
    var random = CounterGenerator(3)
    for index in 0..<count {
      for lane in 0..<8 { weights[index][lane] = Scalar(random.unit()) }
    }
  }

  /// Whether the pass exists: images need no gradient.
  func has(_ pass: Pass) -> Bool { pass != .backwardData || backward != nil }

  func run(_ pass: Pass) {
    switch pass {
    case .forward: forward.run(weights: weights, .none, on: workers)
    case .backwardData: backward?.runTurned(weights: weights, on: workers)
    case .backwardWeights: gradient.run(into: weightGradient, on: workers)
    }
  }

  /// What the pass's last run has made, in an order that depends on the shape alone.
  func result(_ pass: Pass) -> [Scalar] {
    switch pass {
    case .forward: dense(y)
    case .backwardData: dense(dx)
    case .backwardWeights: (0..<count * 8).map { weightGradient[$0 / 8][$0 % 8] }
    }
  }

  private func noise(
    _ channels: Int, _ images: Int, _ plane: PaddedPlane, seed: UInt64
  ) -> ClassMaps<Scalar> {
    let maps = classMaps(channels, images, plane)
    var random = CounterGenerator(seed)
    for index in 0..<images * channels * plane.area { maps.base[index] = Scalar(random.unit()) }
    return maps
  }

  private func dense(_ map: FeatureMap<Element>) -> [Scalar] {
    let maps = classMaps(map.channels, map.count, map.plane)
    map.copy(to: maps, on: workers)
    let count = map.count * map.channels * map.plane.area
    return Array(UnsafeBufferPointer(start: maps.base, count: count))
  }

  private func classMaps(
    _ channels: Int, _ images: Int, _ plane: PaddedPlane
  ) -> ClassMaps<Scalar> {
    ClassMaps(
      count: images, classes: channels, height: plane.height, width: plane.width,
      base: arena.zeroed(Scalar.self, count: images * channels * plane.area))
  }
}

extension CounterGenerator {
  /// A number in -1 ..< 1 that Float holds exactly, so that both scalar types start from the same ones.
  fileprivate mutating func unit() -> Float { Float(next() >> 41) / Float(1 << 22) - 1 }
}
