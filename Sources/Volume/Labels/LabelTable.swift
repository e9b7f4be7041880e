import Foundation

/// A colour of 8 bits a channel.
package struct RGB: Hashable, Codable, Sendable {
  /// Red, 0…255.
  package var red: UInt8
  /// Green, 0…255.
  package var green: UInt8
  /// Blue, 0…255.
  package var blue: UInt8

  /// A colour of its three channels.
  package init(red: UInt8, green: UInt8, blue: UInt8) {
    self.red = red
    self.green = green
    self.blue = blue
  }
}

/// One class: the number in label maps, its name and its colour.
package struct Label: Hashable, Codable, Sendable {
  /// The number in label maps, 1…254.
  package var id: UInt8
  /// What people call it.
  package var name: String
  /// The colour of its overlay.
  package var colour: RGB
  /// Whether it may consist of several separate parts (both kidneys): then none is dropped as a speck.
  package var severalOrgans: Bool

  /// A class of all its parts.
  package init(id: UInt8, name: String, colour: RGB, severalOrgans: Bool = false) {
    self.id = id
    self.name = name
    self.colour = colour
    self.severalOrgans = severalOrgans
  }
}

/// The classes of a project in the order of their ids, kept as an ITK-SNAP label description file.
package struct LabelTable: Hashable, Codable, Sendable {
  /// The classes, ascending ids; background is not among them.
  package var labels: [Label]

  /// A table of given classes, sorted by id.
  package init(labels: [Label]) { self.labels = labels.sorted { $0.id < $1.id } }

  /// The class with an id.
  package func label(id: UInt8) -> Label? { labels.first { $0.id == id } }

  /// Ids of classes that may consist of several separate parts.
  package var severalOrgans: Set<UInt8> { Set(labels.filter(\.severalOrgans).map(\.id)) }

  /// The classes 1…K with given names, in colours that can be told apart.
  ///
  /// - Precondition: at most 254 names.
  package static func standard(names: [String]) -> LabelTable {
    LabelTable(
      labels: names.enumerated().map { index, name in
        Label(id: UInt8(index + 1), name: name, colour: LabelTable.colour(index))
      })
  }

  /// Colours that are told apart, first by everybody and then by people who see no red or green.
  ///
  /// All of them are colours of a 256-colour terminal as they are: rounded to its palette, an orange and a yellow become
  /// one. Blue, orange and green first, as in Okabe and Ito's "Color Universal Design" (2008); the others lie as far as
  /// possible from all before them and from the brown of background strokes, in CIELAB (1976), also after Machado's
  /// simulation of colour blindness (2009).
  package static func colour(_ index: Int) -> RGB {
    let (red, green, blue) = palette[index % palette.count]
    let round = index / palette.count
    func shade(_ value: Int) -> UInt8 {
      switch round % 3 {
      case 1: UInt8((value + 255) / 2)
      case 2: UInt8(value * 6 / 10)
      default: UInt8(value)
      }
    }
    return RGB(red: shade(red), green: shade(green), blue: shade(blue))
  }

  /// How many standard colours there are before lighter and darker shades of them begin.
  package static var distinctColours: Int { palette.count }

  private static let palette: [(Int, Int, Int)] = [
    (95, 175, 255), (255, 135, 0), (0, 175, 95), (175, 0, 255), (255, 0, 175), (0, 255, 255),
    (215, 255, 0), (135, 95, 0), (255, 135, 175), (135, 95, 255), (215, 215, 135), (95, 255, 95),
    (255, 95, 95), (175, 255, 215), (95, 215, 255), (0, 135, 175), (95, 255, 175),
    (175, 135, 215), (95, 175, 135), (135, 215, 95),
  ]
}

/// The ITK-SNAP format: `IDX R G B A VIS MSH "NAME"`, lines of # are comments.
extension LabelTable {
  private static let severalOrgansMark = "# several organs:"

  /// The table as text.
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
    func line(_ id: Int, _ colour: RGB, _ shown: Int, _ name: String) -> String {
      let numbers = [id, Int(colour.red), Int(colour.green), Int(colour.blue)].map {
        String(repeating: " ", count: max(0, 5 - "\($0)".count)) + "\($0)"
      }
      return numbers.joined() + "        \(shown)  \(shown)  \(shown)    \"\(name)\""
    }
    lines.append(line(0, RGB(red: 0, green: 0, blue: 0), 0, "Clear Label"))
    for label in labels {
      let name = label.name.replacing("\"", with: "'")
      lines.append(line(Int(label.id), label.colour, 1, name))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Reads a table leniently: tabs or commas as separators, names with or without quotes, columns missing
  /// after the number, Windows line ends. Labels 0 and 255 (background in scribbles) are left out.
  ///
  /// Colour tables of FreeSurfer and 3D Slicer (`17 Left-Hippocampus 220 216 20 0`) are read as such; see `ColourTableLine`.
  ///
  /// - Throws: `VolumeError.labelTable` for lines without a number 0…255, numbers that occur twice, and
  ///   tables without any class.
  package init(text: String) throws {
    var labels: [Label] = []
    var several: Set<Int> = []
    let clean = text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text
    let isColourTable = ColourTableLine.isTable(clean)
    for (number, raw) in clean.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
    {
      let line = raw.trimmingCharacters(in: .whitespaces)
      if line.hasPrefix(LabelTable.severalOrgansMark) {
        several.formUnion(line.split(separator: " ").compactMap { Int($0) })
      }
      if line.isEmpty || line.hasPrefix("#") { continue }
      let found =
        isColourTable
        ? try ColourTableLine(line)?.label(number: number + 1)
        : try LabelTable.label(of: line, number: number + 1, index: labels.count)
      guard let label = found else { continue }
      guard !labels.contains(where: { $0.id == label.id }) else {
        throw VolumeError.labelTable(
          reason: "Line \(number + 1) of the label table gives label \(label.id) a second time.")
      }
      labels.append(label)
    }
    guard !labels.isEmpty else {
      throw VolumeError.labelTable(
        reason: "The label table names no class. Expected lines such as: 1 255 0 0 1 1 1 \"RV\"")
    }
    for index in labels.indices {
      labels[index].severalOrgans = several.contains(Int(labels[index].id))
    }
    self.init(labels: labels)
  }

  /// One line's class; nil for label 0.
  private static func label(of line: String, number: Int, index: Int) throws -> Label? {
    var (head, name) = (line, "")
    if let quote = line.firstIndex(where: { $0 == "\"" || $0 == "'" }) {
      head = String(line[..<quote])
      name = String(line[line.index(after: quote)...].prefix { $0 != line[quote] })
    }
    var fields = head.split { $0 == " " || $0 == "\t" || $0 == "," || $0 == ";" }.map(String.init)
    guard let first = fields.first, let id = Int(first) else {
      throw VolumeError.labelTable(
        reason:
          "Line \(number) of the label table is \"\(line.prefix(60))\": expected a label number 0…255 first, "
          + "as in: 1 255 0 0 1 1 1 \"RV\"")
    }
    guard let id = try LabelTable.checked(id, number: number) else { return nil }
    fields.removeFirst()
    let leading = fields.prefix { Double($0) != nil }
    let channels = leading.prefix(3).compactMap { UInt8(exactly: (Double($0) ?? -1).rounded()) }
    if leading.count >= 3, channels.count < 3 {
      throw VolumeError.labelTable(
        reason: "Line \(number) of the label table gives label \(id) the colour "
          + "\(leading.prefix(3).joined(separator: " ")): expected three numbers from 0 to 255.")
    }
    if name.isEmpty { name = fields.dropFirst(leading.count).joined(separator: " ") }
    if name.isEmpty { name = "Label \(id)" }
    let colour =
      channels.count == 3
      ? RGB(red: channels[0], green: channels[1], blue: channels[2]) : colour(index)
    // Quotes in names would end them early in the file.
    return Label(id: id, name: name.replacing("\"", with: "'"), colour: colour)
  }

  /// A label's number; nil for 0 and 255, which are no classes.
  /// - Throws: `VolumeError.labelTable` for numbers that label maps of bytes can't hold.
  static func checked(_ id: Int, number: Int) throws -> UInt8? {
    guard (0...255).contains(id) else {
      throw VolumeError.labelTable(
        reason:
          "Line \(number) of the label table gives label \(id): expected labels from 1 to 253. Make a table of "
          + "the structures you need and number them from 1, in the label maps as well.")
    }
    return id == 0 || id == 255 ? nil : UInt8(id)
  }

  /// Reads a table from a file.
  package static func load(_ url: URL) throws -> LabelTable {
    let data: [UInt8]
    do {
      // Tables of whole atlases have 100 KB.
      data = try RegularFile(url).readAll(limit: 1 << 22)
    } catch .missing, .brokenLink {
      throw VolumeError.missing(url)
    } catch {
      throw VolumeError.unreadable(url, reason: error.reason)
    }
    do {
      return try LabelTable(text: String(decoding: data, as: UTF8.self))
    } catch VolumeError.labelTable(let reason) {
      throw VolumeError.labelTable(reason: "\(url.path): \(reason)")
    }
  }

  /// Replaces the file by this table.
  package func write(to url: URL) throws { try AtomicFile.write(Data(text.utf8), to: url) }
}
