import Pictures

/// Sixel pictures on a screen of cells: the terminal draws a picture over the cells it finds, and a character that is
/// written later takes its cell out of it. So the picture comes first, then every cell that hides it; where such a cell
/// goes away, its piece of the picture is drawn again.
struct SixelScreen {
  /// Pixels of a cell.
  let cell: (width: Int, height: Int)
  private var shown: [CellPicture] = []
  private var images: [GreyImage] = []

  /// xterm cuts larger pictures off: they are drawn in pieces.
  private static let longestSide = 960

  init(cell: (width: Int, height: Int)) { self.cell = cell }

  /// What comes before the cells, and what the terminal then shows: beneath a new picture nothing but it.
  mutating func before(
    _ pictures: [CellPicture], shown grid: CellGrid, move: (Int, Int) -> [UInt8],
    image: (CellPicture.Content) -> GreyImage
  ) -> (bytes: [UInt8], grid: CellGrid) {
    var (bytes, left) = ([UInt8](), grid)
    let old = Array(zip(shown, images))
    // Cells of a picture that is gone hold what nobody knows: a cell that is never drawn makes them all be written.
    for (picture, _) in old where !pictures.contains(picture) {
      left.fill(picture.rect, with: Cell("?", style: .underline))
    }
    images = pictures.map { picture in
      if let known = old.first(where: { $0.0.content == picture.content }) { return known.1 }
      return image(picture.content).resized(
        width: picture.rect.columns * cell.width, height: picture.rect.rows * cell.height)
    }
    shown = pictures
    for (picture, image) in zip(pictures, images) where !old.contains(where: { $0.0 == picture }) {
      bytes += draw(picture.rect, of: picture, image, move)
      left.fill(picture.rect, with: .blank)
    }
    return (bytes, left)
  }

  /// Forgets what is shown: the screen has been emptied.
  mutating func forget() { (shown, images) = ([], []) }

  /// What comes after the cells: the pieces of pictures that cells have uncovered.
  func after(
    from old: CellGrid, to new: CellGrid, move: (Int, Int) -> [UInt8]
  ) -> [UInt8] {
    var bytes: [UInt8] = []
    for (picture, image) in zip(shown, images) {
      for row in picture.rect.row..<picture.rect.endRow {
        var column = picture.rect.column
        while column < picture.rect.endColumn {
          let start = column
          while column < picture.rect.endColumn, new[column, row] == .blank,
            old[column, row] != .blank
          {
            column += 1
          }
          if column > start {
            let run = CellRect(column: start, row: row, columns: column - start, rows: 1)
            bytes += draw(run, of: picture, image, move)
          } else {
            column += 1
          }
        }
      }
    }
    return bytes
  }

  /// A part of a picture, in pieces that every terminal takes.
  private func draw(
    _ rect: CellRect, of picture: CellPicture, _ image: GreyImage, _ move: (Int, Int) -> [UInt8]
  ) -> [UInt8] {
    var bytes: [UInt8] = []
    let columns = max(1, Self.longestSide / cell.width)
    let rows = max(1, Self.longestSide / cell.height)
    for row in stride(from: rect.row, to: rect.endRow, by: rows) {
      for column in stride(from: rect.column, to: rect.endColumn, by: columns) {
        let (endColumn, endRow) = (
          min(column + columns, rect.endColumn), min(row + rows, rect.endRow)
        )
        let (left, top) = (picture.rect.column, picture.rect.row)
        let piece = image.cut(
          x: (column - left) * cell.width..<(endColumn - left) * cell.width,
          y: (row - top) * cell.height..<(endRow - top) * cell.height)
        bytes += move(row, column) + SixelPicture.bytes(piece)
      }
    }
    return bytes
  }
}
