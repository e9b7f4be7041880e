/// Drops parts of a prediction that nothing speaks for.
///
/// A part (a component of equal labels, neighbours by faces, through slices too) stays if it holds a voxel that
/// a person has drawn or accepted with this label. Seen slice by slice: a component stays if it touches a
/// scribble of its class or overlaps a part that stays in a neighbouring slice. Classes of several organs are
/// left alone.
struct ComponentRule {
  /// Columns, rows and slices.
  let width: Int, height: Int, count: Int
  let region: RegionOfInterest
  /// Labels whose parts all stay.
  let exempt: Set<UInt8>

  /// Sets every part without a seed to 0.
  ///
  /// - labels: (count, height, width); only the region is looked at
  /// - seeds: offsets of drawn and accepted voxels, which carry their own label already
  func apply(to labels: inout [UInt8], seeds: [Int]) {
    precondition(labels.count == width * height * count, "labels of all slices")
    var parts = Parts(count: region.width * region.height * count)
    let (regionWidth, regionHeight) = (region.width, region.height)
    func offset(_ slice: Int, _ row: Int) -> Int {
      (slice * height + row + region.rows.lowerBound) * width + region.columns.lowerBound
    }
    for slice in 0..<count {
      for row in 0..<regionHeight {
        let start = offset(slice, row)
        let place = (slice * regionHeight + row) * regionWidth
        for column in 0..<regionWidth {
          let label = labels[start + column]
          guard label != 0 else { continue }
          let index = place + column
          if column > 0 && labels[start + column - 1] == label { parts.join(index, index - 1) }
          if row > 0 && labels[start + column - width] == label {
            parts.join(index, index - regionWidth)
          }
          if slice > 0 && labels[start + column - width * height] == label {
            parts.join(index, index - regionWidth * regionHeight)
          }
        }
      }
    }
    let kept = keptParts(&parts, labels, seeds)
    for slice in 0..<count {
      for row in 0..<regionHeight {
        let start = offset(slice, row)
        let place = (slice * regionHeight + row) * regionWidth
        for column in 0..<regionWidth {
          let label = labels[start + column]
          if label == 0 || exempt.contains(label) { continue }
          if !kept[parts.root(place + column)] { labels[start + column] = 0 }
        }
      }
    }
  }

  /// Which roots have a seed.
  private func keptParts(_ parts: inout Parts, _ labels: [UInt8], _ seeds: [Int]) -> [Bool] {
    var kept = [Bool](repeating: false, count: parts.count)
    for seed in seeds where labels[seed] != 0 {
      let (column, line) = (seed % width, seed / width)
      let (row, slice) = (line % height, line / height)
      guard region.columns.contains(column), region.rows.contains(row) else { continue }
      let index =
        (slice * region.height + row - region.rows.lowerBound) * region.width + column
        - region.columns.lowerBound
      kept[parts.root(index)] = true
    }
    return kept
  }
}

/// Disjoint sets of voxels (Galler and Fischer 1964), with path halving; the smaller index is the root.
private struct Parts {
  private var parents: [Int32]

  init(count: Int) { parents = (0..<Int32(count)).map { $0 } }

  var count: Int { parents.count }

  mutating func root(_ index: Int) -> Int {
    var index = index
    while parents[index] != index {
      parents[index] = parents[Int(parents[index])]
      index = Int(parents[index])
    }
    return index
  }

  mutating func join(_ a: Int, _ b: Int) {
    let (x, y) = (root(a), root(b))
    if x < y { parents[y] = Int32(x) } else if y < x { parents[x] = Int32(y) }
  }
}
