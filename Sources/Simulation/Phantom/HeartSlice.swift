import Foundation
import Volume

/// The phantom's chest cut at one height: tissue and label at every point of the plane.
///
/// What depends on the angle alone is kept in tables of one entry a degree.
struct HeartSlice {
  /// Random fields at a point, -1…1: a coarse one that shapes borders, a fine one that roughens the cavity.
  struct Roughness {
    var coarse: Double
    var fine: Double
  }

  private let model: HeartModel
  private let z: Double
  /// 0 at the base of the ventricles, 1 at the apex.
  private let depth: Double
  private let centre: (x: Double, y: Double)
  private let turn: (cosine: Double, sine: Double)
  /// By degree around the left ventricle: radius of cavity and of the outside of the muscle.
  private var inner: [Double] = []
  private var outer: [Double] = []
  /// By degree around the right ventricle: how far its outline waves.
  private var rightWave: [Double] = []
  private let rightAxes: (x: Double, y: Double)?
  private let papillary: [(x: Double, y: Double)]
  private let vessels: [(x: Double, y: Double, square: Double)]

  /// Cuts the chest at a height.
  init(_ model: HeartModel, z: Double) {
    self.model = model
    self.z = z
    let depth = (z - model.base) / model.length
    self.depth = depth
    let shift = max(0, depth)
    centre = (model.centre.x + model.drift.x * shift, model.centre.y + model.drift.y * shift)
    turn = (cos(model.tilt), sin(model.tilt))
    let (narrow, whole) = (model.taper(depth, ending: 0.95), model.taper(depth, ending: 1))
    let cavity = model.cavity * narrow
    let thickness = model.wall * (0.75 + 0.25 * narrow) * min(1, 1.8 * whole)
    for degree in 0..<360 {
      let angle = Double(degree) * Double.pi / 180
      let wave = model.wave(angle, depth)
      let outside = (cavity + thickness) * (0.5 + 0.5 * wave)
      outer.append(outside)
      inner.append(min(cavity * wave, outside - 5))
      rightWave.append(0.25 + 0.75 * model.wave(angle + 1, depth))
    }
    let rightTaper = model.taper(depth, ending: 0.88)
    rightAxes = rightTaper > 0.2 ? (model.right.x * rightTaper, model.right.y * rightTaper) : nil
    papillary = model.papillary.map { place in
      (cavity * 0.66 * cos(place), cavity * 0.66 * sin(place))
    }
    vessels = model.vessels.map { vessel in
      (vessel.x + vessel.slantX * z, vessel.y + vessel.slantY * z, vessel.radius * vessel.radius)
    }
  }

  /// Tissue and label (0 background, 1 RV, 2 Myo, 3 LV) at a point.
  func part(x: Double, y: Double, _ rough: Roughness) -> (tissue: Tissue, label: UInt8) {
    let (dx, dy) = (x - centre.x, y - centre.y)
    // The heart's own axes: u towards the free wall of the left ventricle, v across.
    let (u, v) = (turn.cosine * dx + turn.sine * dy, -turn.sine * dx + turn.cosine * dy)
    let distance = (u * u + v * v).squareRoot()
    if distance < 80 {
      if depth >= 0 && depth < 1 {
        if let inside = ventricles(u, v, distance, rough) { return inside }
      } else if depth < 0 && depth > -0.3 {
        if let inside = atria(u, v, distance) { return inside }
      }
    }
    return (surroundings(x, y, u, v, distance, rough), 0)
  }

  private func degree(_ y: Double, _ x: Double) -> Int {
    (Int(atan2(y, x) * 180 / Double.pi) + 360) % 360
  }

  private func ventricles(
    _ u: Double, _ v: Double, _ distance: Double, _ rough: Roughness
  ) -> (tissue: Tissue, label: UInt8)? {
    let degree = degree(v, u)
    if distance < inner[degree] {
      // Trabeculae: the muscle's inside is rough, the annotator's line is smooth.
      let isMuscle = distance > inner[degree] * (0.93 + 0.1 * rough.fine) || isPapillary(u, v)
      return (isMuscle ? .myocardium : .blood, 3)
    }
    if distance < outer[degree] { return (.myocardium, 2) }
    let reach = rightReach(u, v)
    if reach < 1 { return (reach > 0.9 + 0.25 * rough.fine ? .myocardium : .blood, 1) }
    // The thin free wall of the right ventricle, which annotators leave to the background.
    return reach < 1.08 ? (.myocardium, 0) : nil
  }

  /// Where a point lies in the right ventricle's outline: below 1 inside.
  private func rightReach(_ u: Double, _ v: Double) -> Double {
    guard let axes = rightAxes else { return .infinity }
    let along = (u + outer[180] * 0.85) / axes.x
    let across = (v - 3) / axes.y
    return (along * along + across * across).squareRoot() / rightWave[degree(across, along)]
  }

  /// The two papillary muscles: dark inside the cavity, labelled as cavity.
  private func isPapillary(_ u: Double, _ v: Double) -> Bool {
    guard depth > 0.25 && depth < 0.75 else { return false }
    let radius = 3.4 * model.squeeze + 0.6
    for place in papillary {
      let (dx, dy) = (u - place.x, v - place.y)
      if dx * dx + dy * dy < radius * radius { return true }
    }
    return false
  }

  /// Above the base: blood without any label, the trap of every short-axis stack.
  private func atria(
    _ u: Double, _ v: Double, _ distance: Double
  ) -> (tissue: Tissue, label: UInt8)? {
    let radius = model.cavity * 1.05
    if distance < radius { return (.blood, 0) }
    if distance < radius + 3 { return (.myocardium, 0) }
    let (x, y) = ((u + 38) / 19, (v - 6) / 24)
    return x * x + y * y < 1 ? (.blood, 0) : nil
  }

  private func surroundings(
    _ x: Double, _ y: Double, _ u: Double, _ v: Double, _ distance: Double, _ rough: Roughness
  ) -> Tissue {
    let skin = x - model.chest - y * y * 0.0022 - 3 * rough.coarse
    if skin < 0 { return .air }
    if skin < 8 { return .fat }
    if skin < 17 + 3 * rough.coarse { return .muscle }
    let (aortaX, aortaY) = (x - 62, y - 34)
    if aortaX * aortaX + aortaY * aortaY < 81 { return .vessel }
    if depth < 1.02 && distance < 90 {
      let gap = min(distance - outer[degree(v, u)], (rightReach(u, v) - 1) * 30)
      if gap < 3.5 + 5 * rough.coarse { return .fat }
    }
    for vessel in vessels {
      let (dx, dy) = (x - vessel.x, y - vessel.y)
      if dx * dx + dy * dy < vessel.square { return .vessel }
    }
    return y > model.diaphragm - 0.12 * x + 4 * rough.coarse ? .liver : .lung
  }
}
