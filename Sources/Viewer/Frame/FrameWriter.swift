/// Writes what has changed from one grid of cells to the next, with as few bytes as it can: cells that stay are left out,
/// and a colour is set only where a cell shows it and the one before had another.
///
/// ncurses' own output took 12 to 19 bytes a cell of a slice, for it sets both colours whenever one of them changes.
struct FrameWriter {
  private let strings: TerminalStrings
  private var bytes: [UInt8] = []
  /// Where the next character goes; nil: not known.
  private var place: (row: Int, column: Int)?
  private var foreground = PaletteIndex.standard
  private var background = PaletteIndex.standard
  private var style: CellStyle = []

  private init(_ strings: TerminalStrings) { self.strings = strings }

  /// The bytes that turn one grid into the next.
  ///
  /// - Parameter old: what the terminal shows; nil when nothing is known of it, or it has another size.
  static func bytes(
    from old: CellGrid?, to new: CellGrid, _ strings: TerminalStrings
  ) -> [UInt8] {
    if old == new { return [] }
    var writer = FrameWriter(strings)
    writer.write(from: old, to: new)
    return writer.bytes
  }

  private mutating func write(from old: CellGrid?, to new: CellGrid) {
    resetAll()
    if old == nil { bytes += strings.clear }
    let old = old ?? CellGrid(columns: new.columns, rows: new.rows)
    let last = strings.scrollsAtEnd ? new.cells.count - 1 : new.cells.count
    for row in 0..<new.rows {
      let start = row * new.columns
      for index in start..<min(last, start + new.columns) {
        let cell = new.cells[index]
        if old.cells[index].looksLike(cell) { continue }
        // Written with the half to its left.
        if cell.glyph == Cell.secondHalf, strings.isUTF8 { continue }
        go(to: (row, index - start), in: new)
        setColours(for: cell)
        put(cell)
        let next = index - start + (strings.isUTF8 && isWide(index, in: new) ? 2 : 1)
        place = next < new.columns ? (row, next) : nil
      }
    }
    if !style.isEmpty || foreground != .standard || background != .standard { resetAll() }
  }

  /// Whether a cell's character takes the next cell too.
  private func isWide(_ index: Int, in grid: CellGrid) -> Bool {
    index + 1 < grid.cells.count && grid.cells[index + 1].glyph == Cell.secondHalf
  }

  // MARK: Moving

  private mutating func go(to target: (row: Int, column: Int), in grid: CellGrid) {
    if let place, place == target { return }
    let move = strings.move(target.row, target.column)
    if let place, place.row == target.row, place.column < target.column {
      let between = (place.column..<target.column).map { grid[$0, target.row] }
      // A few cells that need no other colour are cheaper to write again than to step over.
      if between.count < move.count, between.allSatisfy(isReady) {
        for cell in between { put(cell) }
        return
      }
      if strings.joinsAttributes {
        bytes += Array("\u{1b}[\(target.column - place.column)C".utf8)
        return
      }
    }
    bytes += move
  }

  /// Whether a cell of plain ASCII can be written without setting anything. Behind one without a background there may be a
  /// picture, which writing would damage.
  private func isReady(_ cell: Cell) -> Bool {
    cell.glyph < 0x80 && cell.background != .standard && cell.style == style
      && cell.background == background
      && (cell.foreground == foreground || !cell.showsForeground)
  }

  // MARK: Colours and glyphs

  private mutating func setColours(for cell: Cell) {
    var wanted: [[UInt8]] = []
    let hasLost = !style.subtracting(cell.style).isEmpty
    let hasOwn =
      (cell.showsForeground && cell.foreground == .standard && foreground != .standard)
      || (cell.showsBackground && cell.background == .standard && background != .standard)
    if hasLost {
      wanted.append(strings.reset)
      (style, foreground, background) = ([], .standard, .standard)
    } else if hasOwn {
      wanted.append(strings.ownColours)
      (foreground, background) = (.standard, .standard)
    }
    let added = cell.style.subtracting(style)
    if added.contains(.bold) { wanted.append(strings.bold) }
    if added.contains(.reverse) { wanted.append(strings.reverse) }
    if added.contains(.underline) { wanted.append(strings.underline) }
    style = cell.style
    if cell.showsForeground, cell.foreground != foreground,
      let set = strings.foreground(cell.foreground)
    {
      wanted.append(set)
      foreground = cell.foreground
    }
    if cell.showsBackground, cell.background != background,
      let set = strings.background(cell.background)
    {
      wanted.append(set)
      background = cell.background
    }
    setAttributes(wanted)
  }

  private mutating func resetAll() {
    setAttributes([strings.reset])
    (style, foreground, background) = ([], .standard, .standard)
  }

  private mutating func setAttributes(_ wanted: [[UInt8]]) {
    let wanted = wanted.filter { !$0.isEmpty }
    guard !wanted.isEmpty else { return }
    guard strings.joinsAttributes else { return bytes += wanted.joined() }
    bytes += [27, UInt8(ascii: "[")] + wanted.joined(separator: [UInt8(ascii: ";")])
    bytes.append(UInt8(ascii: "m"))
  }

  private mutating func put(_ cell: Cell) {
    if let text = Placeholder.text(cell.glyph) {
      bytes += text
    } else if cell.glyph < 0x80 {
      bytes.append(UInt8(cell.glyph))
    } else if strings.isUTF8, let scalar = Unicode.Scalar(cell.glyph) {
      bytes += Unicode.UTF8.encode(scalar) ?? Unicode.UTF8.encodedReplacementCharacter
    } else {
      bytes.append(UInt8(ascii: "?"))
    }
  }
}

extension Cell {
  /// Whether anything of the foreground is seen.
  fileprivate var showsForeground: Bool { glyph != 0x20 || !style.isEmpty }
  /// Whether anything of the background is seen.
  fileprivate var showsBackground: Bool { glyph != 0x2588 || !style.isEmpty }

  /// Whether two cells cannot be told apart.
  fileprivate func looksLike(_ other: Cell) -> Bool {
    glyph == other.glyph && style == other.style
      && (background == other.background || !showsBackground)
      && (foreground == other.foreground || !showsForeground)
  }
}
