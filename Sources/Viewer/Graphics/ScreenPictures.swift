/// The pictures beneath the cells of a screen: none where the image is made of cells. Pure, as `draw` is.
package func pictures(_ state: ViewerState) -> [CellPicture] {
  guard state.appearance.graphics.hasPixels, state.appearance.halfBlocks, state.page == nil,
    !state.screenLayout.isTooSmall, state.viewport.area.columns > 0, state.viewport.area.rows > 0
  else { return [] }
  return [CellPicture(state, state.viewport)]
}

/// The pictures that a person is likely to ask for next: the same places some slices on and back, the nearest first.
package func picturesAhead(_ state: ViewerState, reach: Int = 8) -> [CellPicture] {
  pictures(state).flatMap { picture in
    (1...reach).flatMap { [state.slice + $0, state.slice - $0] }
      .filter { (0..<state.layout.slices).contains($0) }.map { picture.showing(slice: $0) }
  }
}
