/// Batch normalisation, leaky rectifier (slope 0.01) and dropout behind a convolution, in one pass each way.
///
/// With z the convolution's output, over the batch's pixels: x̂ = (z - mean) / sqrt(var + 1e-5), u = gamma x̂ + beta,
/// a = dropout(leaky(u)). The biased variance normalises; the running buffers take the unbiased one with momentum
/// 0.1, as PyTorch does. z is kept for the backward pass; u and the dropout mask are computed again.
struct Normalization<Element: MapElement> {
  typealias Scalar = Element.Scalar

  static var epsilon: Double { 1e-5 }
  static var momentum: Double { 0.1 }
  static var slope: Scalar { Scalar(0.01) }

  let z: FeatureMap<Element>
  private let tasks: RowTasks
  /// Statistics of the current batch, one vector a channel block each: mean, 1/sqrt(var + eps), scale = gamma / sqrt(…),
  /// shift = beta - mean * scale.
  private let mean: UnsafeMutablePointer<Lanes<Scalar>>
  private let inverse: UnsafeMutablePointer<Lanes<Scalar>>
  private let scale: UnsafeMutablePointer<Lanes<Scalar>>
  private let shift: UnsafeMutablePointer<Lanes<Scalar>>
  /// Backward sums, two vectors a task.
  private let partial: UnsafeMutablePointer<Lanes<Scalar>>

  init(_ arena: Arena, of z: FeatureMap<Element>) {
    self.z = z
    tasks = RowTasks(
      images: z.count, blocks: z.blocks, height: z.plane.height, width: z.plane.width)
    mean = arena.zeroed(Lanes<Scalar>.self, count: z.blocks)
    inverse = arena.zeroed(Lanes<Scalar>.self, count: z.blocks)
    scale = arena.zeroed(Lanes<Scalar>.self, count: z.blocks)
    shift = arena.zeroed(Lanes<Scalar>.self, count: z.blocks)
    partial = arena.zeroed(Lanes<Scalar>.self, count: tasks.count * 2)
  }

  // MARK: Forward

  /// Mean and variance from the convolution's partial sums (`[slot][block][2]`), and the running buffers.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  @_specialize(where Element == BFloat16)
  func gather(
    _ sums: UnsafePointer<Lanes<Scalar>>, slots: Int, _ layer: NormalizationParameters<Scalar>
  ) {
    let count = Double(z.count * z.plane.area)
    for block in 0..<z.blocks {
      var (sum, squares) = (SIMD8<Double>.zero, SIMD8<Double>.zero)
      for slot in 0..<slots {
        let entry = (slot * z.blocks + block) * 2
        sum += widened(sums[entry])
        squares += widened(sums[entry + 1])
      }
      let mu = sum / count
      var variance = squares / count - mu * mu
      variance = Double.larger(variance, .zero)
      let inverseDeviation = 1 / (variance + Self.epsilon).squareRoot()
      mean[block] = narrowed(mu)
      inverse[block] = narrowed(inverseDeviation)
      scale[block] = layer.gamma[block] * inverse[block]
      shift[block] = layer.beta[block] - mean[block] * scale[block]
      let unbiased = variance * (count / max(1, count - 1))
      layer.runningMean[block] = blend(layer.runningMean[block], mu)
      layer.runningVariance[block] = blend(layer.runningVariance[block], unbiased)
    }
  }

  private func blend(_ old: Lanes<Scalar>, _ new: SIMD8<Double>) -> Lanes<Scalar> {
    narrowed(widened(old) * (1 - Self.momentum) + new * Self.momentum)
  }

  /// a = dropout(leaky(scale * z + shift)); the padding of `a` stays zero.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  @_specialize(where Element == BFloat16)
  func forward(into a: FeatureMap<Element>, _ dropout: Dropout<Scalar>, on workers: Workers) {
    let plane = z.plane
    workers.run(tasks.count) { task in
      let (image, block, rows) = tasks.place(of: task)
      let (factor, offset) = (scale[block], shift[block])
      let (source, target) = (z.pixels(image, block), a.pixels(image, block))
      let counter = (image * z.blocks + block) * plane.pixels
      for row in rows {
        let start = row * plane.stride
        let pixels = start..<(start + plane.width)
        if dropout.isActive {
          for p in pixels {
            let u = offset.addingProduct(source[p], factor)
            target[p] = Scalar.larger(u, u * Self.slope) * dropout.factors(counter + p)
          }
        } else {
          for p in pixels {
            let u = offset.addingProduct(source[p], factor)
            target[p] = Scalar.larger(u, u * Self.slope)
          }
        }
        target[start + plane.width] = .zero
      }
    }
  }

  // MARK: Backward

  /// Turns dL/da into dL/dz in place and writes dL/dgamma and dL/dbeta (overwriting).
  ///
  /// With g = dL/du: dbeta = sum g, dgamma = sum g x̂, dz = scale (g - dbeta / M - x̂ dgamma / M) over M pixels.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  @_specialize(where Element == BFloat16)
  func backward(
    _ gradient: FeatureMap<Element>, _ dropout: Dropout<Scalar>,
    _ layer: NormalizationParameters<Scalar>, on workers: Workers
  ) {
    rectifyAndSum(gradient, dropout, on: workers)
    let count = Double(z.count * z.plane.area)
    workers.run(z.blocks) { block in
      var (sum, product) = (SIMD8<Double>.zero, SIMD8<Double>.zero)
      for task in tasks.tasks(of: block) {
        sum += widened(partial[task * 2])
        product += widened(partial[task * 2 + 1])
      }
      layer.betaGradient[block] = narrowed(sum)
      layer.gammaGradient[block] = narrowed(product)
      let (meanGradient, meanProduct) = (
        narrowed(sum / count) as Lanes<Scalar>, narrowed(product / count) as Lanes<Scalar>
      )
      for task in tasks.tasks(of: block) {
        subtractMeans(gradient, task, meanGradient, meanProduct)
      }
    }
  }

  /// g = dL/du in place of dL/da, and its partial sums with 1 and with x̂.
  private func rectifyAndSum(
    _ gradient: FeatureMap<Element>, _ dropout: Dropout<Scalar>, on workers: Workers
  ) {
    let plane = z.plane
    workers.run(tasks.count) { task in
      let (image, block, rows) = tasks.place(of: task)
      let (factor, offset) = (scale[block], shift[block])
      let (mu, inv) = (mean[block], inverse[block])
      let (source, g) = (z.pixels(image, block), gradient.pixels(image, block))
      let counter = (image * z.blocks + block) * plane.pixels
      var (sum, product) = (Lanes<Scalar>.zero, Lanes<Scalar>.zero)
      for row in rows {
        let pixels = row * plane.stride..<row * plane.stride + plane.width
        if dropout.isActive {
          for p in pixels { g[p] *= dropout.factors(counter + p) }
        }
        for p in pixels {
          let u = offset.addingProduct(source[p], factor)
          let d = Scalar.select(g[p] * Self.slope, g[p], where: u, isBelow: .zero)
          g[p] = d
          sum += d
          product = product.addingProduct(d, (source[p] - mu) * inv)
        }
      }
      (partial[task * 2], partial[task * 2 + 1]) = (sum, product)
    }
  }

  private func subtractMeans(
    _ gradient: FeatureMap<Element>, _ task: Int, _ meanGradient: Lanes<Scalar>,
    _ meanProduct: Lanes<Scalar>
  ) {
    let (image, block, rows) = tasks.place(of: task)
    let (source, g) = (z.pixels(image, block), gradient.pixels(image, block))
    let factor = scale[block]
    let (mu, slope) = (mean[block], inverse[block] * meanProduct)
    for row in rows {
      let start = row * z.plane.stride
      for p in start..<(start + z.plane.width) {
        g[p] = factor * (g[p] - meanGradient - (source[p] - mu) * slope)
      }
      g[start + z.plane.width] = .zero
    }
  }
}

/// Parameters, gradients and running buffers of one normalisation, one vector a channel block each.
struct NormalizationParameters<Scalar: NeuralScalar> {
  let gamma: UnsafeMutablePointer<Lanes<Scalar>>
  let beta: UnsafeMutablePointer<Lanes<Scalar>>
  let runningMean: UnsafeMutablePointer<Lanes<Scalar>>
  let runningVariance: UnsafeMutablePointer<Lanes<Scalar>>
  let gammaGradient: UnsafeMutablePointer<Lanes<Scalar>>
  let betaGradient: UnsafeMutablePointer<Lanes<Scalar>>
}

/// Scale and shift that stand for a normalisation with its running statistics (inference form).
func foldedNormalization<Scalar: NeuralScalar>(
  _ layer: NormalizationParameters<Scalar>, block: Int
) -> (scale: Lanes<Scalar>, shift: Lanes<Scalar>) {
  let variance = widened(layer.runningVariance[block]) + Normalization<Scalar>.epsilon
  let inverse: Lanes<Scalar> = narrowed(1 / variance.squareRoot())
  let scale = layer.gamma[block] * inverse
  return (scale, layer.beta[block] - layer.runningMean[block] * scale)
}

func widened<Scalar: NeuralScalar>(_ lanes: Lanes<Scalar>) -> SIMD8<Double> {
  var result = SIMD8<Double>.zero
  for lane in 0..<8 { result[lane] = Double(lanes[lane]) }
  return result
}

func narrowed<Scalar: NeuralScalar>(_ lanes: SIMD8<Double>) -> Lanes<Scalar> {
  var result = Lanes<Scalar>.zero
  for lane in 0..<8 { result[lane] = Scalar(lanes[lane]) }
  return result
}
