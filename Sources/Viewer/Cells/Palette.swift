import Synchronization
import Volume

/// A colour as the terminal counts them: 0…255, or its own default.
package struct PaletteIndex: Hashable, Sendable, ExpressibleByIntegerLiteral {
  /// The number: -1 for the terminal's own colour, from 256 on a grey of 24 bits.
  package let number: Int16

  /// A colour by number.
  package init(_ number: Int) { self.number = Int16(number) }

  /// A colour by number.
  package init(integerLiteral value: Int16) { number = value }

  /// Whatever the terminal uses by itself.
  package static let standard: PaletteIndex = -1
  /// Black in every mode.
  package static let black: PaletteIndex = 0

  /// A grey level of 0…255, for terminals with 24 bits.
  static func exactGrey(_ level: UInt8) -> PaletteIndex { PaletteIndex(256 + Int(level)) }
  /// The level of a grey of 24 bits; nil for all other colours.
  var exactGrey: Int? { number >= 256 ? Int(number) - 256 : nil }
}

/// How many colours are used.
package enum ColourMode: String, CaseIterable, Sendable {
  /// The 256-colour palette: 30 greys and exact label colours on half blocks.
  case palette256 = "256"
  /// Sixteen colours: four greys on half blocks.
  case sixteen = "16"
  /// Eight colours: shades for the image, one colour and a digit for every label.
  case eight = "8"
  /// No colour: characters of growing darkness, digits for labels.
  case mono = "mono"

  /// How many colours the terminal must have.
  var count: Int {
    switch self {
    case .palette256: 256
    case .sixteen: 16
    case .eight: 8
    case .mono: 0
    }
  }
}

/// Which characters the terminal can show.
package enum GlyphSet: String, CaseIterable, Sendable {
  /// Blocks, lines, arrows and braille.
  case full
  /// Blocks and lines only: the Linux console.
  case blocks
  /// Plain ASCII.
  case ascii
}

/// The fixed colours of the 256-colour palette that the viewer uses.
///
/// Numbers 0…15 differ between terminals; 16…231 are a 6 x 6 x 6 cube and 232…255 a grey ramp.
enum Palette256 {
  /// Red, green and blue levels of the cube.
  static let cubeLevels = [0, 95, 135, 175, 215, 255]

  /// The 30 greys from black to white with their level: the ramp joined with the diagonal of the cube.
  static let greys: [(index: Int, level: Int)] = {
    let ramp = (0..<24).map { (index: 232 + $0, level: 8 + 10 * $0) }
    let diagonal = (0..<6).map { (index: 16 + 43 * $0, level: cubeLevels[$0]) }
    return (ramp + diagonal).sorted { $0.level < $1.level }
  }()

  /// For each of 256 levels the nearest grey.
  static let greyOfLevel: [PaletteIndex] = (0..<256).map { level in
    let nearest = greys.min { abs($0.level - level) < abs($1.level - level) }
    return PaletteIndex(nearest?.index ?? 16)
  }

  /// Red, green and blue of a colour; of 0…15 as xterm has them.
  static func levels(of index: PaletteIndex) -> (Int, Int, Int) {
    if let level = index.exactGrey { return (level, level, level) }
    let n = Int(index.number)
    if (0..<16).contains(n) { return named[n] }
    if n >= 232 { return (8 + 10 * (n - 232), 8 + 10 * (n - 232), 8 + 10 * (n - 232)) }
    guard n >= 16 else { return (0, 0, 0) }
    let c = n - 16
    return (cubeLevels[c / 36], cubeLevels[c / 6 % 6], cubeLevels[c % 6])
  }

  private static let named = [
    (0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0), (0, 0, 238), (205, 0, 205), (0, 205, 205),
    (229, 229, 229), (127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0), (92, 92, 255),
    (255, 0, 255), (0, 255, 255), (255, 255, 255),
  ]

  /// The nearest colour of the cube: exact for its own colours, and never a grey of the ramp, so that a label
  /// cannot be taken for the image.
  static func cube(_ red: Int, _ green: Int, _ blue: Int) -> PaletteIndex {
    func nearest(_ value: Int) -> Int {
      cubeLevels.indices.min { abs(cubeLevels[$0] - value) < abs(cubeLevels[$1] - value) } ?? 0
    }
    return PaletteIndex(16 + 36 * nearest(red) + 6 * nearest(green) + nearest(blue))
  }

  /// A colour of the cube steps lighter, or darker when negative, in every channel that has room, so that its
  /// hue stays.
  static func lighter(_ index: PaletteIndex, by steps: Int) -> PaletteIndex {
    let c = Int(index.number) - 16
    guard (0..<216).contains(c) else { return index }
    func moved(_ level: Int) -> Int { level == 0 ? 0 : max(1, min(5, level + steps)) }
    return PaletteIndex(16 + 36 * moved(c / 36) + 6 * moved(c / 6 % 6) + moved(c % 6))
  }

  /// A colour of the cube laid over the 32 greys from black to white: shades of one hue that grow lighter with the image, so
  /// that what lies below can be recognised.
  ///
  /// Only shades with the colour's order of red, green and blue are taken: the nearest of all colours would turn greys
  /// into specks of other hues. Its own colour is left to strokes.
  static func shades(of index: PaletteIndex, share: Double) -> [PaletteIndex] {
    let kind = Shading(index: index, share: share)
    // Every frame asks for the same few.
    if let known = known.withLock({ $0[kind] }) { return known }
    let shades = newShades(of: index, share: share)
    known.withLock { $0[kind] = shades }
    return shades
  }

  private struct Shading: Hashable {
    let index: PaletteIndex
    let share: Double
  }

  private static let known = Mutex<[Shading: [PaletteIndex]]>([:])

  private static func newShades(of index: PaletteIndex, share: Double) -> [PaletteIndex] {
    let own = levels(of: index)
    let allowed = (16..<232).map { PaletteIndex($0) }.filter {
      $0 != index && hasHue(of: own, levels(of: $0))
    }
    return (0..<32).map { step in
      let grey = Double(step) / 31 * 255
      func mixed(_ value: Int) -> Double { Double(value) * share + grey * (1 - share) }
      let wanted = (mixed(own.0), mixed(own.1), mixed(own.2))
      func distance(_ candidate: PaletteIndex) -> Double {
        let (r, g, b) = levels(of: candidate)
        let (red, green, blue) = (
          Double(r) - wanted.0, Double(g) - wanted.1, Double(b) - wanted.2
        )
        // Lightness carries the image.
        let light = 0.3 * red + 0.6 * green + 0.1 * blue
        return red * red + green * green + blue * blue + 6 * light * light
      }
      return allowed.min { distance($0) < distance($1) } ?? index
    }
  }

  /// Whether a colour is coloured at all and its channels stand in the same order as another's.
  private static func hasHue(of own: (Int, Int, Int), _ other: (Int, Int, Int)) -> Bool {
    let (a, b) = ([own.0, own.1, own.2], [other.0, other.1, other.2])
    guard let most = b.max(), let least = b.min(), most - least >= 40 else { return false }
    for i in 0..<3 {
      for j in 0..<3 where a[i] > a[j] && b[i] < b[j] { return false }
      // Channels that are equal stay nearly equal.
      for j in 0..<3 where a[i] == a[j] && abs(b[i] - b[j]) > 40 { return false }
    }
    let top = a.firstIndex(of: a.max() ?? 0) ?? 0
    guard b[top] == most else { return false }
    // What stands out in the colour stands out in its shades.
    return (0..<3).allSatisfy { $0 == top || a[top] - a[$0] < 60 || b[$0] < most }
  }

  /// The nearest colour of cube and ramp together, for blends with the image.
  static func nearest(_ red: Int, _ green: Int, _ blue: Int) -> PaletteIndex {
    let cubed = cube(red, green, blue)
    let grey = greyOfLevel[max(0, min(255, (red + green + blue) / 3))]
    func distance(_ index: PaletteIndex) -> Int {
      let (r, g, b) = levels(of: index)
      return (r - red) * (r - red) + (g - green) * (g - green) + (b - blue) * (b - blue)
    }
    return distance(grey) < distance(cubed) ? grey : cubed
  }
}
