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
  /// The lines of the file that it was read from, by number, label 0 among them: what this program has no use for (opacity,
  /// what is shown) is written as it was.
  private(set) var lines: [UInt8: String] = [:]

  /// A table of given classes, sorted by id.
  package init(labels: [Label]) { self.init(labels: labels, lines: [:]) }

  /// A table of given classes, and the lines that they were read from.
  init(labels: [Label], lines: [UInt8: String]) {
    (self.labels, self.lines) = (labels.sorted { $0.id < $1.id }, lines)
  }

  /// A table of other classes that is otherwise written as this one was read.
  package func with(_ labels: [Label]) -> LabelTable { LabelTable(labels: labels, lines: lines) }

  /// Takes over from another table what this program has no use for, of all labels that both have, and of label 0.
  package mutating func takeLines(of other: LabelTable) {
    lines.merge(other.lines.filter { id, _ in id == 0 || label(id: id) != nil }) { $1 }
  }

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
