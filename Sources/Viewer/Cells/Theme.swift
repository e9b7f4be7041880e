import Annotation
import Pictures
import Volume

/// Colours by what they are for, in every colour mode, and the few glyphs that have ASCII twins.
struct Theme: Sendable {
  let appearance: Appearance

  init(_ appearance: Appearance) { self.appearance = appearance }

  // MARK: Text

  private func ink(
    _ rich: Ink, sixteen: Ink, eight: Ink, mono: CellStyle = []
  ) -> Ink {
    if appearance.plainChrome { return Ink(style: mono) }
    return switch appearance.colours {
    case .palette256: rich
    case .sixteen: sixteen
    case .eight: eight
    case .mono: Ink(style: mono)
    }
  }

  /// Ordinary text. With few colours it has the terminal's own, as its background has: white letters would be lost on a
  /// light one.
  var text: Ink { ink(Ink(252, on: 234), sixteen: Ink(), eight: Ink()) }
  /// Text that matters less.
  var dim: Ink { ink(Ink(245, on: 234), sixteen: Ink(8), eight: Ink()) }
  /// Headings and what deserves a second look.
  var strong: Ink {
    ink(
      Ink(255, on: 234, style: .bold), sixteen: Ink(style: .bold), eight: Ink(style: .bold),
      mono: .bold)
  }
  /// Keys in hints and the chosen line's mark.
  var accent: Ink { ink(Ink(110, on: 234), sixteen: Ink(14), eight: Ink(6), mono: .bold) }
  /// Progress and what went well.
  var good: Ink { ink(Ink(108, on: 234), sixteen: Ink(10), eight: Ink(2)) }
  /// What is not filled of a bar.
  var unfilled: Ink { ink(Ink(238, on: 234), sixteen: Ink(8), eight: Ink()) }
  /// What needs attention soon.
  var warning: Ink {
    ink(Ink(179, on: 234), sixteen: Ink(11), eight: Ink(3, style: .bold), mono: .bold)
  }
  /// What went wrong.
  var error: Ink {
    ink(
      Ink(231, on: 131, style: .bold), sixteen: Ink(15, on: 1), eight: Ink(7, on: 1, style: .bold),
      mono: .reverse)
  }
  /// The status line.
  var bar: Ink {
    ink(Ink(252, on: 237), sixteen: Ink(15, on: 8), eight: Ink(0, on: 7), mono: .reverse)
  }
  /// Labels of values on the status line.
  var barDim: Ink {
    ink(Ink(246, on: 237), sixteen: Ink(7, on: 8), eight: Ink(0, on: 7), mono: .reverse)
  }
  /// The chosen line of a list.
  var chosen: Ink {
    ink(
      Ink(255, on: 24), sixteen: Ink(15, on: 4), eight: Ink(7, on: 4, style: .bold), mono: .reverse)
  }
  /// What was looked for.
  var found: Ink {
    ink(Ink(234, on: 179), sixteen: Ink(0, on: 11), eight: Ink(0, on: 3), mono: .reverse)
  }
  /// Everything that nothing is drawn on.
  var empty: Ink { ink(Ink(240, on: 234), sixteen: Ink(8), eight: Ink()) }
  /// What surrounds the slice.
  var surround: Ink { ink(Ink(244, on: 232), sixteen: Ink(), eight: Ink()) }

  /// The mode word: calm while nothing happens, loud while strokes are being made.
  func mode(_ loudness: Loudness) -> Ink {
    switch loudness {
    case .calm:
      ink(
        Ink(234, on: 110, style: .bold), sixteen: Ink(15, on: 4),
        eight: Ink(7, on: 4, style: .bold),
        mono: .bold)
    case .active:
      ink(
        Ink(234, on: 179, style: .bold), sixteen: Ink(0, on: 11), eight: Ink(0, on: 3),
        mono: [.bold, .underline])
    case .quiet:
      ink(
        Ink(252, on: 240, style: .bold), sixteen: Ink(15, on: 0), eight: Ink(7, on: 4), mono: .bold)
    }
  }

  enum Loudness { case calm, active, quiet }

  // MARK: Image

  /// The colour of a grey level 0…255; two colours in 8-colour mode, none without colour.
  func grey(_ level: UInt8) -> PaletteIndex {
    switch appearance.colours {
    case .palette256:
      appearance.hasExactGreys ? .exactGrey(level) : Palette256.greyOfLevel[Int(level)]
    case .sixteen: level < 64 ? 0 : level < 178 ? 8 : level < 242 ? 7 : 15
    case .eight: level < 128 ? 0 : 7
    case .mono: .standard
    }
  }

  /// Glyphs of growing lightness for one pixel a cell.
  var ramp: [Unicode.Scalar] {
    appearance.glyphs == .ascii || appearance.colours == .mono
      ? Array(" .:-=+*#%@".unicodeScalars) : Array(" ░▒▓█".unicodeScalars)
  }

  /// The dots around the region that is trained on.
  var regionMark: PaletteIndex {
    switch appearance.colours {
    case .palette256: 103
    case .sixteen: 14
    case .eight: 6
    case .mono: .standard
    }
  }

  /// The lightest colour there is.
  var white: PaletteIndex {
    switch appearance.colours {
    case .palette256: 231
    case .sixteen: 15
    case .eight: 7
    case .mono: .standard
    }
  }

  /// The colour of uncertainty 0…255 over a grey level; nil below a fifth, where the image shows through.
  func uncertainty(_ value: UInt8, over level: UInt8) -> PaletteIndex? {
    guard value >= 51 else { return nil }
    switch appearance.colours {
    case .palette256:
      let share = 0.1 + 0.4 * Double(value) / 255
      return blend(RGB(red: 255, green: 0, blue: 135), over: level, share: share)
    case .sixteen: return value >= 128 ? 13 : 5
    case .eight: return value >= 102 ? 5 : nil
    case .mono: return nil
    }
  }

  /// The colour of voxels whose label has changed.
  var difference: PaletteIndex {
    switch appearance.colours {
    case .palette256: Palette256.nearest(255, 0, 255)
    case .sixteen: 13
    case .eight: 5
    case .mono: .standard
    }
  }

  /// A colour laid over a grey level.
  func blend(_ colour: RGB, over level: UInt8, share: Double) -> PaletteIndex {
    func mix(_ channel: UInt8) -> Int {
      Int((Double(channel) * share + Double(level) * (1 - share)).rounded())
    }
    return Palette256.nearest(mix(colour.red), mix(colour.green), mix(colour.blue))
  }

  // MARK: Labels

  /// The colour of a label, exact in 256 colours; one of eleven in 16 and of five in 8, by its number: two colours that
  /// people chose may be the same there.
  func label(_ id: UInt8, in table: LabelTable) -> PaletteIndex {
    let colour = id == Scribbles.background ? .backgroundScribble : table.label(id: id)?.colour
    switch appearance.colours {
    case .palette256:
      guard let colour else { return 231 }
      return cube(colour)
    case .sixteen:
      if id == Scribbles.background { return 1 }
      // Bright ones first: the dark ones are what they are filled with.
      return [14, 11, 10, 13, 9, 12, 6, 3, 2, 5, 4][(max(1, Int(id)) - 1) % 11]
    case .eight:
      if id == Scribbles.background { return 1 }
      return [6, 3, 2, 5, 4][(max(1, Int(id)) - 1) % 5]
    case .mono: return .standard
    }
  }

  /// The colour of a label's outline: darker than its strokes, so that what a person drew stands out from
  /// what was predicted.
  func outline(_ id: UInt8, in table: LabelTable) -> PaletteIndex {
    guard appearance.colours == .palette256, let colour = table.label(id: id)?.colour else {
      return label(id, in: table)
    }
    return Palette256.lighter(cube(colour), by: -1)
  }

  /// The colours of a label where it fills, for grey levels in 32 steps from black to white.
  ///
  /// - share: of the label's colour in the mixture, 0…1; the rest is the image. With few colours nothing can be mixed: it
  ///   is the dark twin of the label's colour, and the image shows between the pixels.
  func fill(_ id: UInt8, in table: LabelTable, share: Double) -> [PaletteIndex] {
    if appearance.colours == .palette256, let colour = table.label(id: id)?.colour {
      return Palette256.shades(of: cube(colour), share: share)
    }
    let plain = label(id, in: table)
    // Number 1 is background's; the bright colours' dark twins lie eight below them.
    let hasTwin = appearance.colours == .sixteen && plain.number > 9
    return Array(repeating: hasTwin ? PaletteIndex(Int(plain.number) - 8) : plain, count: 32)
  }

  private func cube(_ colour: RGB) -> PaletteIndex {
    Palette256.cube(Int(colour.red), Int(colour.green), Int(colour.blue))
  }

  /// A readable ink on a label's colour.
  func chip(_ id: UInt8, in table: LabelTable) -> Ink {
    switch appearance.colours {
    case .mono: Ink(style: .reverse)
    case .palette256: Ink(16, on: label(id, in: table), style: .bold)
    default: Ink(0, on: label(id, in: table))
    }
  }

  /// The character that stands for a label: its key.
  static func digit(_ id: UInt8) -> Unicode.Scalar {
    switch id {
    case 0: " "
    case Scribbles.background: "0"
    case 1...9: Unicode.Scalar(48 + id)
    default: Unicode.Scalar(UInt8(ascii: "a") + (id - 10) % 26)
    }
  }

  // MARK: Glyphs

  var ellipsis: String { appearance.glyphs == .ascii ? "~" : "…" }
  var horizontalLine: Unicode.Scalar { appearance.glyphs == .ascii ? "-" : "─" }
  var verticalLine: Unicode.Scalar { appearance.glyphs == .ascii ? "|" : "│" }
  var separator: String { appearance.glyphs == .ascii ? "|" : "·" }
  var full: Unicode.Scalar { appearance.glyphs == .ascii ? "#" : "█" }
  /// What is not filled of a bar: the same block in `unfilled`, or characters where colours are few.
  var track: Unicode.Scalar {
    appearance.glyphs == .ascii ? "." : appearance.colours == .palette256 ? "█" : "░"
  }
  var dot: Unicode.Scalar { appearance.glyphs == .ascii ? "." : "·" }
}
