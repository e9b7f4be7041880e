/// Slice numbers in few words.
package enum SliceRanges {
  /// "0, 3 to 7, 9"; "none".
  package static func words(_ slices: [Int]) -> String {
    var runs: [ClosedRange<Int>] = []
    for slice in slices {
      if let last = runs.last, last.upperBound + 1 == slice {
        runs[runs.count - 1] = last.lowerBound...slice
      } else {
        runs.append(slice...slice)
      }
    }
    if runs.isEmpty { return "none" }
    return runs.map { run in
      switch run.count {
      case 1: "\(run.lowerBound)"
      case 2: "\(run.lowerBound), \(run.upperBound)"
      default: "\(run.lowerBound) to \(run.upperBound)"
      }
    }.joined(separator: ", ")
  }
}
