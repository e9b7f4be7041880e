import Foundation
import Volume

/// A chest in which a heart beats: its shape, drawn at random for a subject.
///
/// Lengths are millimetres in a field of view of 180 mm; x runs to the right of the picture, y downwards,
/// both from its centre, and z from the first slice (base of the heart) towards the apex. The ventricles are
/// half ellipsoids whose outlines wave with the angle; the muscle keeps its volume while the cavity empties,
/// and the base moves towards the apex.
struct HeartModel {
  let centre: (x: Double, y: Double)
  let drift: (x: Double, y: Double)
  let tilt: Double
  /// Where the ventricles begin and how far they reach, along z.
  let base: Double
  let length: Double
  /// Radius of the left cavity at the base, and thickness of its wall.
  let cavity: Double
  let wall: Double
  /// Half axes of the right ventricle.
  let right: (x: Double, y: Double)
  /// How much narrower cavity and papillary muscles are than at the end of diastole.
  let squeeze: Double
  let waves: [Wave]
  let papillary: [Double]
  let chest: Double
  let diaphragm: Double
  let vessels: [Vessel]

  /// One harmonic of an outline.
  struct Wave {
    let count: Double
    let size: Double
    let phase: Double
    let twist: Double
  }

  /// A vessel of lung or liver: a slanted tube.
  struct Vessel {
    let x: Double
    let y: Double
    let slantX: Double
    let slantY: Double
    let radius: Double
  }

  /// The heart of a subject (seed) at a phase of the beat: 0 end of diastole, 1 end of systole.
  ///
  /// - depth: from the first slice to the last, in millimetres
  init(seed: UInt64, phase: Double, depth: Double) {
    var random = SplitMix64(seed: seed)
    func draw(_ range: Range<Double>) -> Double { random.uniform(in: range) }
    centre = (draw(6..<18), draw(-16 ..< -4))
    drift = (draw(4..<14), draw(2..<12))
    tilt = draw(-0.3..<0.35)
    base = depth * (-0.05 + phase * draw(0.1..<0.17))
    length = depth * draw(1.04..<1.16) - base
    let wide = draw(21..<26.5)
    let thin = draw(7.5..<10.5)
    squeeze = 1 - phase * draw(0.3..<0.42)
    cavity = wide * squeeze
    let muscle = (wide + thin) * (wide + thin) - wide * wide
    wall = (cavity * cavity + muscle * (1 + 0.1 * phase)).squareRoot() - cavity
    let rightSqueeze = 1 - phase * draw(0.14..<0.24)
    right = (draw(30..<38) * rightSqueeze, draw(36..<44) * rightSqueeze)
    waves = (2...5).map { count in
      Wave(
        count: Double(count), size: draw(0..<0.09) / Double(count).squareRoot(),
        phase: draw(0..<6.28), twist: draw(-1..<1))
    }
    papillary = [draw(0.5..<1.2), draw(3.6..<4.4)]
    chest = draw(-84 ..< -76)
    diaphragm = draw(30..<42)
    vessels = (0..<60).map { _ in
      Vessel(
        x: draw(-70..<110), y: draw(-100..<100), slantX: draw(-0.6..<0.6), slantY: draw(-0.6..<0.6),
        radius: 0.7 + 2.4 * pow(draw(0..<1), 2))
    }
  }

  /// How far the half ellipsoids have narrowed at a depth (0 base … 1 apex).
  func taper(_ depth: Double, ending end: Double) -> Double {
    max(0, 1 - pow(max(0, depth) / end, 2.4)).squareRoot()
  }

  /// The outlines' waving: about 1.
  func wave(_ angle: Double, _ depth: Double) -> Double {
    waves.reduce(1) { $0 + $1.size * cos($1.count * angle + $1.phase + $1.twist * depth) }
  }
}
