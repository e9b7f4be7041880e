import Volume

/// Text at a place of the screen, and what a click on it does: drawing and mouse both ask for the same list.
struct PlacedText {
  let text: String
  let column: Int
  let row: Int
  let ink: Ink
  /// What a click does; nil = nothing.
  var click: Click?

  /// The cells that it takes.
  var cells: CellRect { CellRect(column: column, row: row, columns: text.cells, rows: 1) }
}

/// What a click beside the slice does.
enum Click: Equatable, Sendable {
  /// What a key of the slice does.
  case command(Command)
  /// What this key does at present.
  case key(Key)
  /// Chooses a label.
  case label(UInt8)
  /// Goes to a slice along the axis of review.
  case slice(Int)
  /// Puts the cursor on a voxel.
  case voxel(VoxelIndex)
  /// Does what a typed line does.
  case line(String)
  /// Opens the command line with these words.
  case typed(String)
}

extension CellGrid {
  /// Writes texts where they belong.
  ///
  /// - limit: the first column that must stay untouched
  mutating func put(_ texts: [PlacedText], limit: Int? = nil) {
    for text in texts {
      put(text.text, column: text.column, row: text.row, ink: text.ink, limit: limit)
    }
  }
}
