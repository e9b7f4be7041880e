import Volume

/// A picture of 24 bits a pixel that things are drawn on; what lies outside is cut off.
package struct Picture: Equatable, Sendable {
  /// Number of columns.
  package let width: Int
  /// Number of rows.
  package let height: Int
  /// Red, green and blue of every pixel, row after row.
  package private(set) var bytes: [UInt8]

  /// A picture of one colour.
  ///
  /// - Precondition: at least one pixel.
  package init(width: Int, height: Int, colour: RGB) {
    precondition(width > 0 && height > 0, "a picture has at least one pixel")
    self.width = width
    self.height = height
    bytes = (0..<width * height).flatMap { _ in [colour.red, colour.green, colour.blue] }
  }

  /// The colour of a pixel.
  ///
  /// - Precondition: the pixel lies on the picture.
  package subscript(x: Int, y: Int) -> RGB {
    get {
      let place = 3 * (y * width + x)
      return RGB(red: bytes[place], green: bytes[place + 1], blue: bytes[place + 2])
    }
    set {
      let place = 3 * (y * width + x)
      (bytes[place], bytes[place + 1], bytes[place + 2]) = (
        newValue.red, newValue.green, newValue.blue
      )
    }
  }

  /// Lays a colour over a pixel.
  ///
  /// - opacity: 0 leaves the pixel as it is, 1 replaces it
  package mutating func blend(_ x: Int, _ y: Int, _ colour: RGB, opacity: Double = 1) {
    guard x >= 0, y >= 0, x < width, y < height, opacity > 0 else { return }
    let old = self[x, y]
    func mixed(_ old: UInt8, _ new: UInt8) -> UInt8 {
      UInt8((Double(old) + min(1, opacity) * (Double(new) - Double(old))).rounded())
    }
    self[x, y] = RGB(
      red: mixed(old.red, colour.red), green: mixed(old.green, colour.green),
      blue: mixed(old.blue, colour.blue))
  }

  /// Lays a colour over a rectangle.
  package mutating func fill(
    x: Range<Int>, y: Range<Int>, _ colour: RGB, opacity: Double = 1
  ) {
    for row in y.clamped(to: 0..<height) {
      for column in x.clamped(to: 0..<width) { blend(column, row, colour, opacity: opacity) }
    }
  }

  /// Draws a straight line with smooth rims; places are in pixels, whole numbers at the pixels' corners.
  package mutating func line(
    from start: SIMD2<Double>, to end: SIMD2<Double>, width thickness: Double, _ colour: RGB
  ) {
    let reach = thickness / 2 + 1
    func range(_ axis: Int, _ limit: Int) -> Range<Int> {
      let low = max(0, min(start[axis], end[axis]) - reach)
      let high = min(Double(limit), max(start[axis], end[axis]) + reach)
      return low < high ? Int(low)..<Int(high.rounded(.up)) : 0..<0
    }
    let along = end - start
    let length = (along * along).sum()
    for y in range(1, height) {
      for x in range(0, width) {
        let place = SIMD2(Double(x) + 0.5, Double(y) + 0.5) - start
        let share = length > 0 ? min(1, max(0, (place * along).sum() / length)) : 0
        let away = place - share * along
        let distance = (away * away).sum().squareRoot()
        blend(x, y, colour, opacity: thickness / 2 + 0.5 - distance)
      }
    }
  }

  /// Writes a line of text from its upper left corner; each dot of a letter is `scale` pixels wide.
  package mutating func text(
    _ text: String, x: Int, y: Int, scale: Int = 2, _ colour: RGB
  ) {
    for (number, character) in text.enumerated() {
      let left = x + number * Font.advance * scale
      for (row, dots) in Font.rows(of: character).enumerated() {
        for column in 0..<Font.width where dots >> (Font.width - 1 - column) & 1 == 1 {
          let (dotX, dotY) = (left + column * scale, y + row * scale)
          fill(x: dotX..<dotX + scale, y: dotY..<dotY + scale, colour)
        }
      }
    }
  }
}
