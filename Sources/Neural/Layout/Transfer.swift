/// Between dense planar arrays, as files and losses have them, and feature maps.
extension FeatureMap {
  /// Takes the first channels from dense class maps (N, K+1, H, W); the others stay as they are.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  @_specialize(where Element == BFloat16)
  func fill(from maps: ClassMaps<Scalar>, on workers: Workers) {
    let tasks = RowTasks(images: count, blocks: blocks, height: plane.height, width: plane.width)
    workers.run(tasks.count) { task in
      let (image, index, rows) = tasks.place(of: task)
      let target = pixels(image, index)
      let channels = min(8, maps.classes - index * 8)
      guard channels > 0 else { return }
      let source = maps.base + (image * maps.classes + index * 8) * plane.area
      for row in rows {
        let (from, to) = (source + row * plane.width, target + row * plane.stride)
        for c in 0..<plane.width {
          var lanes = to[c]
          for channel in 0..<channels { lanes[channel] = from[channel * plane.area + c] }
          to[c] = lanes
        }
      }
    }
  }

  /// Writes the first channels as dense class maps (N, K+1, H, W).
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  @_specialize(where Element == BFloat16)
  func copy(to maps: ClassMaps<Scalar>, on workers: Workers) {
    let tasks = RowTasks(images: count, blocks: blocks, height: plane.height, width: plane.width)
    workers.run(tasks.count) { task in
      let (image, index, rows) = tasks.place(of: task)
      let source = pixels(image, index)
      let channels = min(8, maps.classes - index * 8)
      guard channels > 0 else { return }
      let target = maps.base + (image * maps.classes + index * 8) * plane.area
      for row in rows {
        let (from, to) = (source + row * plane.stride, target + row * plane.width)
        for c in 0..<plane.width {
          let lanes = from[c]
          for channel in 0..<channels { to[channel * plane.area + c] = lanes[channel] }
        }
      }
    }
  }
}

extension FeatureMap {
  /// Adds another map of the same shape (N, C, H, W).
  ///
  /// Bound: from pixel (0, 0) to the last row's padding pixel of every block, `plane.span` pixels; the padding in between
  /// is zero in both maps and stays so.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  @_specialize(where Element == BFloat16)
  func add(_ other: FeatureMap, on workers: Workers) {
    precondition(plane == other.plane && channels == other.channels && count == other.count)
    let tasks = RowTasks(images: count, blocks: blocks, height: plane.height, width: plane.width)
    workers.run(tasks.count) { task in
      let (image, index, rows) = tasks.place(of: task)
      let (sum, addend) = (pixels(image, index), other.pixels(image, index))
      for p in (rows.lowerBound * plane.stride)..<(rows.upperBound * plane.stride) {
        sum[p] += addend[p]
      }
    }
  }
}
