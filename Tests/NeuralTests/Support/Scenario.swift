@testable import Neural

/// Repeatable pseudo-random numbers of a test, printed by their seed.
struct Noise {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

  /// Uniform in -1…1.
  mutating func next() -> Double {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Double(state >> 11) * 0x1p-52 - 1
  }

  mutating func index(below count: Int) -> Int { Int((next() + 1) / 2 * Double(count)) % count }

  mutating func values<Scalar: NeuralScalar>(_ count: Int) -> [Scalar] {
    (0..<count).map { _ in Scalar(next()) }
  }
}

extension FeatureMap {
  /// Dense (N, C, H, W) copy.
  var dense: [Scalar] {
    var result: [Scalar] = []
    for image in 0..<count {
      for channel in 0..<channels {
        for row in 0..<plane.height {
          for column in 0..<plane.width {
            result.append(pixels(image, channel / 8)[row * plane.stride + column][channel % 8])
          }
        }
      }
    }
    return result
  }

  /// Fills the map from dense (N, C, H, W) values.
  func set(_ values: [Scalar]) {
    var index = 0
    for image in 0..<count {
      for channel in 0..<channels {
        for row in 0..<plane.height {
          for column in 0..<plane.width {
            pixels(image, channel / 8)[row * plane.stride + column][channel % 8] = values[index]
            index += 1
          }
        }
      }
    }
  }

  /// Whether all padding, rows above and below, and the unused lanes of the last block are zero.
  var paddingIsZero: Bool {
    for image in 0..<count {
      for index in 0..<blocks {
        let used = index == blocks - 1 ? lastChannels : 8
        for p in -plane.origin..<(plane.pixels - plane.origin) {
          let inside =
            p >= 0 && p < plane.span && p % plane.stride != plane.width
          for lane in 0..<8 where !inside || lane >= used {
            if pixels(image, index)[p][lane] != 0 { return false }
          }
        }
      }
    }
    return true
  }
}
