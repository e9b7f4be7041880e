import Testing

@testable import Neural

#if canImport(Glibc)
  import Glibc
#endif

/// Exponential, logarithm and matrix product against libm and against sums written out.
@Suite struct ScalarTests {
  @Test func exponentialIsWithinItsStatedError() {
    var worst = 0.0
    for step in 0...20_000 {
      let x = Float(-87 + 175 * Double(step) / 20_000)
      let exact = exp(Double(x))
      worst = max(worst, abs(Double(Float.exponential(x)) - exact) / exact)
    }
    #expect(worst < 2e-7, "largest relative error \(worst)")
  }

  @Test func exponentialAtTheEnds() {
    #expect(Float.exponential(0) == 1)
    #expect(Float.exponential(-1e4) == 0)
    #expect(Float.exponential(-.infinity) == 0)
    #expect(Float.exponential(1e4) == .infinity)
    #expect(Float.exponential(.nan).isNaN)
    #expect(Double.exponential(1.0) == exp(1.0))
  }

  @Test func logarithmIsWithinItsStatedError() {
    var worst = 0.0
    for step in 1...20_000 {
      for x in [
        Float(step) / 10_000, 1 + Float(step - 10_000) * 1e-7, Float(step) * 1e-34,
        Float(step) * 1e30,
      ] {
        let exact = log(Double(x))
        if exact == 0 { continue }
        worst = max(worst, abs(Double(Float.logarithm(x)) - exact) / abs(exact))
      }
    }
    #expect(worst < 2e-7, "largest relative error \(worst)")
  }

  @Test func logarithmAtTheEnds() {
    #expect(Float.logarithm(1) == 0)
    #expect(abs(Float.logarithm(0) + 87.336) < 1e-3)
    #expect(Double.logarithm(0.0).isFinite)
    #expect(Float.logarithm(.nan).isNaN)
  }

  @Test func productsWithEveryTransposition() {
    // A = [1 2 3; 4 5 6], B = [1 0; 0 1; 1 1]; A B = [4 5; 10 11].
    checkProducts(Float.self)
    checkProducts(Double.self)
  }

  private func checkProducts<S: NeuralScalar>(_: S.Type) {
    var a: [S] = [1, 2, 3, 4, 5, 6]
    var b: [S] = [1, 0, 0, 1, 1, 1]
    var c: [S] = [1, 1, 1, 1]
    a.withUnsafeMutableBufferPointer { a in
      b.withUnsafeMutableBufferPointer { b in
        c.withUnsafeMutableBufferPointer { c in
          guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress else { return }
          let left = Matrix(a, rows: 2, columns: 3)
          let right = Matrix(b, rows: 3, columns: 2)
          let out = Matrix(c, rows: 2, columns: 2)
          S.multiply(left, right, into: out, alpha: 2, beta: 10)
          #expect([out[0, 0], out[0, 1], out[1, 0], out[1, 1]] == [18, 20, 30, 32])
          // Bᵀ Aᵀ = (A B)ᵀ
          S.multiply(right.transposed, left.transposed, into: out, alpha: 1, beta: 0)
          #expect([out[0, 0], out[0, 1], out[1, 0], out[1, 1]] == [4, 10, 5, 11])
        }
      }
    }
  }
}
