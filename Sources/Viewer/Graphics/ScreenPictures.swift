/// The pictures beneath the cells of a screen, one a pane: none where the image is made of cells. Pure, as `draw` is.
package func pictures(_ state: ViewerState) -> [CellPicture] {
  guard state.appearance.graphics.hasPixels, state.appearance.halfBlocks, state.page == nil,
    !state.screenLayout.isTooSmall
  else { return [] }
  return state.panes.filter { $0.viewport.area.columns > 0 && $0.viewport.area.rows > 0 }
    .map { CellPicture(state.looking(at: $0), $0.viewport) }
}

/// The pictures that a person is likely to ask for next: the pane that is worked in some slices on and back, the nearest
/// first.
package func picturesAhead(_ state: ViewerState, reach: Int = 8) -> [CellPicture] {
  guard !pictures(state).isEmpty, let pane = state.panes.first(where: \.isActive) else { return [] }
  let picture = CellPicture(state.looking(at: pane), pane.viewport)
  return (1...reach).flatMap { [state.slice + $0, state.slice - $0] }
    .filter { (0..<state.layout.slices).contains($0) }.map { picture.showing(slice: $0) }
}
