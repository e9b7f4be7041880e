/// Between dense planar arrays, as files and losses have them, and feature maps.
extension FeatureMap {
  /// Takes the first channels from dense class maps (N, K+1, H, W); the others stay as they are.
  @_specialize(where Scalar == Float)
  @_specialize(where Scalar == Double)
  func fill(from maps: ClassMaps<Scalar>, on workers: Workers) {
    let tasks = RowTasks(images: count, blocks: blocks, height: plane.height, width: plane.width)
    workers.run(tasks.count) { task in
      let (image, index, rows) = tasks.place(of: task)
      let target = UnsafeMutableRawPointer(block(image, index)).assumingMemoryBound(to: Scalar.self)
      for channel in 0..<max(0, min(8, maps.classes - index * 8)) {
        let source = maps.base + (image * maps.classes + index * 8 + channel) * plane.area
        for row in rows {
          let (from, to) = (source + row * plane.width, target + row * plane.stride * 8 + channel)
          for c in 0..<plane.width { to[c * 8] = from[c] }
        }
      }
    }
  }

  /// Writes the first channels as dense class maps (N, K+1, H, W).
  @_specialize(where Scalar == Float)
  @_specialize(where Scalar == Double)
  func copy(to maps: ClassMaps<Scalar>, on workers: Workers) {
    let tasks = RowTasks(images: count, blocks: blocks, height: plane.height, width: plane.width)
    workers.run(tasks.count) { task in
      let (image, index, rows) = tasks.place(of: task)
      let source = UnsafeRawPointer(block(image, index)).assumingMemoryBound(to: Scalar.self)
      for channel in 0..<max(0, min(8, maps.classes - index * 8)) {
        let target = maps.base + (image * maps.classes + index * 8 + channel) * plane.area
        for row in rows {
          let (from, to) = (source + row * plane.stride * 8 + channel, target + row * plane.width)
          for c in 0..<plane.width { to[c] = from[c * 8] }
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
  @_specialize(where Scalar == Float)
  @_specialize(where Scalar == Double)
  func add(_ other: FeatureMap, on workers: Workers) {
    precondition(plane == other.plane && channels == other.channels && count == other.count)
    let tasks = RowTasks(images: count, blocks: blocks, height: plane.height, width: plane.width)
    workers.run(tasks.count) { task in
      let (image, index, rows) = tasks.place(of: task)
      let (sum, addend) = (block(image, index), other.block(image, index))
      for p in (rows.lowerBound * plane.stride)..<(rows.upperBound * plane.stride) {
        sum[p] += addend[p]
      }
    }
  }
}
