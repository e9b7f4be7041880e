/// Smooth random fields in space: random numbers on a cubic lattice, interpolated, in several octaves.
///
/// A value depends only on place and seed, so it can be asked for anywhere and in any order.
struct ValueNoise {
  /// Distance between lattice points of the coarsest octave, in the unit of the places.
  let wavelength: Double
  /// Each octave halves wavelength and amplitude.
  let octaves: Int
  let seed: UInt64

  /// The field at a place, about -1…1.
  func value(_ place: SIMD3<Double>) -> Double {
    var (sum, amplitude, total, length) = (0.0, 1.0, 0.0, wavelength)
    for octave in 0..<octaves {
      sum += amplitude * interpolated(place / length, octave: UInt64(octave))
      total += amplitude
      amplitude /= 2
      length /= 2
    }
    return sum / total
  }

  private func interpolated(_ place: SIMD3<Double>, octave: UInt64) -> Double {
    let (x, y, z) = (place.x.rounded(.down), place.y.rounded(.down), place.z.rounded(.down))
    func weight(_ part: Double) -> Double { part * part * (3 - 2 * part) }
    let (weightX, weightY) = (weight(place.x - x), weight(place.y - y))
    func row(_ j: Int, _ k: Int) -> Double {
      let left = lattice(Int(x), j, k, octave)
      return left + (lattice(Int(x) + 1, j, k, octave) - left) * weightX
    }
    func plane(_ k: Int) -> Double {
      let first = row(Int(y), k)
      return first + (row(Int(y) + 1, k) - first) * weightY
    }
    let first = plane(Int(z))
    return first + (plane(Int(z) + 1) - first) * weight(place.z - z)
  }

  /// A random number -1…1 for a lattice point: the finaliser of SplitMix64 on its coordinates.
  private func lattice(_ x: Int, _ y: Int, _ z: Int, _ octave: UInt64) -> Double {
    var bits = seed &+ octave &* 0xA076_1D64_78BD_642F
    func stir(_ coordinate: Int) {
      bits = (bits ^ UInt64(bitPattern: Int64(coordinate))) &* 0xBF58_476D_1CE4_E5B9
      bits = (bits ^ (bits >> 31)) &* 0x94D0_49BB_1331_11EB
      bits ^= bits >> 29
    }
    stir(x)
    stir(y)
    stir(z)
    return Double(bits >> 11) * 0x1p-52 - 1
  }
}
