import Testing

@testable import Neural

/// The field beside its formula, pixel by pixel.
@Suite struct RandomFieldTests {
  private let field = RandomField(weight: 7, contrast: 0.3)

  /// A generator with a fixed seed.
  private struct Numbers {
    var state: UInt64 = 5
    mutating func next() -> Float {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Float(state >> 40) / Float(1 << 24)
    }
  }

  /// What RandomField.swift's head says, in Double and without frames or lanes.
  private func byDefinition(
    _ p: [Float], _ intensities: [Float], classes: Int, _ height: Int, _ width: Int
  ) -> [Double] {
    let pixels = height * width
    var neighbours: [(y: Int, x: Int)] = []
    for y in -5...5 {
      for x in -5...5 where max(abs(y), abs(x)) == 1 || (y % 2 != 0 && x % 2 != 0) {
        neighbours.append((y, x))
      }
    }
    func closeness(_ y: Int, _ x: Int) -> Double { exponential(-0.5 * Double(y * y + x * x) / 36) }
    let all = neighbours.reduce(0) { $0 + closeness($1.y, $1.x) }
    var q = p.map { Double(max($0, 1e-7)) }
    for _ in 0..<5 {
      var next = q
      for row in 0..<height {
        for column in 0..<width {
          let pixel = row * width + column
          var shares = (0..<classes).map { c -> Double in
            var m = 0.0
            for (y, x) in neighbours
            where (0..<height).contains(row + y) && (0..<width).contains(column + x) {
              let other = pixel + y * width + x
              let difference = Double(intensities[other] - intensities[pixel])
              m +=
                closeness(y, x) * exponential(-0.5 * difference * difference / 0.09)
                * q[c * pixels + other]
            }
            return Double(max(p[c * pixels + pixel], 1e-7)) * exponential(7 * m / all)
          }
          let sum = shares.reduce(0, +)
          shares = shares.map { $0 / sum }
          for c in 0..<classes { next[c * pixels + pixel] = shares[c] }
        }
      }
      q = next
    }
    return q
  }

  private func exponential(_ x: Double) -> Double { Double.exponential(x) }

  @Test(arguments: [(13, 21), (3, 8), (1, 1), (6, 33)])
  func followsTheFormula(height: Int, width: Int) throws {
    var numbers = Numbers()
    let pixels = height * width
    let intensities = (0..<pixels).map { _ in numbers.next() }
    var p = (0..<3 * pixels).map { _ in numbers.next() }
    for pixel in 0..<pixels {
      let sum = p[pixel] + p[pixels + pixel] + p[2 * pixels + pixel]
      for c in 0..<3 { p[c * pixels + pixel] /= sum }
    }
    let refined = try field.refined(p, intensities: intensities[...], height: height, width: width)
    let expected = byDefinition(p, intensities, classes: 3, height, width)
    for (value, wanted) in zip(refined, expected) { #expect(abs(Double(value) - wanted) < 1e-4) }
  }

  /// The right half is bright; the answer's outline lies two columns beside the edge.
  @Test func outlinesGoToEdges() throws {
    let (height, width) = (12, 20)
    var p = [Float](repeating: 0, count: 2 * height * width)
    var intensities = [Float](repeating: 0, count: height * width)
    for pixel in intensities.indices {
      let column = pixel % width
      intensities[pixel] = column < 10 ? 0 : 2
      p[height * width + pixel] = column < 8 ? 0.05 : column < 12 ? 0.6 : 0.95
      p[pixel] = 1 - p[height * width + pixel]
    }
    let refined = try field.refined(p, intensities: intensities[...], height: height, width: width)
    for pixel in intensities.indices {
      #expect((refined[height * width + pixel] > 0.5) == (pixel % width >= 10))
    }
  }

  @Test func sureBackgroundIsLeftAlone() throws {
    let (height, width) = (40, 30)
    var p = [Float](repeating: 1, count: height * width)
    p += [Float](repeating: 0, count: height * width)
    let intensities = [Float](repeating: 0, count: height * width)
    #expect(FieldBox(p, height: height, width: width) == nil)
    #expect(
      try field.refined(p, intensities: intensities[...], height: height, width: width) == p)
    for (row, column) in [(20, 3), (22, 12)] { p[row * width + column] = 0.5 }
    let box = try #require(FieldBox(p, height: height, width: width))
    #expect(box.rows == 15..<28 && box.columns == 0..<18)
  }

  @Test func sizesMustAgree() {
    let p = [Float](repeating: 0.5, count: 24)
    let intensities = [Float](repeating: 0, count: 12)
    for (height, width, count) in [(3, 4, 11), (3, 5, 12), (0, 4, 12), (-3, -4, 12)] {
      #expect(throws: NeuralError.self) {
        try field.refined(p, intensities: intensities[..<count], height: height, width: width)
      }
    }
    #expect(throws: NeuralError.self) {
      try field.refined([], intensities: intensities[...], height: 3, width: 4)
    }
  }
}
