import Neural

/// The four ways to mirror a slice; a network trained with mirrored crops can answer for each, and the mean of the
/// answers is better than one.
enum Mirroring: CaseIterable {
  case none, columns, rows, both

  /// Mirrors every plane of a batch (also the coordinates: they belong to the pixels).
  func applied(to batch: ImageBatch) -> ImageBatch {
    guard self != .none else { return batch }
    var result = batch
    visit(planes: batch.count * batch.channels, batch.height, batch.width) {
      result.values[$0] = batch.values[$1]
    }
    return result
  }

  /// Adds an answer (planes, height, width), mirrored back, to a sum.
  func add(
    _ answer: [Float], to sum: inout [Float], planes: Int, height: Int, width: Int
  ) {
    visit(planes: planes, height, width) { sum[$0] += answer[$1] }
  }

  /// Calls `body` with the index of every pixel and that of its mirror image.
  private func visit(planes: Int, _ height: Int, _ width: Int, _ body: (Int, Int) -> Void) {
    let mirrorsColumns = self == .columns || self == .both
    let mirrorsRows = self == .rows || self == .both
    for plane in 0..<planes {
      for row in 0..<height {
        let start = (plane * height + row) * width
        let other = (plane * height + (mirrorsRows ? height - 1 - row : row)) * width
        for column in 0..<width {
          body(start + column, other + (mirrorsColumns ? width - 1 - column : column))
        }
      }
    }
  }
}
