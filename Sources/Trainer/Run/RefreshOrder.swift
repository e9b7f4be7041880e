/// Which slices are predicted next: the one on screen and its neighbours each time, the others in turn.
struct RefreshOrder: Equatable, Sendable {
  /// A slice of a case.
  struct Place: Hashable, Sendable {
    var caseIndex: Int
    var slice: Int
  }

  /// The slice on screen.
  private(set) var focus: Place
  /// Slices that the present pass still owes, nearest to the focus first.
  private(set) var remaining: [Place] = []
  private let counts: [Int]
  private let always: Set<Int>

  /// - counts: slices of each case
  /// - always: the cases that a pass covers besides the one in focus
  init(counts: [Int], focus: Place, always: Set<Int>) {
    (self.counts, self.focus, self.always) = (counts, focus, always)
    startPass()
  }

  /// Somebody looks at another slice; places that do not exist are passed over.
  mutating func look(at place: Place) {
    guard counts.indices.contains(place.caseIndex),
      (0..<counts[place.caseIndex]).contains(place.slice)
    else { return }
    if place.caseIndex != focus.caseIndex {
      // The rest of the pass is kept: somebody who turns from case to case must not starve it.
      remaining.removeAll { !always.contains($0.caseIndex) }
      if !always.contains(place.caseIndex) { remaining += places(of: place.caseIndex) }
    }
    focus = place
    sort()
  }

  /// The cases that a pass covers now.
  var cases: Set<Int> { always.union([focus.caseIndex]) }

  private func places(of caseIndex: Int) -> [Place] {
    (0..<counts[caseIndex]).map { Place(caseIndex: caseIndex, slice: $0) }
  }

  /// The slice in focus and its neighbours, which every refresh begins with.
  var nearest: [Place] {
    [0, -1, 1].map { Place(caseIndex: focus.caseIndex, slice: focus.slice + $0) }
      .filter { (0..<counts[$0.caseIndex]).contains($0.slice) }
  }

  /// Takes up to `count` slices of one case from the pass; a new pass begins when there is none left.
  mutating func next(_ count: Int) -> [Place] {
    guard let first = remaining.first else { return [] }
    let places = remaining.prefix { $0.caseIndex == first.caseIndex }.prefix(count)
    remaining.removeFirst(places.count)
    return Array(places)
  }

  /// Tells that slices have been predicted out of turn.
  mutating func done(_ places: [Place]) {
    let done = Set(places)
    remaining.removeAll { done.contains($0) }
  }

  /// Whether the pass owes no slice of a case any more.
  func isComplete(_ caseIndex: Int) -> Bool {
    !remaining.contains { $0.caseIndex == caseIndex }
  }

  /// The pass owes all slices of a case again, if it covers it.
  mutating func restart(_ caseIndex: Int) {
    guard cases.contains(caseIndex) else { return }
    remaining.removeAll { $0.caseIndex == caseIndex }
    remaining += places(of: caseIndex)
    sort()
  }

  /// Begins the next pass.
  mutating func startPass() {
    remaining = cases.flatMap { places(of: $0) }
    sort()
  }

  /// The case in focus first, outwards from the focus; then the other cases.
  private mutating func sort() {
    let focus = focus
    func rank(_ place: Place) -> (Int, Int, Int) {
      place.caseIndex == focus.caseIndex
        ? (0, abs(place.slice - focus.slice), place.slice) : (1, place.caseIndex, place.slice)
    }
    remaining.sort { rank($0) < rank($1) }
  }
}
