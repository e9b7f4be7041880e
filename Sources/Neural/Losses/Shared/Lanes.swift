// Eight numbers at a time: loads and stores of up to eight, the last lanes of a row included.

extension UnsafeMutablePointer where Pointee: NeuralScalar {
  /// The next `count` (1…8) numbers; the lanes beyond are 0.
  @inline(__always)
  func lanes(_ count: Int) -> SIMD8<Pointee> {
    count == 8
      ? UnsafeRawPointer(self).loadUnaligned(as: SIMD8<Pointee>.self) : fewLanes(count)
  }

  /// Kept apart from the loops, which it would swell.
  @inline(never)
  private func fewLanes(_ count: Int) -> SIMD8<Pointee> {
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
      setFewLanes(value, count)
    }
  }

  @inline(never)
  private func setFewLanes(_ value: SIMD8<Pointee>, _ count: Int) {
    for lane in 0..<count { self[lane] = value[lane] }
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
    count == 8 ? SIMD8(repeating: 1) : fewOnes(count)
  }

  @inline(never)
  private static func fewOnes(_ count: Int) -> SIMD8 {
    var result = SIMD8(repeating: 0)
    for lane in 0..<count { result[lane] = 1 }
    return result
  }

  /// The sum of the lanes, added in `Double`, first lane first.
  @inline(__always)
  var doubleSum: Double {
    var sum = 0.0
    for lane in 0..<8 { sum += Double(self[lane]) }
    return sum
  }
}

extension SIMD8<Int8> {
  /// Whether any lane is a label (0 or more), not -1.
  @inline(__always)
  var hasLabel: Bool {
    unsafeBitCast(self, to: UInt64.self) & 0x8080_8080_8080_8080 != 0x8080_8080_8080_8080
  }
}
