// Eight numbers at a time: loads and stores of up to eight, the last lanes of a row included.

extension UnsafeMutablePointer where Pointee: NeuralScalar {
  /// The next `count` (1…8) numbers; the lanes beyond are 0.
  @inline(__always)
  func lanes(_ count: Int) -> SIMD8<Pointee> {
    if count == 8 { return UnsafeRawPointer(self).loadUnaligned(as: SIMD8<Pointee>.self) }
    var result = SIMD8<Pointee>(repeating: 0)
    for lane in 0..<count { result[lane] = self[lane] }
    return result
  }

  /// Stores the first `count` (1…8) lanes.
  @inline(__always)
  func setLanes(_ value: SIMD8<Pointee>, _ count: Int) {
    if count == 8 {
      UnsafeMutableRawPointer(self).storeBytes(of: value, as: SIMD8<Pointee>.self)
    } else {
      for lane in 0..<count { self[lane] = value[lane] }
    }
  }

  /// Adds the first `count` (1…8) lanes to what is there.
  @inline(__always)
  func addLanes(_ value: SIMD8<Pointee>, _ count: Int) {
    setLanes(lanes(count) + value, count)
  }
}

extension SIMD8 where Scalar: NeuralScalar {
  /// 1 in the first `count` lanes, 0 beyond.
  @inline(__always)
  static func ones(_ count: Int) -> SIMD8 {
    if count == 8 { return SIMD8(repeating: 1) }
    var result = SIMD8(repeating: 0)
    for lane in 0..<count { result[lane] = 1 }
    return result
  }

  /// The larger of both in every lane; `other` where `self` is NaN or both compare equal.
  @inline(__always)
  func larger(_ other: SIMD8) -> SIMD8 {
    other.replacing(with: self, where: self .> other)
  }

  /// The sum of the lanes, added in `Double`, first lane first.
  @inline(__always)
  var doubleSum: Double {
    var sum = 0.0
    for lane in 0..<8 { sum += Double(self[lane]) }
    return sum
  }
}
