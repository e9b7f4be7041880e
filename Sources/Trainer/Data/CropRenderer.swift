import Foundation
import Prediction
import Volume

/// Draws augmented crops straight from a slice stack: one pass that samples, one look-up for gamma, one for noise.
///
/// Images bilinear, beyond the slice's edge mirrored; targets nearest, beyond the edge -1.
struct CropRenderer: Sendable {
  /// Rows and columns of the crop.
  let height: Int, width: Int
  let noise: NoiseTable

  /// Samples neighbouring slices as intensities of another tone: (slices, height, width).
  func image(
    _ stack: SliceStack, slice: Int, slices number: Int, through map: SamplingMap,
    tone: Augmentation.Tone,
    into output: inout [Float]
  ) {
    precondition(output.count == number * height * width, "a crop of \(number) slices")
    let curve = CropRenderer.curve(tone)
    let slices = stack.neighbours(of: slice, number: number)
    stack.values.withUnsafeBufferPointer { values in
      curve.withUnsafeBufferPointer { curve in
        output.withUnsafeMutableBufferPointer { output in
          for (channel, slice) in slices.enumerated() {
            let plane = values[slice * stack.pixels..<(slice + 1) * stack.pixels]
            let target = output[channel * height * width..<(channel + 1) * height * width]
            sample(
              UnsafeBufferPointer(rebasing: plane), stack.width, stack.height, map, curve,
              into: UnsafeMutableBufferPointer(rebasing: target))
          }
        }
      }
    }
  }

  private func sample(
    _ plane: UnsafeBufferPointer<UInt16>, _ columns: Int, _ rows: Int, _ map: SamplingMap,
    _ curve: UnsafeBufferPointer<Float>, into output: UnsafeMutableBufferPointer<Float>
  ) {
    let (lastColumn, lastRow) = (Float(columns - 1), Float(rows - 1))
    map.columns.withUnsafeBufferPointer { mapColumns in
      map.rows.withUnsafeBufferPointer { mapRows in
        for index in output.indices {
          let x = CropRenderer.mirrored(mapColumns[index], lastColumn)
          let y = CropRenderer.mirrored(mapRows[index], lastRow)
          let (x0, y0) = (Int(x), Int(y))
          let (fx, fy) = (x - Float(x0), y - Float(y0))
          let right = x0 + 1 < columns ? 1 : 0
          let below = y0 + 1 < rows ? columns : 0
          let corner = y0 * columns + x0
          let first = Float(plane[corner])
          let third = Float(plane[corner + below])
          let upper = first + fx * (Float(plane[corner + right]) - first)
          let lower = third + fx * (Float(plane[corner + below + right]) - third)
          let value = (upper + fy * (lower - upper)) * (CropRenderer.curveSteps / SliceStack.one)
          let step = min(Int(CropRenderer.curveSteps) - 1, Int(value))
          output[index] = curve[step] + (value - Float(step)) * (curve[step + 1] - curve[step])
        }
      }
    }
  }

  /// The coordinates of the crop's pixels, as the network wants them: (2 or 3, height, width).
  ///
  /// - shift: along columns, rows and slices, in millimetres
  func positions(
    _ stack: SliceStack, slice: Int, through map: SamplingMap, _ position: NetworkInput.Position,
    shift: SIMD3<Float>, into output: inout ArraySlice<Float>
  ) {
    precondition(output.count == position.channels * height * width, "a crop's coordinates")
    guard position != .none else { return }
    let (start, plane) = (output.startIndex, height * width)
    let moved = shift / NetworkInput.unit
    let depth = stack.coordinate(slice: slice) + moved.z
    for index in 0..<plane {
      output[start + index] = stack.coordinate(column: map.columns[index]) + moved.x
      output[start + plane + index] = stack.coordinate(row: map.rows[index]) + moved.y
      if position == .space { output[start + 2 * plane + index] = depth }
    }
  }

  /// Samples a slice's targets into `height * width` places from `start`.
  func targets(
    _ slice: SliceLabels, through map: SamplingMap, into output: inout [Int8], at start: Int
  ) {
    var weights: [Float] = []
    targets(slice, through: map, into: &output, &weights, at: start)
  }

  /// Samples a slice's targets and, where it has them, weights into `height * width` places from `start`.
  func targets(
    _ slice: SliceLabels, through map: SamplingMap, into output: inout [Int8],
    _ outputWeights: inout [Float], at start: Int
  ) {
    let (columns, rows) = (slice.width, slice.height)
    precondition(slice.targets.count == columns * rows, "the targets of a whole slice")
    for index in 0..<height * width {
      let (column, row) = (map.columns[index] + 0.5, map.rows[index] + 0.5)
      output[start + index] = -1
      guard column >= 0 && row >= 0 && column < Float(columns) && row < Float(rows) else {
        continue
      }
      let source = Int(row) * columns + Int(column)
      output[start + index] = slice.targets[source]
      if let weights = slice.weights { outputWeights[start + index] = weights[source] }
    }
  }

  /// Adds noise to intensities 0…1 and turns them into the network's numbers.
  func finish(
    _ image: [Float], _ scale: IntensityScale, random: inout SplitMix64,
    into output: inout ArraySlice<Float>
  ) {
    precondition(image.count == output.count, "as many numbers as the crop has")
    let factor = 1 / scale.deviation
    let shift = -scale.mean * factor
    let mask = (1 << NoiseTable.bits) - 1
    image.withUnsafeBufferPointer { image in
      noise.values.withUnsafeBufferPointer { noise in
        output.withUnsafeMutableBufferPointer { output in
          var bits: UInt64 = 0
          for index in image.indices {
            // One draw of 64 bits serves five pixels.
            if index % 5 == 0 { bits = random.next() }
            output[index] =
              (image[index] + noise[Int(truncatingIfNeeded: bits) & mask]) * factor + shift
            bits >>= UInt64(NoiseTable.bits)
          }
        }
      }
    }
  }

  private static let curveSteps: Float = 256

  /// A tone at 257 intensities, between which is interpolated.
  private static func curve(_ tone: Augmentation.Tone) -> [Float] {
    (0...Int(curveSteps)).map { tone(Float($0) / curveSteps) }
  }

  /// A coordinate reflected into 0…last: … 2 1 0 1 2 … last-1 last last-1 …
  @inline(__always)
  static func mirrored(_ place: Float, _ last: Float) -> Float {
    if place >= 0 && place <= last { return place }
    guard last > 0 else { return 0 }
    let period = 2 * last
    var rest = place.truncatingRemainder(dividingBy: period)
    if rest < 0 { rest += period }
    return min(last, max(0, rest > last ? period - rest : rest))
  }
}
