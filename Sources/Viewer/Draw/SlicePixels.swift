import Volume

/// The slice on screen as pixels: grey, strokes, labels and uncertainty, sampled for a viewport.
///
/// Zoomed out, greys are means over all voxels of a pixel, strokes win over what lies under them however thin
/// they are, and labels are those of the voxel in the middle. From one pixel a voxel on, everything is exact.
struct SlicePixels {
  let width: Int
  let height: Int
  /// 0…255 within the window.
  private(set) var grey: [UInt8]
  /// Whether the pixel lies on the slice.
  private(set) var inside: [Bool]
  /// Labels of strokes, 0 where there is none.
  private(set) var scribbles: [UInt8]
  /// Shown labels, frozen or predicted, 0 = background.
  private(set) var labels: [UInt8]
  /// 0…255.
  private(set) var uncertainty: [UInt8]

  init(_ state: ViewerState, _ port: Viewport) {
    width = port.pixelColumns
    height = port.pixelRows
    grey = Array(repeating: 0, count: width * height)
    inside = Array(repeating: false, count: width * height)
    scribbles = Array(repeating: 0, count: width * height)
    labels = Array(repeating: 0, count: width * height)
    uncertainty = Array(repeating: 0, count: width * height)
    let sampling = Sampling(state, port)
    sampleGrey(state.open.volume.voxels, state.view.window, sampling)
    if state.overlays.showsScribbles { sampleScribbles(state.open.scribbles.map.voxels, sampling) }
    if state.overlays.showsPrediction {
      sampleLabels(state.open, known: state.knownLabels, sampling)
    }
    if state.overlays.showsUncertainty, let map = state.open.predicted.uncertainty {
      sampleUncertainty(map.voxels, sampling)
    }
  }

  /// Which voxels every pixel column and row covers, as offsets into the volume.
  private struct Sampling {
    /// Offsets of the voxels under every pixel column, the part that the column decides.
    let columns: [Range<Int>?]
    let rows: [Range<Int>?]
    let origin: Int
    let columnStride: Int
    let rowStride: Int

    init(_ state: ViewerState, _ port: Viewport) {
      columns = (0..<port.pixelColumns).map { port.columnRange(atPixel: $0) }
      rows = (0..<port.pixelRows).map { port.rowRange(atPixel: $0) }
      let layout = state.layout
      let size = state.open.volume.geometry.size
      let slice = state.slice
      func offset(_ column: Int, _ row: Int) -> Int {
        size.offset(layout.voxel(column: column, row: row, slice: slice))
      }
      origin = offset(0, 0)
      columnStride = layout.columns > 1 ? offset(1, 0) - origin : 0
      rowStride = layout.rows > 1 ? offset(0, 1) - origin : 0
    }

    /// The voxel in the middle of a pixel.
    func middle(_ columns: Range<Int>, _ rows: Range<Int>) -> Int {
      origin + (columns.lowerBound + columns.count / 2) * columnStride
        + (rows.lowerBound + rows.count / 2) * rowStride
    }
  }

  private mutating func sampleGrey(
    _ voxels: [Float], _ window: IntensityWindow, _ sampling: Sampling
  ) {
    let scale = 255 / (window.high - window.low)
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
          let mean = sum / Float(rows.count * columns.count)
          inside[y * width + x] = true
          grey[y * width + x] = UInt8(max(0, min(255, (mean - window.low) * scale)))
        }
      }
    }
  }

  private mutating func sampleScribbles(_ voxels: [UInt8], _ sampling: Sampling) {
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
              if label != 0, found == 0 || found == 255 { found = label }
              offset += sampling.columnStride
            }
          }
          scribbles[y * width + x] = found
        }
      }
    }
  }

  /// - known: labels that the project has; an old prediction may hold others, which accepting takes for background
  private mutating func sampleLabels(
    _ open: OpenCase, known: Set<UInt8>, _ sampling: Sampling
  ) {
    let shown = (0...255).map { known.contains(UInt8($0)) }
    for y in 0..<height {
      guard let rows = sampling.rows[y] else { continue }
      for x in 0..<width {
        guard let columns = sampling.columns[x] else { continue }
        let label = open.shownLabel(at: sampling.middle(columns, rows))
        labels[y * width + x] = shown[Int(label)] ? label : 0
      }
    }
  }

  private mutating func sampleUncertainty(_ voxels: [UInt8], _ sampling: Sampling) {
    for y in 0..<height {
      guard let rows = sampling.rows[y] else { continue }
      for x in 0..<width {
        guard let columns = sampling.columns[x] else { continue }
        uncertainty[y * width + x] = voxels[sampling.middle(columns, rows)]
      }
    }
  }

  /// Whether a pixel of a label lies on its edge: a neighbour on the slice has another label.
  func isEdge(_ x: Int, _ y: Int) -> Bool {
    let label = labels[y * width + x]
    func differs(_ x: Int, _ y: Int) -> Bool {
      guard x >= 0, y >= 0, x < width, y < height, inside[y * width + x] else { return false }
      return labels[y * width + x] != label
    }
    return differs(x - 1, y) || differs(x + 1, y) || differs(x, y - 1) || differs(x, y + 1)
  }
}
