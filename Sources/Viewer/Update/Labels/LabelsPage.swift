import Volume

/// The page that lists the labels of the project.
extension ViewerState {
  /// `:labels`.
  mutating func openLabels() {
    endStroke()
    page = .labels(chosen: project.labels.labels.firstIndex { $0.id == pen.label } ?? 0)
  }

  /// A key of that page.
  mutating func edit(_ key: LabelsKey, label chosen: Int) {
    guard mayEdit() else { return }
    if key == .add { return addLabel() }
    guard project.labels.labels.indices.contains(chosen) else { return }
    let label = project.labels.labels[chosen]
    switch key {
    case .rename: propose("label \(label.id) \(label.name)")
    case .recolour: recolour(label: label.id)
    case .delete:
      remove(label: label.id)
      page = .labels(chosen: min(chosen, project.labels.labels.count - 1))
    case .add: break
    }
  }

  private mutating func addLabel() {
    let taken = Set(project.labels.labels.map(\.id))
    // After the last one, as number keys do; in a gap where there is nothing after it.
    let next = (taken.max() ?? 0) < 253 ? (taken.max() ?? 0) + 1 : nil
    guard let id = next ?? (1...253).first(where: { !taken.contains($0) }) else {
      return say("there are 253 labels, which is all that a label map can hold", .warning)
    }
    choose(label: id, named: "label \(id)")
    guard let place = project.labels.labels.firstIndex(where: { $0.id == id }) else { return }
    page = .labels(chosen: place)
    say("label \(id) added: Enter gives it a name")
  }

  /// A click on that page: on the colour for the next one, on the chosen line to rename it.
  mutating func click(_ mouse: MouseEvent, line: Int, chosen: Int) {
    guard project.labels.labels.indices.contains(line) else { return }
    let layout = PageLayout(columns: columns, rows: rows)
    page = .labels(chosen: line)
    if LabelsPageDrawing.chip(layout.body).contains(mouse.column) {
      edit(.recolour, label: line)
    } else if line == chosen {
      edit(.rename, label: line)
    }
  }
}
