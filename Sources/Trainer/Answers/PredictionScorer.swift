import Project
import Volume

/// Scores published predictions where the project names a truth.
///
/// Cases that teach nothing count alone where there are such: a score on what is taught flatters. Truth is used
/// for the score and nothing else; training goes on as if there were none.
struct PredictionScorer {
  private let project: Project
  private let data: Dataset
  /// Cases that had truth and taught nothing when the run began; each pass of predictions covers them.
  let heldOut: Set<Int>
  private var truths: [Int: LabelMap?] = [:]
  private var round = ScoreRound()
  private var messages: [String] = []

  init(_ project: Project, _ data: Dataset) {
    (self.project, self.data) = (project, data)
    heldOut = Set(
      data.cases.indices.filter { index in
        data.cases[index].taughtSlices.isEmpty
          && (try? project.truthURL(data.cases[index].caseName)).flatMap(\.self) != nil
      })
  }

  /// Scores volumes that have been predicted whole.
  ///
  /// - maps: labels by case
  /// - pass: the cases that a pass covers; scored where none is held out
  /// - Returns: the mean Dice over all cases that count, once each of them has been predicted since the last
  ///   score; else nil.
  mutating func score(_ maps: [Int: LabelMap], pass: Set<Int>) -> Double? {
    // A case that has been scribbled on meanwhile counts no more.
    let untaught = heldOut.filter { data.cases[$0].taughtSlices.isEmpty && truth($0) != nil }
    let wanted = untaught.isEmpty ? pass.filter { truth($0) != nil } : untaught
    for (index, map) in maps where wanted.contains(index) {
      round.take(dice(map, index), of: index)
    }
    return round.finish(wanted)
  }

  /// Takes the sentences about truths that could not be read.
  mutating func takeMessages() -> [String] {
    defer { messages = [] }
    return messages
  }

  /// Mean Dice over the classes; nil where neither side has any.
  private mutating func dice(_ labels: LabelMap, _ index: Int) -> Double? {
    guard let truth = truth(index) else { return nil }
    let dice = data.classes.entries.compactMap { Dice.of($0.id, in: labels, and: truth) }
    return dice.isEmpty ? nil : dice.reduce(0, +) / Double(dice.count)
  }

  /// The truth of a case; one that can't be read is told once and left out, as it is not needed to train.
  private mutating func truth(_ index: Int) -> LabelMap? {
    if let known = truths[index] { return known }
    let name = data.cases[index].caseName
    var map: LabelMap?
    do {
      map = try project.truth(name, geometry: data.geometry(index))
    } catch {
      messages.append("\(name) is not scored: \(error)")
    }
    truths[index] = .some(map)
    return map
  }
}

/// The scores of cases until all that count have one.
struct ScoreRound: Equatable, Sendable {
  private var scores: [Int: Double?] = [:]

  /// Keeps a case's score; a newer one replaces it. Nil stands for a case in which nothing can be scored.
  mutating func take(_ score: Double?, of index: Int) { scores[index] = .some(score) }

  /// The mean over the wanted cases if each has been taken, after which the next round begins.
  mutating func finish(_ wanted: Set<Int>) -> Double? {
    guard !wanted.isEmpty, wanted.allSatisfy({ scores[$0] != nil }) else { return nil }
    let known = wanted.compactMap { scores[$0].flatMap(\.self) }
    scores = [:]
    return known.isEmpty ? nil : known.reduce(0, +) / Double(known.count)
  }
}

/// Dice overlap alone, for the curve during training; `Metrics` measures distances too.
enum Dice {
  /// 2 |A and B| / (|A| + |B|) of a label; nil where neither map has it.
  static func of(_ label: UInt8, in a: LabelMap, and b: LabelMap) -> Double? {
    var (first, second, both) = (0, 0, 0)
    for (x, y) in zip(a.voxels, b.voxels) {
      if x == label { first += 1 }
      if y == label { second += 1 }
      if x == label && y == label { both += 1 }
    }
    return first + second == 0 ? nil : 2 * Double(both) / Double(first + second)
  }
}
