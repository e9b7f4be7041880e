/// What is known about one slice: the scribbles on it, and the whole of it where it has been accepted.
package struct SliceTargets: Equatable, Sendable {
  /// A scribbled pixel.
  package struct Point: Equatable, Sendable {
    /// row · width + column.
    package let pixel: Int32
    /// 0 = background, 1…K.
    package let target: Int8
  }

  /// Scribbled pixels, ascending.
  package let points: [Point]
  /// Pixels that count as background where nothing else is known: the region's edge, a sample of the far field.
  package let assumed: [Int32]
  /// All pixels of an accepted slice (or of one whose truth is taught), row after row; empty otherwise.
  package let dense: [Int8]

  /// Gathers the targets of a slice.
  ///
  /// - scribbles: target of every pixel, -1 where nothing is drawn
  /// - assumed: pixels that count as background where nothing is drawn
  /// - dense: target of every pixel, or nil
  package init(scribbles: [Int8], assumed: [Int32] = [], dense: [Int8]? = nil) {
    self.assumed = assumed
    points = scribbles.enumerated().compactMap { pixel, target in
      target < 0 ? nil : Point(pixel: Int32(pixel), target: target)
    }
    self.dense = dense ?? []
  }

  /// Whether the slice teaches nothing.
  package var isEmpty: Bool { points.isEmpty && dense.isEmpty }

  /// Pixels of each target 0…K, scribbled or accepted.
  package func counts(outputs: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: outputs)
    for point in points { counts[Int(point.target)] += 1 }
    for target in dense where target >= 0 { counts[Int(target)] += 1 }
    return counts
  }

  /// Writes the targets over all pixels of the slice, and the weight of each unless `weights` is empty;
  /// scribbles win over what was accepted.
  ///
  /// - denseWeight: of an accepted pixel; a scribbled one has 1.
  package func draw(into targets: inout [Int8], weights: inout [Float], denseWeight: Float) {
    if dense.isEmpty {
      for index in targets.indices { targets[index] = -1 }
      for pixel in assumed {
        targets[Int(pixel)] = 0
        if !weights.isEmpty { weights[Int(pixel)] = 1 }
      }
    } else {
      precondition(dense.count == targets.count, "an accepted slice has a target for every pixel")
      targets = dense
      for index in weights.indices { weights[index] = denseWeight }
    }
    for point in points {
      targets[Int(point.pixel)] = point.target
      if !weights.isEmpty { weights[Int(point.pixel)] = 1 }
    }
  }
}

extension SliceTargets {
  /// Pixels of the strokes of classes 1…K in a region: where they lie in it, row after row, and the class.
  ///
  /// - width: of the whole slice
  func strokes(in region: RegionOfInterest, width: Int) -> [(inside: Int, target: Int)] {
    points.compactMap { point in
      let (row, column) = (Int(point.pixel) / width, Int(point.pixel) % width)
      guard point.target > 0, region.rows.contains(row), region.columns.contains(column) else {
        return nil
      }
      return (
        (row - region.rows.lowerBound) * region.width + column - region.columns.lowerBound,
        Int(point.target)
      )
    }
  }
}
