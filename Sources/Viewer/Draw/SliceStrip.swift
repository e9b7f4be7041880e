import Annotation
import Volume

/// All slices of the volume in one row: what is drawn, decided and on screen. Several slices share a cell
/// where there are more of them than cells; the one that needs most attention shows.
struct SliceStrip {
  private let state: ViewerState
  private let bins: [Range<Int>]

  init(_ state: ViewerState, cells: Int) {
    self.state = state
    let count = state.open.slices
    let places = max(1, min(cells, count))
    bins = (0..<places).map { $0 * count / places..<($0 + 1) * count / places }
  }

  /// The first slice of a cell.
  func slice(atCell cell: Int) -> Int? {
    bins.indices.contains(cell) ? bins[cell].lowerBound : nil
  }

  func draw(on grid: inout CellGrid, column: Int, row: Int, _ theme: Theme) {
    let signs = SliceSigns(state, theme)
    for (place, bin) in bins.enumerated() {
      let (glyph, ink) = signs.sign(of: bin)
      var cell = Cell(
        glyph, foreground: ink.foreground, background: ink.background, style: ink.style)
      if bin.contains(state.reviewSlice) {
        let chosen = theme.chosen
        cell = Cell(
          glyph, foreground: chosen.foreground, background: chosen.background,
          style: chosen.style.union(.bold))
      }
      grid[column + place, row] = cell
    }
  }

  /// The uncertainty of the same slices as heights between the lowest and the highest.
  func uncertainty(_ glyphs: GlyphSet) -> String {
    let values = bins.map { bin in
      bin.compactMap { state.open.predicted.sliceUncertainty[$0] }.max()
    }
    let known = values.compactMap { $0 }
    guard let least = known.min(), let most = known.max() else { return "" }
    let table = glyphs == .ascii ? Sparkline.characters : Sparkline.blocks
    return String(
      String.UnicodeScalarView(
        values.map { value in
          guard let value else { return table[0] }
          guard most > least else { return table[4] }
          return table[1 + Int(((value - least) / (most - least) * 7).rounded())]
        }))
  }
}
