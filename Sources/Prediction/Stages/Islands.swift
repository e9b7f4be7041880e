import Volume

/// Drops islands: parts of a prediction that nothing speaks for.
///
/// Problem: a network sees other organs that look like those drawn, and noise; nobody has drawn there.
///
/// Rule: a part (a component of equal labels, neighbours by faces, through slices too) stays if it holds a voxel that
/// a person has drawn or accepted with this label, or that another program's mask has with it. Seen slice by slice: a component stays if it touches a
/// scribble of its class or overlaps a part that stays in a neighbouring slice. Volumes without strokes keep all parts, and so
/// do classes that the project's label table says to consist of several organs. No option turns this off.
///
/// Complexity: one look at every voxel, then at the runs of equal labels along rows, which are far fewer than voxels.
package struct Islands: PredictionStage {
  /// Labels whose parts all stay.
  let exempt: Set<UInt8>

  package func clean(_ labels: inout [UInt8], of volume: DrawnVolume) {
    IslandSearch(volume: volume, exempt: exempt).apply(to: &labels)
  }
}

/// One look for islands in one volume.
private struct IslandSearch {
  let volume: DrawnVolume
  let exempt: Set<UInt8>

  private var width: Int { volume.width }
  private var height: Int { volume.height }
  private var count: Int { volume.count }
  private var region: RegionOfInterest { volume.region }

  /// Neighbouring voxels of a row that have one label other than 0.
  private struct Run {
    /// Columns of the slice.
    let columns: Range<Int>
    /// Offset of the row's first voxel.
    let row: Int
    let label: UInt8
  }

  /// Sets every part without a seed to 0.
  ///
  /// - labels: (count, height, width), drawn and accepted voxels with their own; only the region is looked at
  func apply(to labels: inout [UInt8]) {
    precondition(labels.count == width * height * count, "labels of all slices")
    // Runs row after row of the region, and where each row's begin.
    var (runs, firsts): ([Run], [Int]) = ([], [0])
    for slice in 0..<count {
      for row in region.rows {
        appendRuns(of: labels, row: (slice * height + row) * width, to: &runs)
        firsts.append(runs.count)
      }
    }
    var parts = DisjointSets(count: runs.count)
    for row in 0..<count * region.height {
      let own = firsts[row]..<firsts[row + 1]
      if row % region.height > 0 { join(own, firsts[row - 1]..<firsts[row], runs, &parts) }
      if row >= region.height {
        let before = row - region.height
        join(own, firsts[before]..<firsts[before + 1], runs, &parts)
      }
    }
    var isKept = [Bool](repeating: false, count: runs.count)
    for seed in volume.seeds {
      guard let run = self.run(at: seed, runs, firsts) else { continue }
      isKept[parts.root(run)] = true
    }
    for (index, run) in runs.enumerated()
    where !exempt.contains(run.label) && !isKept[parts.root(index)] {
      for column in run.columns { labels[run.row + column] = 0 }
    }
  }

  private func appendRuns(of labels: [UInt8], row: Int, to runs: inout [Run]) {
    var column = region.columns.lowerBound
    let end = region.columns.upperBound
    while column < end {
      let (first, label) = (column, labels[row + column])
      column += 1
      if label == 0 { continue }
      while column < end && labels[row + column] == label { column += 1 }
      runs.append(Run(columns: first..<column, row: row, label: label))
    }
  }

  /// Joins runs of two neighbouring rows that have the label and a column in common.
  private func join(
    _ own: Range<Int>, _ other: Range<Int>, _ runs: [Run], _ parts: inout DisjointSets
  ) {
    var (a, b) = (own.lowerBound, other.lowerBound)
    while a < own.upperBound && b < other.upperBound {
      if runs[a].label == runs[b].label && runs[a].columns.overlaps(runs[b].columns) {
        parts.join(a, b)
      }
      if runs[a].columns.upperBound < runs[b].columns.upperBound { a += 1 } else { b += 1 }
    }
  }

  /// The run that holds a voxel; nil outside the region and where the label is 0.
  private func run(at offset: Int, _ runs: [Run], _ firsts: [Int]) -> Int? {
    let (column, line) = (offset % width, offset / width)
    let (row, slice) = (line % height, line / height)
    guard region.columns.contains(column), region.rows.contains(row) else { return nil }
    let place = slice * region.height + row - region.rows.lowerBound
    // A row has a handful of runs.
    return (firsts[place]..<firsts[place + 1]).first { runs[$0].columns.contains(column) }
  }
}
