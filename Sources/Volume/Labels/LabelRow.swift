/// A line of a label table of any program, before anybody has asked whether its number can be a label here.
struct LabelRow {
  /// The number, 0 or more.
  let number: Int
  /// Without quotes; never empty.
  let name: String
  /// Nil where the line has none.
  let colour: RGB?
  /// The line as ITK-SNAP has it: of its own tables as it was, of others with the same opacity.
  let line: String?

  /// How ITK-SNAP writes opacity and what is shown, of a label that is seen.
  static let shown = "1  1  1"

  /// A line of ITK-SNAP.
  ///
  /// - display: opacity, visibility and visibility of the mesh.
  static func line(_ number: Int, _ colour: RGB, _ display: String, _ name: String) -> String {
    let numbers = [number, Int(colour.red), Int(colour.green), Int(colour.blue)].map {
      String(repeating: " ", count: max(0, 5 - "\($0)".count)) + "\($0)"
    }
    return numbers.joined() + "        \(display)    \"\(name.replacing("\"", with: "'"))\""
  }

  /// Opacity, visibility and visibility of the mesh of a line of ITK-SNAP; nil where it has another form.
  static func display(of line: String) -> String? {
    let fields = line.prefix { $0 != "\"" }.split(whereSeparator: \.isWhitespace)
    guard fields.count == 7, fields.dropFirst(4).allSatisfy({ Double($0) != nil }) else {
      return nil
    }
    return fields.dropFirst(4).joined(separator: "  ")
  }
}

/// ITK-SNAP's lines, read leniently: tabs or commas as separators, names with or without quotes, columns missing behind the
/// number.
extension LabelRow {
  /// - Throws: `VolumeError.labelTable` for lines without a number, and for colours out of their range.
  init(snap text: String, at place: Int) throws {
    var (head, name) = (text, "")
    if let quote = text.firstIndex(where: { $0 == "\"" || $0 == "'" }) {
      head = String(text[..<quote])
      name = String(text[text.index(after: quote)...].prefix { $0 != text[quote] })
    }
    var fields = head.split { $0 == " " || $0 == "\t" || $0 == "," || $0 == ";" }.map(String.init)
    guard let first = fields.first, let number = Int(first), number >= 0 else {
      throw VolumeError.labelTable(
        reason:
          "Line \(place) of the label table is \"\(text.prefix(60))\": expected a label number 0…255 first, "
          + "as in: 1 255 0 0 1 1 1 \"RV\"")
    }
    fields.removeFirst()
    let leading = fields.prefix { Double($0) != nil }
    let channels = leading.prefix(3).compactMap { UInt8(exactly: (Double($0) ?? -1).rounded()) }
    if leading.count >= 3, channels.count < 3 {
      throw VolumeError.labelTable(
        reason: "Line \(place) of the label table gives label \(number) the colour "
          + "\(leading.prefix(3).joined(separator: " ")): expected three numbers from 0 to 255.")
    }
    if name.isEmpty { name = fields.dropFirst(leading.count).joined(separator: " ") }
    self.number = number
    // Quotes in names would end them early in the file.
    self.name = name.isEmpty ? "Label \(number)" : name.replacing("\"", with: "'")
    colour =
      channels.count == 3
      ? RGB(red: channels[0], green: channels[1], blue: channels[2]) : nil
    line = LabelRow.display(of: text) == nil ? nil : text
  }
}
