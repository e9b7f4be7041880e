import Foundation
import Testing

@testable import Volume

/// Standard colours are told apart, and a 256-colour terminal shows them as they are.
struct LabelColourTests {
  /// CIELAB of a colour under D65 (CIE 15:2004).
  private func lab(_ colour: RGB) -> SIMD3<Double> {
    func linear(_ value: UInt8) -> Double {
      let share = Double(value) / 255
      return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
    }
    let (r, g, b) = (linear(colour.red), linear(colour.green), linear(colour.blue))
    let x = (0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047
    let y = 0.2126729 * r + 0.7151522 * g + 0.0721750 * b
    let z = (0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / 1.08883
    func f(_ t: Double) -> Double { t > 0.008856 ? cbrt(t) : 7.787 * t + 16.0 / 116 }
    return SIMD3(116 * f(y) - 16, 500 * (f(x) - f(y)), 200 * (f(y) - f(z)))
  }

  private func distance(_ a: RGB, _ b: RGB) -> Double {
    let gap = lab(a) - lab(b)
    return (gap * gap).sum().squareRoot()
  }

  @Test func theFirstTwelveDifferFromEachOtherAndFromBackground() {
    let colours =
      (0..<12).map { LabelTable.colour($0) } + [RGB(red: 175, green: 95, blue: 95)]
    for (index, colour) in colours.enumerated() {
      for other in colours[..<index] {
        #expect(distance(colour, other) > 30, "\(colour) \(other)")
      }
    }
    for (index, colour) in (0..<20).map({ LabelTable.colour($0) }).enumerated() {
      for other in (0..<index).map({ LabelTable.colour($0) }) {
        #expect(distance(colour, other) > 23, "\(colour) \(other)")
      }
    }
  }

  @Test func terminalsHaveThem() {
    let levels: Set<UInt8> = [0, 95, 135, 175, 215, 255]
    for index in 0..<20 {
      let colour = LabelTable.colour(index)
      #expect(Set([colour.red, colour.green, colour.blue]).isSubset(of: levels))
    }
  }
}
