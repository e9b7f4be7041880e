/// 2x2 max pooling. Backward gives the gradient to the first of equal maxima, row by row, as PyTorch does.
struct MaxPool<Element: MapElement> {
  typealias Scalar = Element.Scalar

  /// (N, C, H, W)
  let input: FeatureMap<Element>
  /// (N, C, H/2, W/2)
  let output: FeatureMap<Element>
  private let tasks: RowTasks

  init(from input: FeatureMap<Element>, to output: FeatureMap<Element>) {
    precondition(output.plane == input.plane.halved && input.channels == output.channels)
    (self.input, self.output) = (input, output)
    tasks = RowTasks(
      images: output.count, blocks: output.blocks, height: output.plane.height,
      width: output.plane.width)
  }

  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  @_specialize(where Element == BFloat16)
  func forward(on workers: Workers) {
    let (below, plane) = (input.plane.stride, output.plane)
    workers.run(tasks.count) { task in
      let (image, block, rows) = tasks.place(of: task)
      let (x, y) = (input.pixels(image, block), output.pixels(image, block))
      for row in rows {
        let (source, target) = (x + 2 * row * below, y + row * plane.stride)
        for c in 0..<plane.width {
          let s = source + 2 * c
          target[c] = Scalar.larger(
            Scalar.larger(s[0], s[1]), Scalar.larger(s[below], s[below + 1]))
        }
      }
    }
  }

  /// Adds the pooled gradient to the gradient of the input.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  @_specialize(where Element == BFloat16)
  func backward(
    _ outputGradient: FeatureMap<Element>, addingTo inputGradient: FeatureMap<Element>,
    on workers: Workers
  ) {
    let (below, plane) = (input.plane.stride, output.plane)
    workers.run(tasks.count) { task in
      let (image, block, rows) = tasks.place(of: task)
      let (x, y) = (input.pixels(image, block), output.pixels(image, block))
      let (dx, dy) = (inputGradient.pixels(image, block), outputGradient.pixels(image, block))
      for row in rows {
        for c in 0..<plane.width {
          let (source, target) = (2 * row * below + 2 * c, row * plane.stride + c)
          let maximum = y[target]
          var rest = dy[target]
          giveToFirst(maximum, x + source, dx + source, &rest)
          giveToFirst(maximum, x + source + 1, dx + source + 1, &rest)
          giveToFirst(maximum, x + source + below, dx + source + below, &rest)
          giveToFirst(maximum, x + source + below + 1, dx + source + below + 1, &rest)
        }
      }
    }
  }
}

/// Adds what is left of the gradient where this input is the maximum, and leaves nothing there for the next.
@inline(__always)
private func giveToFirst<Element: MapElement>(
  _ maximum: Lanes<Element.Scalar>, _ input: Pixels<Element>, _ gradient: Pixels<Element>,
  _ rest: inout Lanes<Element.Scalar>
) {
  let value = input[0]
  gradient[0] += Element.Scalar.select(rest, .zero, where: value, equals: maximum)
  rest = Element.Scalar.select(.zero, rest, where: value, equals: maximum)
}

/// Bilinear enlargement by two with pixel centres aligned to areas (align_corners = false), edges repeated.
///
/// Along an axis: out[2i] = 1/4 in[i-1] + 3/4 in[i], out[2i+1] = 3/4 in[i] + 1/4 in[i+1]. The weights do not depend
/// on the image's size, so that a network trained on crops sees the same operation on whole slices, and the samples
/// lie where 2x2 pooling took them.
struct Upsample<Element: MapElement> {
  typealias Scalar = Element.Scalar

  /// (N, C, H, W)
  let input: FeatureMap<Element>
  /// (N, C, 2H, 2W)
  let output: FeatureMap<Element>

  init(from input: FeatureMap<Element>, to output: FeatureMap<Element>) {
    precondition(input.plane == output.plane.halved && input.channels == output.channels)
    (self.input, self.output) = (input, output)
  }

  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  @_specialize(where Element == BFloat16)
  func forward(on workers: Workers) {
    let (small, large) = (input.plane, output.plane)
    let tasks = RowTasks(
      images: output.count, blocks: output.blocks, height: small.height, width: 2 * large.width)
    workers.run(tasks.count) { task in
      let (image, block, rows) = tasks.place(of: task)
      let (x, y) = (input.pixels(image, block), output.pixels(image, block))
      for row in rows {
        let middle = x + row * small.stride
        let above = x + max(0, row - 1) * small.stride
        let below = x + min(small.height - 1, row + 1) * small.stride
        let target = y + 2 * row * large.stride
        enlargeRow(middle, above, into: target, width: small.width)
        enlargeRow(middle, below, into: target + large.stride, width: small.width)
      }
    }
  }

  /// One output row: 3/4 of the near input row, 1/4 of the far one.
  @inline(__always)
  private func enlargeRow(
    _ near: Pixels<Element>, _ far: Pixels<Element>, into target: Pixels<Element>, width: Int
  ) {
    let (quarter, most) = (Scalar(0.25), Scalar(0.75))
    var left = near[0] * most + far[0] * quarter
    var here = left
    for c in 0..<width {
      let next = min(c + 1, width - 1)
      let right = near[next] * most + far[next] * quarter
      target[2 * c] = here * most + left * quarter
      target[2 * c + 1] = here * most + right * quarter
      (left, here) = (here, right)
    }
    target[2 * width] = .zero
  }

  /// Gradient of the input (overwriting): the transposed weights, gathered.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  @_specialize(where Element == BFloat16)
  func backward(
    _ outputGradient: FeatureMap<Element>, into inputGradient: FeatureMap<Element>,
    on workers: Workers
  ) {
    let (small, large) = (input.plane, output.plane)
    let tasks = RowTasks(
      images: output.count, blocks: output.blocks, height: small.height, width: 2 * large.width)
    workers.run(tasks.count) { task in
      let (image, block, rows) = tasks.place(of: task)
      let dy = outputGradient.pixels(image, block)
      let dx = inputGradient.pixels(image, block)
      for row in rows {
        let vertical = Self.transposedWeights(row, small.height)
        let target = dx + row * small.stride
        let source = dy + (2 * row - 1) * large.stride
        for c in 0..<small.width {
          var sum = Lanes<Scalar>.zero
          // The rows above and below the image, which have no weight, are padding.
          for offset in 0..<4 {
            gather(
              source + offset * large.stride, weight: vertical[offset], column: c,
              width: small.width, into: &sum)
          }
          target[c] = sum
        }
        target[small.width] = .zero
      }
    }
  }

  @inline(__always)
  private func gather(
    _ source: Pixels<Element>, weight: Scalar, column: Int, width: Int,
    into sum: inout Lanes<Scalar>
  ) {
    let (near, far) = (weight * Scalar(0.75), weight * Scalar(0.25))
    // Columns left and right of the row are padding, which is zero: only the repeated edges need care.
    let s = source + 2 * column
    sum += (s[0] + s[1]) * near + (s[-1] + s[2]) * far
    if column == 0 { sum += s[0] * far }
    if column == width - 1 { sum += s[1] * far }
  }

  /// Weights with which input `i` enters outputs 2i-1, 2i, 2i+1, 2i+2.
  @inline(__always)
  private static func transposedWeights(_ i: Int, _ count: Int) -> SIMD4<Scalar> {
    let (first, last) = (i == 0, i == count - 1)
    return SIMD4(
      first ? 0 : Scalar(0.25), first ? 1 : Scalar(0.75), last ? 1 : Scalar(0.75),
      last ? 0 : Scalar(0.25))
  }
}
