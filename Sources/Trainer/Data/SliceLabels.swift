/// What is taught of a whole slice, row after row.
struct SliceLabels {
  /// 0…K; -1 = unknown.
  let targets: [Int8]
  /// What each pixel counts for; nil = 1 each.
  var weights: [Float]?
  /// Columns and rows.
  let width: Int, height: Int
}
