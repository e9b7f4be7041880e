// Distillation of features: at every decoder level the student's feature vectors turn towards the teacher's.
//
//   f_i, t_i the channels of pixel i of the student's and the teacher's decoder map of level l, n_l = N H_l W_l:
//   L = (1/levels) Σ_l (1/n_l) Σ_i (1 - cos(f_i, t_i))
//   ∂L/∂f_i = -(1/(levels n_l)) (t_i/|t_i| - cos(f_i, t_i) f_i/|f_i|) / |f_i|
//
// Source: ScribSD (Qu, Zhao, Wei, Lu, Zhang, Wang 2023) draws the student's features to the teacher's at several scales, as
// its abstract says; the form is not public, so the cosine is a reconstruction.

/// The term for one decoder map: returns L's share of that level and adds `scale` times its gradient to `gradient`.
struct FeatureDistillation<Element: MapElement> {
  typealias Scalar = Element.Scalar

  /// Vectors shorter than this count as this long and get no gradient.
  private static var shortest: Scalar { 1e-6 }

  private let levels: Int
  private let partial: UnsafeMutablePointer<Double>

  /// - height: rows of the finest map, of `images` images.
  init(_ arena: Arena, levels: Int, images: Int, height: Int) {
    self.levels = levels
    partial = arena.zeroed(Double.self, count: images * height)
  }

  /// - student, teacher, gradient: (N, C, H_l, W_l)
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  @_specialize(where Element == BFloat16)
  func run(
    student: FeatureMap<Element>, teacher: FeatureMap<Element>, gradient: FeatureMap<Element>,
    scale: Scalar, on workers: Workers
  ) -> Double {
    let plane = student.plane
    let rows = student.count * plane.height
    let share = 1 / Double(levels * student.count * plane.area)
    let slope = -scale * Scalar(share)
    workers.run(rows) { row in
      let (image, line) = (row / plane.height, row % plane.height)
      var sum = 0.0
      for pixel in line * plane.stride..<line * plane.stride + plane.width {
        var (dot, own, other) = (Lanes<Scalar>.zero, Lanes<Scalar>.zero, Lanes<Scalar>.zero)
        for block in 0..<student.blocks {
          let (a, b) = (student.pixels(image, block)[pixel], teacher.pixels(image, block)[pixel])
          dot.addProduct(a, b)
          own.addProduct(a, a)
          other.addProduct(b, b)
        }
        let length = Scalar.maximum(own.sum().squareRoot(), Self.shortest)
        let towards = Scalar.maximum(other.sum().squareRoot(), Self.shortest)
        let cosine = dot.sum() / (length * towards)
        sum += 1 - Double(cosine)
        guard length > Self.shortest else { continue }
        for block in 0..<student.blocks {
          let (a, b) = (student.pixels(image, block)[pixel], teacher.pixels(image, block)[pixel])
          gradient.pixels(image, block)[pixel] +=
            (b / towards - a * (cosine / length)) * (slope / length)
        }
      }
      partial[row] = sum
    }
    return share * (0..<rows).reduce(0) { $0 + partial[$1] }
  }
}
