import Foundation
import Project

/// The curves of a run: its loss and the terms of it by the left axis, which is logarithmic, Dice and agreement by the right
/// one, from 0 to 1. Losses are running means: single steps are too different to be read.
struct TrainingChart {
  let curve: MetricsCurve
  let theme: Theme
  let rect: CellRect

  /// Terms that have something to show, the loss last of the losses: it lies over its parts.
  private let losses: [MetricsTerm], shares: [MetricsTerm]
  /// Smallest and largest loss.
  private let low: Double, high: Double
  private let first: Double, last: Double
  /// The values of every term that is shown.
  private let values: [MetricsTerm: [(step: Int, value: Double)]]

  /// Cells of the figures at the left and right axis.
  private static let leftCells = 8, rightCells = 4

  init(_ curve: MetricsCurve, _ theme: Theme, _ rect: CellRect) {
    (self.curve, self.theme, self.rect) = (curve, theme, rect)
    var shown: [MetricsTerm: [(step: Int, value: Double)]] = [:]
    for term in MetricsTerm.allCases {
      let means = Self.means(curve.points, term)
      if !means.isEmpty { shown[term] = means }
    }
    values = shown
    let losses = MetricsTerm.allCases.filter { !$0.isShare && shown[$0] != nil }
    self.losses = losses.filter { $0 != .loss } + losses.filter { $0 == .loss }
    shares = MetricsTerm.allCases.filter { $0.isShare && shown[$0] != nil }
    let heights = losses.flatMap { shown[$0] ?? [] }.map(\.value)
    let top = heights.max() ?? 1
    // What is a ten-thousandth of the rest is nothing.
    let bottom = max(heights.min() ?? 0.1, top / 1e4)
    (low, high) = top > bottom * 1.01 ? (bottom, top) : (bottom / 1.5, top * 1.5)
    first = Double(curve.points.first?.step ?? 0)
    last = max(first + 1, Double(curve.points.last?.step ?? 1))
  }

  /// A term's values: shares as they are, losses as means over the last of forty parts of the run.
  private static func means(_ points: [MetricsCurve.Point], _ term: MetricsTerm)
    -> [(step: Int, value: Double)]
  {
    let all = points.compactMap { point in point.value(term).map { (step: point.step, value: $0) } }
    if term.isShare { return all }
    let window = max(1, all.count / 40)
    var sum = 0.0
    return all.indices.compactMap { index in
      sum += all[index].value
      if index >= window { sum -= all[index - window].value }
      let mean = sum / Double(min(window, index + 1))
      // A term that is off is 0, and has no place on a logarithmic axis.
      return mean > 1e-12 ? (all[index].step, mean) : nil
    }
  }

  func draw(on grid: inout CellGrid) {
    let right = shares.map(\.name).joined(separator: ", ")
    let title = "Loss (running mean, log)" + (shares.isEmpty ? "" : "; right: \(right)")
    grid.put(title, column: rect.column, row: rect.row, ink: theme.strong, limit: rect.endColumn)
    guard !curve.points.isEmpty else {
      grid.put(
        "The curves begin with the first step.", column: rect.column, row: rect.row + 1,
        ink: theme.dim, limit: rect.endColumn)
      return
    }
    let legend = legendRows
    let figures = Self.leftCells + (shares.isEmpty ? 0 : Self.rightCells)
    let plot = CellRect(
      column: rect.column + Self.leftCells, row: rect.row + 1,
      columns: rect.columns - figures, rows: rect.rows - 2 - legend.count)
    guard plot.columns >= 10, plot.rows >= 2 else { return }
    drawAxes(plot, on: &grid)
    var curves = CurvePlot(
      columns: plot.columns, rows: plot.rows, isDotted: theme.hasDottedCurves)
    for term in losses + shares { curves.add(line(of: term)) }
    curves.draw(on: &grid, column: plot.column, row: plot.row)
    for (index, terms) in legend.enumerated() {
      draw(terms, plot.endRow + 1 + index, on: &grid)
    }
  }

  private func line(of term: MetricsTerm) -> CurvePlot.Curve {
    let points = (values[term] ?? []).map { step, value -> (x: Double, y: Double) in
      let height = term.isShare ? value : log(value / low) / log(high / low)
      return ((Double(step) - first) / (last - first), height)
    }
    // Shares are measured now and then: the last one holds until the next.
    let held = term.isShare ? points.suffix(1).map { (x: 1.0, y: $0.y) } : []
    return .init(ink: theme.curve(term), letter: Theme.letter(term), points: points + held)
  }

  // MARK: Axes

  private func drawAxes(_ plot: CellRect, on grid: inout CellGrid) {
    func left(_ value: Double, _ row: Int) {
      grid.putRight(
        String(format: "%.2g", value), endColumn: plot.column - 1, row: row, ink: theme.dim,
        from: rect.column)
    }
    left(high, plot.row)
    left(low, plot.endRow - 1)
    let middle = plot.row + (plot.rows - 1) / 2
    if plot.rows >= 5 {
      // The value of the middle's own row, which need not be half way.
      let share = 1 - Double(middle - plot.row) / Double(plot.rows - 1)
      left(low * pow(high / low, share), middle)
    }
    if !shares.isEmpty {
      grid.put("1", column: plot.endColumn + 1, row: plot.row, ink: theme.dim)
      grid.put("0", column: plot.endColumn + 1, row: plot.endRow - 1, ink: theme.dim)
      if plot.rows >= 5, plot.rows % 2 == 1 {
        grid.put("0.5", column: plot.endColumn + 1, row: middle, ink: theme.dim)
      }
    }
    let row = plot.endRow
    grid.put("step \(Int(first))", column: plot.column, row: row, ink: theme.dim)
    grid.putRight("\(Int(last))", endColumn: plot.endColumn, row: row, ink: theme.dim)
    guard plot.columns >= 40, last - first >= 10 else { return }
    let half = "\(Int((first + last) / 2))"
    grid.put(half, column: plot.column + (plot.columns - half.count) / 2, row: row, ink: theme.dim)
  }

  // MARK: Legend

  /// Name and last value of a curve.
  private func words(_ term: MetricsTerm) -> String {
    let value = (values[term]?.last?.value).map {
      term.isShare ? Numbers.fixed($0, 3) : String(format: "%.3g", $0)
    }
    let mark = theme.hasDottedCurves ? "" : "\(Theme.letter(term)) = "
    return mark + term.name + " " + (value ?? "-")
  }

  /// The terms by rows of the legend.
  private var legendRows: [[MetricsTerm]] {
    var rows: [[MetricsTerm]] = [[]]
    var room = rect.columns
    // As in the table of metrics, the loss first.
    for term in losses.sorted(by: { $0.rawValue < $1.rawValue }) + shares {
      let width = words(term).count + 3
      if width > room, rows[rows.count - 1].isEmpty == false {
        rows.append([])
        room = rect.columns
      }
      rows[rows.count - 1].append(term)
      room -= width
    }
    return rows
  }

  private func draw(_ terms: [MetricsTerm], _ row: Int, on grid: inout CellGrid) {
    var at = rect.column
    for term in terms {
      at = grid.put(
        words(term), column: at, row: row, ink: theme.curve(term), limit: rect.endColumn)
      at += 3
    }
  }
}
