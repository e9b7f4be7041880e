/// What a path of points encloses once its end is joined with its beginning.
enum Outline {
  /// The points of the closed path and all that it encloses: whatever cannot be reached from outside. So both loops of an
  /// eight are filled, and the place in the middle that a path goes round twice.
  static func filled(_ path: [SlicePoint]) -> [SlicePoint] {
    guard let box = PointBox(path, border: 1), let first = path.first else { return [] }
    var isWall = Array(repeating: false, count: box.count)
    for (from, to) in zip(path, path.dropFirst() + [first]) {
      for point in Brush.line(from: from, to: to) { isWall[box.place(of: point)] = true }
    }
    let outside = outside(isWall, width: box.columns.count)
    return outside.indices.filter { !outside[$0] }.map(box.point)
  }

  /// What is reached from the first place without crossing a wall. The path steps diagonally, the way round it does not:
  /// so it never slips through.
  private static func outside(_ isWall: [Bool], width: Int) -> [Bool] {
    var isOutside = Array(repeating: false, count: isWall.count)
    var waiting = [0]
    isOutside[0] = true
    while let place = waiting.popLast() {
      let column = place % width
      let next = [
        column > 0 ? place - 1 : -1, column < width - 1 ? place + 1 : -1, place - width,
        place + width,
      ]
      for place in next where isWall.indices.contains(place) {
        guard !isWall[place], !isOutside[place] else { continue }
        isOutside[place] = true
        waiting.append(place)
      }
    }
    return isOutside
  }
}
