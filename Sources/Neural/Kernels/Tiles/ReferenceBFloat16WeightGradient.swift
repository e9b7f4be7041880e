/// Backward-weights over bfloat16 maps by its definition, added up in `Float`.
struct ReferenceBFloat16WeightGradient: WeightGradientKernel {
  typealias Element = BFloat16

  /// `output` is the gradient of the output.
  private let place: ConvolutionPlace<BFloat16>
  private let distances: [Int]

  init(_ place: ConvolutionPlace<BFloat16>) {
    self.place = place
    distances = place.taps == 9 ? place.input.plane.neighbours : [0]
  }

  func run(into gradient: UnsafeMutablePointer<Lanes<Float>>, on workers: Workers) {
    let (input, output, taps) = (place.input, place.output, place.taps)
    let perBlock = input.channels * taps
    workers.run(output.blocks) { outputBlock in
      let target = gradient + outputBlock * perBlock
      target.update(repeating: .zero, count: perBlock)
      for image in 0..<output.count {
        let dy = output.pixels(image, outputBlock)
        for block in 0..<input.blocks {
          let channels = block == input.blocks - 1 ? input.lastChannels : 8
          add(
            input.pixels(image, block), dy, channels: channels, to: target + block * 8 * taps)
        }
      }
    }
  }

  /// Adds one image's products of an input block: `[tap][channel]`.
  private func add(
    _ x: Pixels<BFloat16>, _ dy: Pixels<BFloat16>, channels: Int,
    to sums: UnsafeMutablePointer<Lanes<Float>>
  ) {
    let plane = place.output.plane
    for row in 0..<plane.height {
      for p in row * plane.stride..<row * plane.stride + plane.width {
        let slope = dy[p]
        for (tap, distance) in distances.enumerated() {
          let values = x[p + distance]
          for channel in 0..<channels {
            sums[tap * channels + channel].addProduct(Lanes(repeating: values[channel]), slope)
          }
        }
      }
    }
  }
}
