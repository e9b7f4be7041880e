/// Colour tables of other programs: number, name, red, green, blue and, mostly, a number for how opaque.
///
/// FreeSurfer writes `17 Left-Hippocampus 220 216 20 0`, 3D Slicer `1 right_ventricle 255 0 0 255` (.ctbl) or, since 5.8,
/// columns with a header (.csv). The last number is 0 for opaque with the one and 255 with the other. Lists of names may
/// end in numbers too (`3 Area 17`), so a file without a header is taken for one only if all of its lines have this form.
struct ColourTable {
  /// The lines in order, with their places in the file.
  let rows: [(row: LabelRow, place: Int)]

  private enum Program { case freeSurfer, slicer }

  /// Nil where the text is no such table.
  ///
  /// - isSlicers: whether the file's name says that it is one of 3D Slicer.
  init?(_ text: String, isSlicers: Bool) {
    let all = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated()
      .map { (place: $0 + 1, text: $1.trimmingPrefix { $0.isWhitespace }) }.filter {
        !$0.text.isEmpty
      }
    let lines = all.filter { !$0.text.hasPrefix("#") }
    if let columns = Columns(lines.first?.text ?? "") {
      rows = lines.dropFirst().compactMap { line in
        columns.row(line.text).map { ($0, line.place) }
      }
      if rows.isEmpty { return nil }
      return
    }
    let parts = lines.compactMap { Parts($0.text) }
    guard !parts.isEmpty, parts.count == lines.count else { return nil }
    let header = all.first { $0.text.hasPrefix("#") }?.text ?? ""
    let program = Self.program(header, isSlicers, parts)
    rows = zip(parts, lines).map { ($0.row(program), $1.place) }
  }

  private static func program(_ header: Substring, _ isSlicers: Bool, _ parts: [Parts]) -> Program {
    if isSlicers || header.lowercased().hasPrefix("# color table file") { return .slicer }
    // Label 0 is transparent with both.
    let opacities = parts.filter { $0.number != 0 }.compactMap(\.opacity)
    return opacities.contains { $0 > 0 } ? .slicer : .freeSurfer
  }

  /// The parts of a line without a header.
  private struct Parts {
    let number: Int
    let name: String
    let colour: RGB
    /// The last number; nil where there is none.
    let opacity: UInt8?

    init?(_ line: Substring) {
      guard !line.contains(where: { $0 == "\"" || $0 == "'" }) else { return nil }
      let fields = line.split { $0 == " " || $0 == "\t" || $0 == "," || $0 == ";" || $0 == "\r" }
      // A name that is a number would make a table of numbers alone.
      guard fields.count >= 5, let number = Int(fields[0]), number >= 0, Double(fields[1]) == nil
      else { return nil }
      let columns = fields.dropFirst(2).suffix(4)
      let bytes = columns.reversed().prefix { UInt8($0) != nil }.reversed().compactMap { UInt8($0) }
      guard bytes.count >= 3 else { return nil }
      self.number = number
      name = fields[1..<(fields.count - bytes.count)].joined(separator: " ")
      colour = RGB(red: bytes[0], green: bytes[1], blue: bytes[2])
      opacity = bytes.count > 3 ? bytes[3] : nil
    }

    func row(_ program: Program) -> LabelRow {
      switch program {
      case .slicer:
        // Its names have underscores for spaces.
        let name = name.replacing("_", with: " ")
        return LabelRow(number, name, colour, opacity: opacity ?? 255)
      case .freeSurfer: return LabelRow(number, name, colour, opacity: 255 - (opacity ?? 0))
      }
    }
  }

  /// Where the columns of a table with a header lie.
  private struct Columns {
    private let number: Int, name: Int
    private let colour: [Int]
    private let opacity: Int?

    init?(_ header: Substring) {
      let names = Self.fields(header).map { $0.lowercased() }
      func column(_ name: String) -> Int? { names.firstIndex(of: name) }
      let channels = ["color_r", "color_g", "color_b"].compactMap(column)
      guard let number = column("labelvalue"), let name = column("name"), channels.count == 3 else {
        return nil
      }
      (self.number, self.name, colour, opacity) = (number, name, channels, column("color_a"))
    }

    /// Nil where the line lacks a number or a colour.
    func row(_ line: Substring) -> LabelRow? {
      let fields = Self.fields(line)
      func byte(_ column: Int) -> UInt8? {
        fields.indices.contains(column)
          ? Double(fields[column]).flatMap { UInt8(exactly: $0.rounded()) } : nil
      }
      let channels = colour.compactMap(byte)
      guard fields.indices.contains(max(number, name)), let id = Int(fields[number]), id >= 0,
        channels.count == 3
      else { return nil }
      let rgb = RGB(red: channels[0], green: channels[1], blue: channels[2])
      return LabelRow(id, fields[name], rgb, opacity: opacity.flatMap(byte) ?? 255)
    }

    /// The fields of a line; in quotes commas belong to them.
    private static func fields(_ line: Substring) -> [String] {
      var (fields, isQuoted) = ([""], false)
      for character in line where character != "\r" {
        switch character {
        case "\"": isQuoted.toggle()
        case ",", "\t":
          if isQuoted { fields[fields.count - 1].append(character) } else { fields.append("") }
        default: fields[fields.count - 1].append(character)
        }
      }
      return fields
    }
  }
}

extension LabelRow {
  /// A row of a colour table, of an opacity from 0 to 255.
  fileprivate init(_ number: Int, _ name: String, _ colour: RGB, opacity: UInt8) {
    let name = name.isEmpty ? "Label \(number)" : name.replacing("\"", with: "'")
    let share = (Double(opacity) / 255 * 100).rounded() / 100
    let isSeen = opacity > 0 ? 1 : 0
    let alpha = share == share.rounded() ? "\(Int(share))" : "\(share)"
    (self.number, self.name, self.colour) = (number, name, colour)
    // Label 0 is transparent with both, whatever they write.
    line =
      number == 0
      ? nil : LabelRow.line(number, colour, "\(alpha)  \(isSeen)  \(isSeen)", name)
  }
}
