/// Numbers 0…count-1 in sets that have nothing in common, and grow together (Galler and Fischer 1964), with path halving.
package struct DisjointSets: Sendable {
  private var parents: [Int32]

  /// Every number alone.
  package init(count: Int) { parents = (0..<Int32(count)).map { $0 } }

  /// The smallest number of the set that a number belongs to.
  package mutating func root(_ number: Int) -> Int {
    var number = number
    while parents[number] != number {
      parents[number] = parents[Int(parents[number])]
      number = Int(parents[number])
    }
    return number
  }

  /// Makes the sets of two numbers one.
  package mutating func join(_ a: Int, _ b: Int) {
    let (x, y) = (root(a), root(b))
    if x < y { parents[y] = Int32(x) } else if y < x { parents[x] = Int32(y) }
  }
}
