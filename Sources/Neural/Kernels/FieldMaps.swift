/// What a `RandomField` needs of one slice's box, and one pass over it.
///
/// Maps have a frame of `reach` pixels: pixel (row, column) of the box lies at (row + reach) · pitch + reach + column, so that
/// eight pixels and all their neighbours can be read without asking where the box ends. Bounds: `frame` numbers a map;
/// rows are read in whole blocks of eight, the pitch holds these and the frame on both sides.
final class FieldMaps {
  /// Times that all pixels look at their neighbours.
  static let passes = 5
  /// Rows and columns to the farthest neighbour.
  static let reach = 5
  /// σ_x in pixels.
  private static let spread: Float = 6
  /// Half of the neighbours, those that come later in scan order: each pair counts both ways.
  private static let neighbours: [(rows: Int, columns: Int)] = (0...reach).flatMap { rows in
    ((rows == 0 ? 1 : -reach)...reach).compactMap { columns in
      let isNear = max(rows, abs(columns)) == 1
      return isNear || (rows % 2 == 1 && columns % 2 != 0) ? (rows, columns) : nil
    }
  }
  /// s_ij of each of them.
  private static let closeness: [Float] = neighbours.map {
    Float.exponential(-0.5 * Float($0.rows * $0.rows + $0.columns * $0.columns) / (spread * spread))
  }
  /// Σ_j s_ij over all neighbours.
  private static let closenessSum = 2 * closeness.reduce(0, +)

  private let box: FieldBox
  private let classes: Int
  private let height: Int, width: Int
  private let pitch: Int, frame: Int
  private let memory: ScratchMemory<Float>

  // Maps: 1 inside the box and 0 around it; I; p (C); q (C); q of the pass that goes on (C); k_ij of each neighbour.
  private var inside: UnsafeMutablePointer<Float> { memory.base }
  private var intensities: UnsafeMutablePointer<Float> { memory.base + frame }
  private var own: UnsafeMutablePointer<Float> { memory.base + 2 * frame }
  private var values: UnsafeMutablePointer<Float>
  private var next: UnsafeMutablePointer<Float>
  private var kernels: UnsafeMutablePointer<Float> { memory.base + (2 + 3 * classes) * frame }

  init(_ box: FieldBox, classes: Int) {
    (self.box, self.classes) = (box, classes)
    (height, width) = (box.rows.count, box.columns.count)
    pitch = (width + 7) / 8 * 8 + 2 * FieldMaps.reach
    frame = (height + 2 * FieldMaps.reach) * pitch
    memory = ScratchMemory(0, count: (2 + 3 * classes + FieldMaps.neighbours.count) * frame)
    values = memory.base + (2 + classes) * frame
    next = values + classes * frame
  }

  private func place(_ row: Int, _ column: Int) -> Int {
    (row + FieldMaps.reach) * pitch + FieldMaps.reach + column
  }

  /// Takes one slice's answer and image, and weighs its pairs of pixels.
  ///
  /// - probabilities: (C, rows, columns) of the slice
  /// - intensities: (rows, columns) of the slice
  /// - size: rows and columns of the slice
  func fill(
    _ probabilities: [Float], _ intensities: ArraySlice<Float>, contrast: Float,
    size: (height: Int, width: Int)
  ) {
    // Pixels of the frame have a class, too, lest their lanes divide by zero; nobody looks at them.
    own.update(repeating: 1, count: frame)
    for row in 0..<height {
      for column in 0..<width {
        let source = (box.rows.lowerBound + row) * size.width + box.columns.lowerBound + column
        let place = place(row, column)
        inside[place] = 1
        self.intensities[place] = intensities[intensities.startIndex + source]
        for c in 0..<classes {
          // No class is ruled out for good.
          own[c * frame + place] = max(
            probabilities[c * size.height * size.width + source], 1e-7)
        }
      }
    }
    values.update(from: own, count: classes * frame)
    weighPairs(-0.5 / (contrast * contrast))
  }

  private func weighPairs(_ factor: Float) {
    for (index, neighbour) in FieldMaps.neighbours.enumerated() {
      let kernel = kernels + index * frame
      let closeness = FieldMaps.closeness[index]
      for row in 0..<height {
        for column in stride(from: 0, to: width, by: 8) {
          let pixel = place(row, column)
          let other = pixel + neighbour.rows * pitch + neighbour.columns
          let difference = (intensities + other).lanes(8) - (intensities + pixel).lanes(8)
          let likeness = Float.exponential(difference * difference * factor)
          let pair = (inside + pixel).lanes(8) * (inside + other).lanes(8)
          (kernel + pixel).setLanes(likeness * pair * closeness, 8)
        }
      }
    }
  }

  /// q ← p exp(w m) / Σ, at all pixels at once.
  func pass(weight: Float) {
    let offsets = FieldMaps.neighbours.map { $0.rows * pitch + $0.columns }
    let factor = weight / FieldMaps.closenessSum
    withUnsafeTemporaryAllocation(of: SIMD8<Float>.self, capacity: classes) { scratch in
      guard let sums = scratch.baseAddress else { return }
      for row in 0..<height {
        for column in stride(from: 0, to: width, by: 8) {
          let pixel = place(row, column)
          gather(pixel, offsets, into: sums)
          choose(pixel, factor, sums)
        }
      }
    }
    (values, next) = (next, values)
  }

  /// Σ_j k_ij q_jc of eight pixels.
  @inline(__always)
  private func gather(
    _ pixel: Int, _ offsets: [Int], into sums: UnsafeMutablePointer<SIMD8<Float>>
  ) {
    for c in 0..<classes { sums[c] = .zero }
    var kernel = kernels + pixel
    for offset in offsets {
      let (later, earlier) = (kernel.lanes(8), (kernel - offset).lanes(8))
      for c in 0..<classes {
        let q = values + (c * frame + pixel)
        sums[c].addProduct(later, (q + offset).lanes(8))
        sums[c].addProduct(earlier, (q - offset).lanes(8))
      }
      kernel += frame
    }
  }

  /// The classes' shares of eight pixels.
  @inline(__always)
  private func choose(
    _ pixel: Int, _ factor: Float, _ sums: UnsafeMutablePointer<SIMD8<Float>>
  ) {
    var largest = sums[0]
    for c in 1..<classes { largest = pointwiseMax(largest, sums[c]) }
    var total = SIMD8<Float>.zero
    for c in 0..<classes {
      sums[c] =
        (own + (c * frame + pixel)).lanes(8)
        * Float.exponential((sums[c] - largest) * factor)
      total += sums[c]
    }
    let inverse = 1 / total
    for c in 0..<classes { (next + (c * frame + pixel)).setLanes(sums[c] * inverse, 8) }
  }

  /// The slice's (C, rows, columns) with the box's q in it.
  func replaced(in probabilities: [Float], _ size: (height: Int, width: Int)) -> [Float] {
    var result = probabilities
    for c in 0..<classes {
      for row in 0..<height {
        let target =
          (c * size.height + box.rows.lowerBound + row) * size.width + box.columns.lowerBound
        for column in 0..<width {
          result[target + column] = values[c * frame + place(row, column)]
        }
      }
    }
    return result
  }
}
