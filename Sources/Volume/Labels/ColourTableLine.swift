/// A line of a colour table as FreeSurfer (`17 Left-Hippocampus 220 216 20 0`) and 3D Slicer (`1 RV 255 0 0 255`) write them:
/// number, name, red, green, blue and, mostly, how opaque.
///
/// That last number is 0 for opaque in one and 255 in the other; it is not used. Lists of names may end in numbers too (`3 Area 17`), so a
/// file is taken for a colour table only if every one of its lines has this form.
struct ColourTableLine {
  private let id: Int
  private let name: String
  private let colour: RGB

  /// Nil where the line has another form.
  init?(_ line: String) {
    guard !line.contains(where: { $0 == "\"" || $0 == "'" }) else { return nil }
    let fields = line.split { $0 == " " || $0 == "\t" || $0 == "," || $0 == ";" }
    // A name that is a number would make a table of numbers alone.
    guard fields.count >= 5, let id = Int(fields[0]), Double(fields[1]) == nil else { return nil }
    let columns = fields.dropFirst(2).suffix(4)
    let numbers = columns.reversed().prefix { UInt8($0) != nil }.reversed().compactMap { UInt8($0) }
    guard numbers.count >= 3 else { return nil }
    self.id = id
    name = fields[1..<(fields.count - numbers.count)].joined(separator: " ")
    colour = RGB(red: numbers[0], green: numbers[1], blue: numbers[2])
  }

  /// Whether all lines of a text but comments have this form.
  static func isTable(_ text: String) -> Bool {
    let lines = text.split(whereSeparator: \.isNewline)
      .map { $0.trimmingPrefix { $0.isWhitespace } }.filter { !$0.isEmpty && !$0.hasPrefix("#") }
    return !lines.isEmpty && lines.allSatisfy { ColourTableLine(String($0)) != nil }
  }

  /// The class; nil for background.
  /// - Throws: `VolumeError.labelTable` where the number is no label.
  func label(number: Int) throws -> Label? {
    try LabelTable.checked(id, number: number).map { Label(id: $0, name: name, colour: colour) }
  }
}
