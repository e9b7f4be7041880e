import Annotation

/// The list of slices.
extension PageDrawing {
  func drawWorklist(_ chosen: Int, on grid: inout CellGrid) {
    let items = state.worklist.items
    heading("Slices, most useful first", state.reviewSentence, on: &grid)
    let head =
      "slice".padded(to: 7) + "state".padded(to: 11) + "scribbles".padded(to: 11)
      + "uncertainty".padded(to: 13) + "nearest".padded(to: 9) + "note, decided by"
    let annotated = Set(state.open.scribbles.annotatedSlices)
    drawList(head, items.count, chosen, on: &grid) { index in
      let item = items[index]
      let doubt = state.open.predicted.sliceUncertainty[item.slice]
      let known =
        "\(item.slice)".padded(to: 7)
        + state.open.review.state(of: item.slice).rawValue.padded(to: 11)
        + (annotated.contains(item.slice) ? "yes" : "").padded(to: 11)
        + (doubt.map { Numbers.fixed($0, 3) } ?? "-").padded(to: 13)
        + (item.distanceMillimetres.map { Numbers.fixed($0, 0) + " mm" } ?? "-").padded(to: 9)
      return (known + remarks(item.slice, room: body.columns - 1 - known.count), theme.text)
    }
  }

  /// The note on a slice, shortened so that there is room for who decided, and that it is on screen.
  private func remarks(_ slice: Int, room: Int) -> String {
    let here = slice == state.reviewSlice ? "on screen" : nil
    let rest = [state.decided(slice), here].compactMap { $0 }.joined(separator: "  ")
    guard let note = state.open.review.notes[slice] else { return rest }
    let most = max(12, room - (rest.isEmpty ? 0 : rest.count + 2))
    let shown = note.shortened(to: most, ellipsis: theme.ellipsis)
    return rest.isEmpty ? shown : shown + "  " + rest
  }
}
