/// Conversions between the engine's weight layout `[O/8][I/8][tap][8 or fewer inputs][8 outputs]` and others.
enum WeightPacking {
  /// Index of weight (output, input, tap) in the engine's layout, in scalars.
  static func index(output: Int, input: Int, tap: Int, inputs: Int, taps: Int) -> Int {
    let channels = min(8, inputs - input / 8 * 8)
    let vector = (output / 8) * inputs * taps + input / 8 * 8 * taps + tap * channels + input % 8
    return vector * 8 + output % 8
  }

  /// From the engine's layout to PyTorch's (O, I, kh, kw).
  static func canonical<Scalar: NeuralScalar>(
    _ packed: UnsafePointer<Scalar>, outputs: Int, inputs: Int, taps: Int
  ) -> [Scalar] {
    var result = [Scalar](repeating: 0, count: outputs * inputs * taps)
    for o in 0..<outputs {
      for i in 0..<inputs {
        for tap in 0..<taps {
          result[(o * inputs + i) * taps + tap] =
            packed[index(output: o, input: i, tap: tap, inputs: inputs, taps: taps)]
        }
      }
    }
    return result
  }

  /// From PyTorch's (O, I, kh, kw) to the engine's layout.
  static func pack<Scalar: NeuralScalar>(
    _ canonical: [Scalar], outputs: Int, inputs: Int, taps: Int,
    into packed: UnsafeMutablePointer<Scalar>
  ) {
    for o in 0..<outputs {
      for i in 0..<inputs {
        for tap in 0..<taps {
          packed[index(output: o, input: i, tap: tap, inputs: inputs, taps: taps)] =
            canonical[(o * inputs + i) * taps + tap]
        }
      }
    }
  }

  /// Weights of the backward-data convolution: inputs and outputs exchanged, kernel turned by 180 degrees.
  ///
  /// `inputs` and `outputs` are multiples of 8; both sides hold `outputs * inputs * taps` scalars.
  @_specialize(where Scalar == Float)
  @_specialize(where Scalar == Double)
  static func transpose<Scalar: NeuralScalar>(
    _ weights: UnsafePointer<Scalar>, outputs: Int, inputs: Int, taps: Int,
    into turned: UnsafeMutablePointer<Scalar>, on workers: Workers
  ) {
    workers.run(inputs / 8) { inputBlock in
      for outputBlock in 0..<(outputs / 8) {
        let source = weights + (outputBlock * inputs + inputBlock * 8) * taps * 8
        let target = turned + (inputBlock * outputs + outputBlock * 8) * taps * 8
        for tap in 0..<taps {
          let (from, to) = (source + tap * 64, target + (taps - 1 - tap) * 64)
          for i in 0..<8 {
            for o in 0..<8 { to[o * 8 + i] = from[i * 8 + o] }
          }
        }
      }
    }
  }
}
