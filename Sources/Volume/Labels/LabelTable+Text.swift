/// The ITK-SNAP format: `IDX R G B A VIS MSH "NAME"`, lines of # are comments.
extension LabelTable {
  private static let severalOrgansMark = "# several organs:"

  /// The table as text. Lines that were read are written as they were, if their labels are still the same.
  package var text: String {
    var lines = [
      "################################################",
      "# ITK-SnAP Label Description File",
      "# File format:",
      "# IDX   -R-  -G-  -B-  -A--  VIS MSH  LABEL",
      "################################################",
    ]
    let several = labels.filter(\.severalOrgans).map { "\($0.id)" }
    if !several.isEmpty {
      lines.append("\(LabelTable.severalOrgansMark) \(several.joined(separator: " "))")
    }
    let black = RGB(red: 0, green: 0, blue: 0)
    lines.append(self.lines[0] ?? LabelRow.line(0, black, "0  0  0", "Clear Label"))
    lines += labels.map(line)
    return lines.joined(separator: "\n") + "\n"
  }

  private func line(_ label: Label) -> String {
    let known = lines[label.id]
    if let known, let row = try? LabelRow(snap: known, at: 0), row.name == label.name,
      row.colour == label.colour
    {
      return known
    }
    let display = known.flatMap(LabelRow.display) ?? LabelRow.shown
    return LabelRow.line(Int(label.id), label.colour, display, label.name)
  }

  /// The table as 3D Slicer writes it (.ctbl), where names have underscores for spaces.
  package var slicersText: String {
    func line(_ id: Int, _ name: String, _ colour: RGB, _ opacity: Int) -> String {
      let name = name.map { $0.isWhitespace ? "_" : $0 }
      return "\(id) \(String(name)) \(colour.red) \(colour.green) \(colour.blue) \(opacity)"
    }
    let rows = labels.map { label in
      let display = lines[label.id].flatMap(LabelRow.display)?.split(separator: " ").first
      let share = display.flatMap { Double($0) } ?? 1
      return line(
        Int(label.id), label.name, label.colour, Int((max(0, min(1, share)) * 255).rounded()))
    }
    let first = line(0, "Background", RGB(red: 0, green: 0, blue: 0), 0)
    return (["# Color table file", "# \(labels.count + 1) values", first] + rows).joined(
      separator: "\n") + "\n"
  }

  /// Which lines of a table are wanted.
  package enum Choice: Sendable {
    /// All; numbers that are no labels are refused.
    case all
    /// Where there are numbers that are no labels: those of these labels.
    case known(Set<UInt8>)
    /// The lines of the numbers in `--label-values`, for the classes that it names.
    case values(String)
  }

  /// Reads a table of ITK-SNAP leniently: see `LabelRow`. Labels 0 and 255 (background in scribbles) are no classes. Colour
  /// tables of FreeSurfer and 3D Slicer are read as such: see `ColourTable`.
  ///
  /// - isSlicers: whether the file's name says that it is one of 3D Slicer.
  /// - Throws: `VolumeError.labelTable` for lines without a number, numbers that occur twice, and tables without any class.
  package init(text: String, isSlicers: Bool = false, _ choice: Choice = .all) throws {
    let clean = text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text
    let (rows, several) = try LabelTable.rows(clean, isSlicers: isSlicers)
    if case .values(let text) = choice {
      self = try LabelTable.picked(text, from: rows.map(\.row))
      return
    }
    var labels: [Label] = []
    var lines: [UInt8: String] = [:]
    for (row, place) in rows {
      guard let id = try LabelTable.id(of: row, at: place, choice) else { continue }
      if let line = row.line { lines[id] = line }
      guard id != 0 else { continue }
      guard !labels.contains(where: { $0.id == id }) else {
        throw VolumeError.labelTable(
          reason: "Line \(place) of the label table gives label \(id) a second time.")
      }
      labels.append(
        Label(
          id: id, name: row.name, colour: row.colour ?? LabelTable.colour(labels.count),
          severalOrgans: several.contains(Int(id))))
    }
    guard !labels.isEmpty else {
      throw VolumeError.labelTable(
        reason: "The label table names no class. Expected lines such as: 1 255 0 0 1 1 1 \"RV\"")
    }
    self.init(labels: labels, lines: lines)
  }

  private static func rows(
    _ text: String, isSlicers: Bool
  ) throws -> (rows: [(row: LabelRow, place: Int)], severalOrgans: Set<Int>) {
    if let table = ColourTable(text, isSlicers: isSlicers) { return (table.rows, []) }
    var rows: [(row: LabelRow, place: Int)] = []
    var several: Set<Int> = []
    for (index, raw) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
    {
      let line = raw.trimmingPrefix { $0.isWhitespace }
      if line.hasPrefix(severalOrgansMark) {
        several.formUnion(line.split(separator: " ").compactMap { Int($0) })
      }
      if line.isEmpty || line.hasPrefix("#") { continue }
      rows.append((try LabelRow(snap: String(raw), at: index + 1), index + 1))
    }
    return (rows, several)
  }

  /// A row's label, 0 for the clear label; nil for what is left out.
  /// - Throws: `VolumeError.labelTable` for numbers that label maps of bytes can't hold.
  private static func id(of row: LabelRow, at place: Int, _ choice: Choice) throws -> UInt8? {
    if case .known(let known) = choice {
      return UInt8(exactly: row.number).flatMap { $0 == 0 || known.contains($0) ? $0 : nil }
    }
    guard let id = UInt8(exactly: row.number) else {
      throw VolumeError.labelTable(
        reason:
          "Line \(place) of the label table gives label \(row.number): expected labels from 1 to 253. Name those "
          + "that you need with --label-values, as in --label-values \(row.number)=1.")
    }
    return id == 255 ? nil : id
  }

  /// The classes that `--label-values` names, with the names and colours that the table has for their numbers.
  private static func picked(_ text: String, from rows: [LabelRow]) throws -> LabelTable {
    let names = try LabelValues.names(in: text)
    let values = try LabelValues(text, kind: .labels, names: names)
    var lines: [UInt8: String] = [:]
    let labels = try values.labels.sorted().map { id -> Label in
      let numbers = values.entries.filter { $0.meaning == .label(id) }.map(\.number)
      guard let row = rows.first(where: { numbers.contains($0.number) }) else {
        throw VolumeError.labelTable(
          reason: "The label table has no line for the number \(numbers[0]) of --label-values.")
      }
      let name = names[id].flatMap { $0 == "label \(id)" ? nil : $0 } ?? row.name
      let colour = row.colour ?? colour(Int(id) - 1)
      let display = row.line.flatMap(LabelRow.display) ?? LabelRow.shown
      lines[id] = LabelRow.line(Int(id), colour, display, name)
      return Label(id: id, name: name, colour: colour)
    }
    return LabelTable(labels: labels, lines: lines)
  }
}
