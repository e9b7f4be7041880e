import Volume

/// What a stroke says about the pixels around it, where the answer shows another organ there.
///
/// Training learns the pixels of a thin line sooner than what the person meant by it: that this organ is not here. A line
/// through something wrong, a false organ or a leak, is drawn along its middle. So the discs around the line that fit into
/// the part it crosses (its medial axis: Blum, "A transformation for extracting new descriptors of shape", 1967) take
/// the line's label. Where an organ leaks out, the outline beside the line ends the discs; where the line goes on into the organ,
/// they are at most twice as large as the usual one: that of all lines or, up to half its length, the line's own. Of a line that
/// has been learnt, and nothing else, the surroundings are denied all the same.
///
/// A stroke of an organ in what is shown as background only names its own pixels, for how far the organ goes is not to be
/// seen there; so does an area that has been painted.
struct StrokeSurroundings {
  /// A pixel that a person has drawn.
  struct Point {
    /// Offset in the slice.
    let pixel: Int
    let label: UInt8
  }

  private struct Disc {
    let center: Int
    let label: UInt8
    /// Millimetres.
    let radius: Double
  }

  /// Columns and rows of the slice.
  private let width: Int, height: Int
  /// Millimetres between columns and between rows.
  private let columnSpacing: Double, rowSpacing: Double
  /// (height, width): what the network says.
  private let answer: [UInt8]
  private let points: [Point]
  /// The points that belong to lines, and where they lie.
  private let lines: [Point]
  private let isLine: [Bool]

  /// - answer: (height, width), labels that the network gives
  /// - columnSpacing, rowSpacing: millimetres between columns and between rows
  init(
    of points: [Point], answer: [UInt8], width: Int, columnSpacing: Double, rowSpacing: Double
  ) {
    (self.width, height) = (width, answer.count / width)
    (self.columnSpacing, self.rowSpacing) = (columnSpacing, rowSpacing)
    (self.answer, self.points) = (answer, points)
    let lines = StrokeSurroundings.lines(of: points, width: width, height: answer.count / width)
    var isLine = [Bool](repeating: false, count: answer.count)
    for point in lines { isLine[point.pixel] = true }
    (self.lines, self.isLine) = (lines, isLine)
  }

  /// The answer, in which the surroundings of lines that are drawn within another organ have the lines' labels.
  func relabelled() -> [UInt8] {
    var labels = answer
    let denied = lines.map(deniedOrgan)
    let organs = Set(denied).subtracting([0]).sorted()
    if organs.isEmpty { return labels }
    let numbers = lineNumbers()
    for organ in organs {
      let centers = zip(lines, denied).filter { $1 == organ }.map { $0.0 }
      // How far each pixel lies within the disc that it has been given to.
      var depth = [Double](repeating: -1, count: answer.count)
      for disc in discs(at: centers, within: organ, numbers) {
        // Next to the middle of one that is hardly larger: it would change a seam of pixels at most.
        let seam = max(columnSpacing, rowSpacing, disc.radius / 8)
        if depth[disc.center] >= max(0, disc.radius - seam) { continue }
        paint(disc, within: organ, &labels, &depth)
      }
    }
    return labels
  }

  /// The organ that a point of a line denies; 0 = none.
  private func deniedOrgan(_ point: Point) -> UInt8 {
    let shown = answer[point.pixel]
    if shown != point.label { return shown }
    return shown == 0 ? organ(around: point.pixel) : 0
  }

  /// The organ that fills what lies within two pixels, other than lines; 0 = none.
  ///
  /// A line of background one or two pixels wide in the middle of an organ is no anatomy.
  private func organ(around pixel: Int) -> UInt8 {
    let (column, row) = (pixel % width, pixel / width)
    // The label that has been met more often than all others together, if one has (Boyer and Moore's vote), and its lead.
    var (candidate, lead): (UInt8, Int) = (0, 0)
    func visit(_ take: (UInt8) -> Void) {
      for y in max(0, row - 2)...min(height - 1, row + 2) {
        for x in max(0, column - 2)...min(width - 1, column + 2) where !isLine[y * width + x] {
          take(answer[y * width + x])
        }
      }
    }
    visit { label in
      if lead == 0 { candidate = label }
      lead += label == candidate ? 1 : -1
    }
    guard candidate != 0 else { return 0 }
    var (same, total) = (0, 0)
    visit { label in
      total += 1
      if label == candidate { same += 1 }
    }
    return 5 * same >= 4 * total ? candidate : 0
  }

  /// The points of lines: those that lie in no block of three by three pixels with one label.
  private static func lines(of points: [Point], width: Int, height: Int) -> [Point] {
    var drawn = [Int16](repeating: -1, count: width * height)
    for point in points { drawn[point.pixel] = Int16(point.label) }
    var isArea = [Bool](repeating: false, count: drawn.count)
    let block = [-width, 0, width].flatMap { [$0 - 1, $0, $0 + 1] }
    for point in points {
      let (column, row) = (point.pixel % width, point.pixel / width)
      guard column > 0, column < width - 1, row > 0, row < height - 1 else { continue }
      if block.allSatisfy({ drawn[point.pixel + $0] == Int16(point.label) }) {
        for offset in block { isArea[point.pixel + offset] = true }
      }
    }
    return points.filter { !isArea[$0.pixel] }
  }

  /// The discs around points that deny an organ, the largest first.
  ///
  /// - numbers: as `lineNumbers` gives them
  private func discs(at centers: [Point], within organ: UInt8, _ numbers: [Int]) -> [Disc] {
    var outside = answer.map { $0 != organ }
    for point in lines where point.label != organ { outside[point.pixel] = false }
    // Where the person has drawn the organ itself, a disc ends too.
    for point in points where point.label == organ { outside[point.pixel] = true }
    let distances = DistanceTransform.distances(
      to: outside, size: GridSize(i: width, j: height, k: 1),
      spacing: SIMD3(columnSpacing, rowSpacing, 1))
    let discs = centers.map {
      Disc(center: $0.pixel, label: $0.label, radius: distances[$0.pixel])
    }.filter(\.radius.isFinite)
    if discs.isEmpty { return [] }
    let usual = 2 * median(discs)
    return Dictionary(grouping: discs) { numbers[$0.center] }.values.flatMap { line in
      // Short lines at an outline must not narrow what a long one has taken, nor a short one in the middle of an organ take
      // all of it: a line is about as long as what it was drawn through.
      let length = Double(line.count) * (columnSpacing * rowSpacing).squareRoot()
      let most = max(usual, min(2 * median(line), length / 2))
      return line.map {
        Disc(center: $0.center, label: $0.label, radius: min(most, $0.radius))
      }
    }.sorted { ($1.radius, $0.center) < ($0.radius, $1.center) }
  }

  /// The middle radius of discs, of two the smaller; there is at least one.
  private func median(_ discs: [Disc]) -> Double {
    discs.map(\.radius).sorted()[(discs.count - 1) / 2]
  }

  /// (height, width): which connected line of one label a pixel belongs to; 0 = none.
  private func lineNumbers() -> [Int] {
    var (numbers, count) = ([Int](repeating: 0, count: answer.count), 0)
    for (_, points) in Dictionary(grouping: lines, by: \.label) {
      var mask = [Bool](repeating: false, count: answer.count)
      for point in points { mask[point.pixel] = true }
      let parts = ConnectedComponents(
        of: mask, size: GridSize(i: width, j: height, k: 1), connectivity: .corners)
      for point in points { numbers[point.pixel] = count + Int(parts.components[point.pixel]) }
      count += parts.count
    }
    return numbers
  }

  /// Gives the organ's pixels in a disc its label, where no other disc holds them more deeply.
  private func paint(
    _ disc: Disc, within organ: UInt8, _ labels: inout [UInt8], _ depth: inout [Double]
  ) {
    let (column, row) = (disc.center % width, disc.center / width)
    let (columns, rows) = (Int(disc.radius / columnSpacing), Int(disc.radius / rowSpacing))
    for y in max(0, row - rows)...min(height - 1, row + rows) {
      let down = Double(y - row) * rowSpacing
      for x in max(0, column - columns)...min(width - 1, column + columns) {
        let across = Double(x - column) * columnSpacing
        let pixel = y * width + x
        let within = disc.radius - (across * across + down * down).squareRoot()
        guard within >= 0, within > depth[pixel], answer[pixel] == organ else { continue }
        (labels[pixel], depth[pixel]) = (disc.label, within)
      }
    }
  }
}
