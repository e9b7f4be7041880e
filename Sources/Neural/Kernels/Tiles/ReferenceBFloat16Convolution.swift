/// A convolution over bfloat16 maps by its definition: weights rounded to bfloat16, products added up in `Float`.
struct ReferenceBFloat16Convolution: ConvolutionKernel {
  typealias Element = BFloat16

  private let place: ConvolutionPlace<BFloat16>
  private let distances: [Int]

  init(_ place: ConvolutionPlace<BFloat16>) {
    self.place = place
    distances = place.taps == 9 ? place.input.plane.neighbours : [0]
  }

  var slots: Int { place.output.count }

  var preparedCount: Int { place.output.blocks * place.input.channels * place.taps }

  /// The weights as `Float`, rounded.
  func prepare(
    _ weights: UnsafePointer<Lanes<Float>>, into prepared: UnsafeMutablePointer<Lanes<Float>>,
    on workers: Workers
  ) {
    for index in 0..<preparedCount {
      prepared[index] = BFloat16.load(BFloat16.store(weights[index]))
    }
  }

  func run(
    prepared: UnsafePointer<Lanes<Float>>, _ epilogue: ConvolutionEpilogue<Float>,
    on workers: Workers
  ) {
    let (output, plane) = (place.output, place.output.plane)
    workers.run(output.count * output.blocks) { task in
      let (image, block) = task.quotientAndRemainder(dividingBy: output.blocks)
      let target = output.pixels(image, block)
      let weights = prepared + block * place.input.channels * place.taps
      var sums = OutputSums<Float>()
      for row in 0..<plane.height {
        for p in row * plane.stride..<row * plane.stride + plane.width {
          target[p] = finish(product(image, p, weights), block, epilogue)
          sums.add(target[p])
        }
      }
      if case .statistics(let statistics) = epilogue { sums.store(statistics, slot: task) }
    }
  }

  /// Eight output channels of a pixel.
  private func product(_ image: Int, _ pixel: Int, _ weights: UnsafePointer<Lanes<Float>>)
    -> Lanes<Float>
  {
    let input = place.input
    var (sum, next) = (Lanes<Float>.zero, 0)
    for block in 0..<input.blocks {
      let channels = block == input.blocks - 1 ? input.lastChannels : 8
      let source = input.pixels(image, block) + pixel
      for distance in distances {
        let x = source[distance]
        for channel in 0..<channels {
          sum.addProduct(Lanes(repeating: x[channel]), weights[next])
          next += 1
        }
      }
    }
    return sum
  }

  private func finish(
    _ sum: Lanes<Float>, _ block: Int, _ epilogue: ConvolutionEpilogue<Float>
  ) -> Lanes<Float> {
    switch epilogue {
    case .none, .statistics: return sum
    case .bias(let bias): return sum + bias[block]
    case .biasActivation(let bias, let slope):
      let v = sum + bias[block]
      return Float.larger(v, v * slope)
    }
  }
}
