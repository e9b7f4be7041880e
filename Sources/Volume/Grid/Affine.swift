/// The map from voxel indices to millimetres in the patient: first coordinate towards the Right, second
/// towards the Anterior, third towards the Superior (RAS).
package struct Affine: Hashable, Codable, Sendable {
  /// Millimetres per step along the first axis.
  package var i: SIMD3<Double>
  /// Millimetres per step along the second axis.
  package var j: SIMD3<Double>
  /// Millimetres per step along the third axis.
  package var k: SIMD3<Double>
  /// Where the centre of voxel (0, 0, 0) lies.
  package var origin: SIMD3<Double>

  /// An affine map of three steps and an origin, all in RAS millimetres.
  package init(
    i: SIMD3<Double>, j: SIMD3<Double>, k: SIMD3<Double>, origin: SIMD3<Double> = .zero
  ) {
    self.i = i
    self.j = j
    self.k = k
    self.origin = origin
  }

  /// The step along one axis.
  package subscript(axis: Axis) -> SIMD3<Double> {
    switch axis {
    case .i: i
    case .j: j
    case .k: k
    }
  }

  /// Where a voxel's centre lies, in RAS millimetres.
  package func apply(_ voxel: VoxelIndex) -> SIMD3<Double> {
    origin + i * Double(voxel.i) + j * Double(voxel.j) + k * Double(voxel.k)
  }

  /// Whether every entry is finite and the three steps span space.
  package var isUsable: Bool {
    let entries = [i, j, k, origin].flatMap { [$0.x, $0.y, $0.z] }
    guard entries.allSatisfy(\.isFinite) else { return false }
    let volume = abs(determinant)
    let box = i.length * j.length * k.length
    return box > 0 && box.isFinite && volume > 1e-6 * box
  }

  /// The signed volume of one voxel in cubic millimetres; negative for left-handed axes.
  package var determinant: Double {
    i.x * (j.y * k.z - j.z * k.y) - i.y * (j.x * k.z - j.z * k.x) + i.z * (j.x * k.y - j.y * k.x)
  }

  /// The map with all lengths multiplied.
  func scaled(by factor: Double) -> Affine {
    Affine(i: i * factor, j: j * factor, k: k * factor, origin: origin * factor)
  }
}

extension SIMD3<Double> {
  /// The Euclidean length.
  var length: Double { (self * self).sum().squareRoot() }
}
