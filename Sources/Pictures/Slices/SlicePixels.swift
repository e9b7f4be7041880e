import Volume

/// A slice as pixels: grey, strokes, labels and uncertainty, as the screen and pictures sample them.
///
/// Zoomed out, greys are means over all voxels of a pixel, strokes win over what lies under them however thin
/// they are, and labels are those of the voxel in the middle. From one pixel a voxel on, everything is exact.
package struct SlicePixels {
  /// Number of pixel columns.
  package let width: Int
  /// Number of pixel rows.
  package let height: Int
  /// 0…255 within the window.
  package private(set) var grey: [UInt8]
  /// Whether the pixel lies on the slice.
  package private(set) var inside: [Bool]
  /// Labels of strokes, 0 where there is none.
  package private(set) var scribbles: [UInt8]
  /// Shown labels, frozen or predicted, 0 = background.
  package private(set) var labels: [UInt8]
  /// 0…255.
  package private(set) var uncertainty: [UInt8]

  private let sampling: SliceSampling

  /// The grey values of a slice; strokes, labels and uncertainty are added by those who show them.
  ///
  /// - level: the grey of an intensity
  package init(_ voxels: [Float], _ sampling: SliceSampling, level: (Float) -> UInt8) {
    self.sampling = sampling
    width = sampling.columns.count
    height = sampling.rows.count
    grey = Array(repeating: 0, count: width * height)
    inside = Array(repeating: false, count: width * height)
    scribbles = Array(repeating: 0, count: width * height)
    labels = Array(repeating: 0, count: width * height)
    uncertainty = Array(repeating: 0, count: width * height)
    sampleGrey(voxels, level)
  }

  private mutating func sampleGrey(_ voxels: [Float], _ level: (Float) -> UInt8) {
    voxels.withUnsafeBufferPointer { voxels in
      for y in 0..<height {
        guard let rows = sampling.rows[y] else { continue }
        for x in 0..<width {
          guard let columns = sampling.columns[x] else { continue }
          var sum: Float = 0
          for row in rows {
            var offset =
              sampling.origin + row * sampling.rowStride
              + columns.lowerBound * sampling.columnStride
            for _ in columns {
              sum += voxels[offset]
              offset += sampling.columnStride
            }
          }
          inside[y * width + x] = true
          grey[y * width + x] = level(sum / Float(rows.count * columns.count))
        }
      }
    }
  }

  /// Adds strokes: a label a voxel, 0 where there is none.
  package mutating func addScribbles(_ voxels: [UInt8]) {
    voxels.withUnsafeBufferPointer { voxels in
      for y in 0..<height {
        guard let rows = sampling.rows[y] else { continue }
        for x in 0..<width {
          guard let columns = sampling.columns[x] else { continue }
          var found: UInt8 = 0
          for row in rows {
            var offset =
              sampling.origin + row * sampling.rowStride
              + columns.lowerBound * sampling.columnStride
            for _ in columns {
              let label = voxels[offset]
              // A class wins over background where one pixel covers both.
              if label != 0, found == 0 || found == ScribbleEncoding.background { found = label }
              offset += sampling.columnStride
            }
          }
          scribbles[y * width + x] = found
        }
      }
    }
  }

  /// Adds labels.
  ///
  /// - label: the one shown at an offset into the volume, 0 = background
  package mutating func addLabels(_ label: (Int) -> UInt8) {
    for y in 0..<height {
      guard let rows = sampling.rows[y] else { continue }
      for x in 0..<width {
        guard let columns = sampling.columns[x] else { continue }
        labels[y * width + x] = label(sampling.middle(columns, rows))
      }
    }
  }

  /// Adds marks in place of an uncertainty: a pixel has one, 255, where any of its voxels has, however many it covers.
  ///
  /// - isMarked: whether there is one at an offset into the volume
  package mutating func addMarks(_ isMarked: (Int) -> Bool) {
    for y in 0..<height {
      guard let rows = sampling.rows[y] else { continue }
      for x in 0..<width {
        guard let columns = sampling.columns[x] else { continue }
        let found = rows.contains { row in
          let start = sampling.origin + row * sampling.rowStride
          return columns.contains { isMarked(start + $0 * sampling.columnStride) }
        }
        uncertainty[y * width + x] = found ? 255 : 0
      }
    }
  }

  /// Adds an uncertainty of 0…255 a voxel.
  package mutating func addUncertainty(_ voxels: [UInt8]) {
    for y in 0..<height {
      guard let rows = sampling.rows[y] else { continue }
      for x in 0..<width {
        guard let columns = sampling.columns[x] else { continue }
        uncertainty[y * width + x] = voxels[sampling.middle(columns, rows)]
      }
    }
  }

  /// Whether a pixel of a label lies on its edge: a pixel of the slice `reach` away has another label.
  @inlinable package func isEdge(_ x: Int, _ y: Int, reach: Int = 1) -> Bool {
    let label = labels[y * width + x]
    func differs(_ x: Int, _ y: Int) -> Bool {
      guard x >= 0, y >= 0, x < width, y < height, inside[y * width + x] else { return false }
      return labels[y * width + x] != label
    }
    return differs(x - reach, y) || differs(x + reach, y) || differs(x, y - reach)
      || differs(x, y + reach)
  }
}
