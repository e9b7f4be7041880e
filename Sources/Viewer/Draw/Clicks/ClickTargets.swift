import Volume

/// What answers a click beside the slice.
extension ViewerState {
  /// What a click on a cell does; nil where nothing answers.
  func click(atCell column: Int, _ row: Int) -> Click? {
    let layout = screenLayout
    let theme = Theme(appearance)
    func click(among texts: [PlacedText]) -> Click? {
      texts.first { $0.click != nil && $0.cells.contains(column: column, row: row) }?.click
    }
    if row == layout.hints.row { return click(among: HintRow(self, theme).texts(in: layout.hints)) }
    if let offer = message?.offer, BottomLines.messageRows(of: self).contains(row) {
      return .command(offer)
    }
    if page != nil { return clickOnPage(atCell: column, row) }
    if row == layout.bar.row {
      return click(among: StatusBar(self, theme).texts(in: layout.bar))
    }
    guard let rect = layout.panel, rect.contains(column: column, row: row) else { return nil }
    let panel = PanelLayout(self, rect)
    if let label = panel.label(atRow: row) { return .label(label) }
    let buttons = PanelButtons(self, theme, panel)
    return click(among: buttons.training + buttons.review) ?? clickOnHeading(panel, row)
      ?? slice(ofStripIn: panel, atCell: column, row).map { .slice($0) }
      ?? navigators(theme, panel).voxel(atCell: column, row).map { .voxel($0) }
  }

  /// The headings of the side panel open the pages that are about them.
  private func clickOnHeading(_ panel: PanelLayout, _ row: Int) -> Click? {
    switch row {
    case panel.rect.row: .line("labels")
    case panel.trainerRow: .command(.trainingPage)
    case panel.reviewRow: .command(.worklist)
    default: nil
    }
  }

  /// The small views of the side panel.
  func navigators(_ theme: Theme, _ panel: PanelLayout) -> Navigators {
    let rect = panel.rect
    return Navigators(
      self, theme,
      CellRect(
        column: rect.column + 2, row: panel.freeRow, columns: PanelLayout.textColumns(rect),
        rows: rect.endRow - panel.freeRow))
  }

  /// The slice that a cell of the row of slices, or of their uncertainty, stands for.
  private func slice(ofStripIn panel: PanelLayout, atCell column: Int, _ row: Int) -> Int? {
    guard [panel.reviewRow + 1, panel.reviewRow + 2].contains(row) else { return nil }
    return SliceStrip(self, cells: PanelLayout.textColumns(panel.rect))
      .slice(atCell: column - panel.rect.column - 2)
  }

  /// A line of the help: the key or the command that it is about.
  private func clickOnPage(atCell column: Int, _ row: Int) -> Click? {
    guard case .help(let top)? = page else { return nil }
    let body = PageLayout(columns: columns, rows: rows).body
    guard body.contains(column: column, row: row) else { return nil }
    let lines = HelpText.lines(columns: columns, keys: keys)
    let place = top + row - body.row
    guard lines.indices.contains(place) else { return nil }
    let part = (column - body.column) * lines[place].count / body.columns
    guard case .row(_, _, let click) = lines[place][part] else { return nil }
    return click
  }
}
