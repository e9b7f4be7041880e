import Foundation
import Testing
import Volume

@testable import Viewer

/// Standard colours as the screen shows them: strokes and outlines of labels differ as long as there are colours.
struct LabelInkTests {
  private let table = LabelTable.standard(names: (1...20).map { "label \($0)" })

  private func inks(_ colours: ColourMode, _ count: UInt8) -> [Int16] {
    let theme = Theme(Appearance(colours: colours))
    return (1...count).map { theme.label($0, in: table).number }
  }

  @Test func labelsDiffer() {
    #expect(Set(inks(.palette256, 20)).count == 20)
    #expect(Set(inks(.sixteen, 11)).count == 11)
    #expect(Set(inks(.eight, 5)).count == 5)
    // The image's greys, and the background's colour, belong to no label.
    for colours in [ColourMode.sixteen, .eight] {
      #expect(Set(inks(colours, 20)).isDisjoint(with: [0, 1, 7, 8, 15]))
    }
  }

  /// CIELAB of a colour under D65 (CIE 15:2004).
  private func lab(_ index: PaletteIndex) -> SIMD3<Double> {
    let levels = Palette256.levels(of: index)
    let linear = [levels.0, levels.1, levels.2].map { level -> Double in
      let share = Double(level) / 255
      return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
    }
    let (r, g, b) = (linear[0], linear[1], linear[2])
    let axes = [
      (0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047,
      0.2126729 * r + 0.7151522 * g + 0.0721750 * b,
      (0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / 1.08883,
    ].map { $0 > 0.008856 ? cbrt($0) : 7.787 * $0 + 16.0 / 116 }
    return SIMD3(
      116 * axes[1] - 16, 500 * (axes[0] - axes[1]), 200 * (axes[1] - axes[2]))
  }

  @Test func outlinesOfTheFirstTwelveDiffer() {
    let theme = Theme(Appearance(colours: .palette256))
    let outlines = (1...12).map { lab(theme.outline(UInt8($0), in: table)) }
    for (index, one) in outlines.enumerated() {
      for (other, two) in outlines[..<index].enumerated() {
        let gap = one - two
        #expect((gap * gap).sum().squareRoot() > 30, "labels \(other + 1) and \(index + 1)")
      }
    }
  }
}
