/// The list of strokes and other actions.
extension PageDrawing {
  func drawHistory(_ chosen: Int, on grid: inout CellGrid) {
    let undone = state.open.scribbles.undone.count
    let note = Words.count(state.historyCount, "action") + (undone > 0 ? ", \(undone) undone" : "")
    heading("Strokes, newest first", note, on: &grid)
    let what = max(16, min(40, body.columns - 56))
    let head =
      "number".padded(to: 8) + "what".padded(to: what) + "voxels".padded(to: 9)
      + "slices".padded(to: 10) + "when, by whom"
    drawList(head, state.historyCount, chosen, on: &grid) { index in
      guard let line = state.historyLine(index) else { return ("", theme.text) }
      return (words(line, what), line.isUndone ? theme.dim : theme.text)
    }
  }

  private func words(_ line: HistoryLine, _ what: Int) -> String {
    let slices = line.slices.map {
      $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)"
    }
    let stamp = line.stamp.map { "\($0.time.minuteText(in: state.timeZone)) \($0.user)" } ?? "-"
    return "\(line.number)".padded(to: 8)
      + line.what.shortened(to: what - 1, ellipsis: theme.ellipsis).padded(to: what)
      + (line.voxels == 0 ? "" : Numbers.count(line.voxels)).padded(to: 9)
      + (slices ?? "").padded(to: 10) + (line.isUndone ? "undone, " : "") + stamp
  }
}
