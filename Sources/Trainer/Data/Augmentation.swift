import Foundation
import Prediction
import Volume

/// One draw of the geometric and intensity variation of a crop.
///
/// Student and teacher see the same draw, so that their predictions belong to the same pixels.
struct Augmentation: Equatable, Sendable {
  /// From a pixel of the crop, counted from its centre, to a place in the slice, counted from the crop's centre
  /// there: (columnPerColumn, columnPerRow, rowPerColumn, rowPerRow), in pixels.
  var matrix: SIMD4<Float>
  /// What happens to intensities 0…1.
  var tone = Tone()
  /// Added to the network's coordinates of columns, rows and slices, in millimetres.
  var shift = SIMD3<Float>(repeating: 0)

  /// An intensity x becomes ½ + spread · (x^gamma - ½) + offset.
  struct Tone: Equatable, Sendable {
    var gamma: Float = 1, spread: Float = 1, offset: Float = 0

    /// The new intensity.
    func callAsFunction(_ intensity: Float) -> Float {
      0.5 + spread * (pow(intensity, gamma) - 0.5) + offset
    }
  }

  /// A smooth deformation besides; nil = none.
  var warp: Warp?

  /// Displacements at the corners of a coarse grid over the crop: shares of the crop's side, times slice pixels a crop pixel.
  struct Warp: Equatable, Sendable {
    /// Cells along each side.
    static let cells = 4
    /// (cells + 1)² displacements (columns, rows), row after row.
    let shifts: [SIMD2<Float>]

    /// The displacement at a place of a cell; `x` and `y` run from 0 to 1 in it.
    @inline(__always)
    func shift(left: Int, upper: Int, _ x: Float, _ y: Float) -> SIMD2<Float> {
      let corner = upper * (Warp.cells + 1) + left
      let above = shifts[corner] + (shifts[corner + 1] - shifts[corner]) * x
      let below = corner + Warp.cells + 1
      return above + (shifts[below] + (shifts[below + 1] - shifts[below]) * x - above) * y
    }
  }

  /// Nothing varied.
  static let identity = Augmentation(matrix: SIMD4(1, 0, 0, 1))

  /// - aspect: millimetres between rows / millimetres between columns: a turn is one in millimetres.
  /// - step: columns and rows of the slice between two pixels of the crop
  /// - side: the volume's shortest, in millimetres; coordinates are shifted by a share of it
  init(
    _ settings: AugmentationSettings, aspect: Double, step: PixelStep = .native, side: Double = 0,
    random: inout SplitMix64
  ) {
    // Every number is drawn whether or not it is used, so that one option does not change the others' draws.
    let turned = random.uniform() < settings.quarterTurn
    let quarters = Int(random.next() % 4)
    let mirrored = (
      columns: random.uniform() < settings.flip, rows: random.uniform() < settings.flip
    )
    let degrees = random.uniform(in: -1..<1) * settings.rotation
    let magnification = 1 + random.uniform(in: -1..<1) * settings.scale
    tone.gamma = Float(1 + random.uniform(in: -1..<1) * settings.gamma)

    let angle = (degrees + (turned ? Double(quarters) * 90 : 0)) * .pi / 180
    let (sine, cosine) = (sin(angle), cos(angle))
    let columns = (mirrored.columns ? -1.0 : 1) / magnification
    let rows = (mirrored.rows ? -1.0 : 1) / magnification
    // A column of the crop is step.columns columns of the slice, which are aspect times as many rows less.
    matrix = SIMD4(
      Float(cosine * columns * step.columns), Float(-sine * aspect * rows * step.rows),
      Float(sine / aspect * columns * step.columns), Float(cosine * rows * step.rows))

    var warping = random.split()
    if settings.warp > 0 {
      let corners = (Warp.cells + 1) * (Warp.cells + 1)
      warp = Warp(
        shifts: (0..<corners).map { _ in
          SIMD2(
            Float(warping.normal() * settings.warp * step.columns),
            Float(warping.normal() * settings.warp * step.rows))
        })
    }
    var others = warping.split()
    func either(_ most: Double) -> Float { Float(others.uniform(in: -1..<1) * most) }
    tone.spread = 1 + either(settings.contrast)
    tone.offset = either(settings.brightness)
    let most = settings.shift * side
    shift = SIMD3(either(most), either(most), either(most))
  }

  private init(matrix: SIMD4<Float>) { self.matrix = matrix }
}
