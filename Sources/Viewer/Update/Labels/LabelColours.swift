import Annotation
import Volume

/// Colours of labels.
extension ViewerState {
  /// `:label NUMBER color #RRGGBB`, or three numbers.
  mutating func typedColour(of id: UInt8, _ words: [String]) {
    guard let colour = RGB(words: words) else {
      return say("expected :label \(id) color #RRGGBB or R G B, for example #ff8800", .warning)
    }
    give(colour, toLabel: id)
  }

  /// Gives a label the next standard colour that no other label has.
  mutating func recolour(label id: UInt8) {
    guard let label = project.labels.label(id: id) else { return }
    let count = LabelTable.distinctColours
    let all = (0..<count).map { LabelTable.colour($0) }
    let taken = Set(project.labels.labels.filter { $0.id != id }.map(\.colour))
    let first = (all.firstIndex(of: label.colour) ?? -1) + 1
    let following = (0..<count).map { all[(first + $0) % count] }
    guard let colour = following.first(where: { !taken.contains($0) && $0 != label.colour }) else {
      return say(
        "all \(count) standard colours are taken: :label \(id) color #RRGGBB sets another", .warning
      )
    }
    give(colour, toLabel: id)
  }

  private mutating func give(_ colour: RGB, toLabel id: UInt8) {
    guard mayEdit() else { return }
    guard let before = project.labels.label(id: id) else {
      return say("there is no label \(id): :label \(id) NAME adds it", .warning)
    }
    var after = before
    after.colour = colour
    if before != after { decide([LabelChange(before: before, after: after)]) }
    let other = project.labels.labels.first { $0.id != id && $0.colour == colour }
    let doubt = other.map { ", as \($0.name) has" } ?? fewColours
    say("\(after.name) has the colour \(colour.hexadecimal) now\(doubt)")
  }

  /// What is said of colours where the screen has too few to show them.
  private var fewColours: String {
    appearance.colours == .palette256 ? "" : "; this screen colours labels by their numbers"
  }
}

extension RGB {
  /// `#ff8800`, or three numbers from 0 to 255.
  init?(words: [String]) {
    if words.count == 1, let word = words.first, word.hasPrefix("#"), word.count == 7,
      let value = UInt32(word.dropFirst(), radix: 16), !word.contains("+")
    {
      self.init(
        red: UInt8(value >> 16), green: UInt8(value >> 8 & 255), blue: UInt8(value & 255))
      return
    }
    let numbers = words.compactMap { UInt8($0) }
    guard words.count == 3, numbers.count == 3 else { return nil }
    self.init(red: numbers[0], green: numbers[1], blue: numbers[2])
  }

  /// `#ff8800`.
  var hexadecimal: String {
    "#"
      + [red, green, blue].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
