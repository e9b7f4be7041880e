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
  /// In which turn each slice was predicted last.
  private var predicted: [Place: Int] = [:]
  /// Counts passes and restarts.
  private var turn = 1
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

  /// Up to `count` slices of one case that the pass owes.
  func next(_ count: Int) -> [Place] {
    guard let first = remaining.first else { return [] }
    return Array(remaining.prefix { $0.caseIndex == first.caseIndex }.prefix(count))
  }

  /// Tells that slices have been predicted, in their turn or out of it.
  mutating func done(_ places: [Place]) {
    let done = Set(places)
    for place in done { predicted[place] = turn }
    remaining.removeAll { done.contains($0) }
  }

  /// Whether the pass owes no slice of a case any more.
  func isComplete(_ caseIndex: Int) -> Bool {
    !remaining.contains { $0.caseIndex == caseIndex }
  }

  /// The pass owes all slices of a case again, if it covers it; those that it owed already come first, so that they are not
  /// put off again and again.
  mutating func restart(_ caseIndex: Int) {
    guard cases.contains(caseIndex) else { return }
    turn += 1
    remaining.removeAll { $0.caseIndex == caseIndex }
    remaining += places(of: caseIndex)
    sort()
  }

  /// Begins the next pass.
  mutating func startPass() {
    turn += 1
    remaining = cases.flatMap { places(of: $0) }
    sort()
  }

  /// The case in focus first, then the others; of each what has waited longest, outwards from the focus.
  private mutating func sort() {
    let (focus, predicted) = (focus, predicted)
    func rank(_ place: Place) -> (Int, Int, Int, Int) {
      let turn = predicted[place] ?? 0
      return place.caseIndex == focus.caseIndex
        ? (-1, turn, abs(place.slice - focus.slice), place.slice)
        : (place.caseIndex, turn, place.slice, 0)
    }
    remaining.sort { rank($0) < rank($1) }
  }
}
