/// The teacher's answers to turned and noisy copies of the images, turned back: what USTM compares the student with.
///
/// One turn by a multiple of 90 degrees for the batch (by 0 or 180 where images are not square), and fresh noise for every
/// view but the first, whose noise is the teacher's own. The teacher is in inference form, so its dropout, which USTM also
/// varies, stays off.
final class TeacherViews<Scalar: NeuralScalar> {
  /// Probabilities (N, C, H, W) of the first view.
  let first: ClassMaps<Scalar>
  /// Mean probabilities (N, C, H, W) over all views.
  let mean: ClassMaps<Scalar>

  private let views: Int
  private let imageChannel: Int
  private let images: ClassMaps<Scalar>
  private let turned: ClassMaps<Scalar>
  private let answer: ClassMaps<Scalar>

  /// - Parameter inputs: channels of the images, of which `imageChannel` gets noise.
  init(_ arena: Arena, _ shape: LossShape, views: Int, inputs: Int, imageChannel: Int) {
    func maps(_ channels: Int) -> ClassMaps<Scalar> {
      let count = shape.count * channels * shape.height * shape.width
      return ClassMaps(
        count: shape.count, classes: channels, height: shape.height, width: shape.width,
        base: arena.zeroed(Scalar.self, count: count))
    }
    (first, mean) = (maps(shape.classes), maps(shape.classes))
    (images, turned, answer) = (maps(inputs), maps(shape.classes), maps(shape.classes))
    (self.views, self.imageChannel) = (views, imageChannel)
  }

  /// - Parameter source: the teacher's images (N, inputs, H, W).
  func run<Element: KernelElement>(
    _ teacher: InferenceNetwork<Element>, on source: ClassMaps<Scalar>, seed: UInt64, step: Int,
    _ workers: Workers
  ) where Element.Scalar == Scalar {
    var random = CounterGenerator(seed, UInt64(step), 0x7455)
    let isSquare = source.height == source.width
    let turns = isSquare ? random.below(4) : 2 * random.below(2)
    mean.base.update(repeating: 0, count: mean.elements)
    for view in 0..<views {
      turn(source, quarters: turns, into: images, workers)
      if view > 0 { addNoise(seed: seed, step: step, view: view, workers) }
      teacher.images.fill(from: images, on: workers)
      teacher.run(on: workers)
      teacher.logits[0].copy(to: turned, on: workers)
      softmax(turned, into: turned, workers.run)
      let place = view == 0 ? first : answer
      turn(turned, quarters: (4 - turns) % 4, into: place, workers)
      addShare(of: place, workers)
    }
  }

  private func addShare(of place: ClassMaps<Scalar>, _ workers: Workers) {
    let share = 1 / Scalar(views)
    let (mean, pixels) = (self.mean, self.mean.pixels)
    workers.run(mean.count * mean.classes) { plane in
      let (from, to) = (place.base + plane * pixels, mean.base + plane * pixels)
      for pixel in 0..<pixels { to[pixel] += share * from[pixel] }
    }
  }

  /// Noise clamp(0.1 n, ± 0.2) of the slice's own range, n nearly normal: WSL4MIS's for images of range 0…1.
  private func addNoise(seed: UInt64, step: Int, view: Int, _ workers: Workers) {
    let (images, channel) = (self.images, imageChannel)
    workers.run(images.count) { image in
      let x = images.plane(image, channel)
      var (low, high) = (x[0], x[0])
      for pixel in 0..<images.pixels { (low, high) = (min(low, x[pixel]), max(high, x[pixel])) }
      var random = CounterGenerator(seed, UInt64(step), UInt64(view), UInt64(image))
      for pixel in 0..<images.pixels {
        // The sum of four uniform numbers of 16 bits, brought to variance 1.
        let bits = random.next()
        let sum = (0..<4).reduce(0.0) { $0 + Double((bits >> (16 * UInt64($1))) & 0xFFFF) / 65_535 }
        let normal = (sum - 2) * 3.0.squareRoot()
        x[pixel] += (high - low) * Scalar(min(0.2, max(-0.2, 0.1 * normal)))
      }
    }
  }
}

/// Turns every plane by `quarters` · 90 degrees counter-clockwise; odd numbers want square planes.
///
/// - source, target: (N, C, H, W), different memory
@_specialize(where Scalar == Float)
@_specialize(where Scalar == Double)
func turn<Scalar: NeuralScalar>(
  _ source: ClassMaps<Scalar>, quarters: Int, into target: ClassMaps<Scalar>, _ workers: Workers
) {
  let (height, width) = (source.height, source.width)
  precondition(quarters % 2 == 0 || height == width, "only square planes turn by 90 degrees")
  workers.run(source.count * source.classes) { plane in
    let (from, to) = (source.base + plane * source.pixels, target.base + plane * source.pixels)
    for row in 0..<height {
      for column in 0..<width {
        let place =
          switch quarters {
          case 1: (width - 1 - column) * width + row
          case 2: (height - 1 - row) * width + width - 1 - column
          case 3: column * width + height - 1 - row
          default: row * width + column
          }
        to[place] = from[row * width + column]
      }
    }
  }
}
