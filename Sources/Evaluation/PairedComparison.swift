/// Two predictions of the same volumes: the difference of their mean Dice.
///
/// A volume counts for a class where both predictions have a Dice for it, so that the difference of the means is
/// the mean of the differences.
package struct PairedComparison: Encodable, Sendable {
  /// A class, or all of them.
  package struct Entry: Encodable, Sendable {
    /// The label's number; nil for all classes.
    package let id: UInt8?
    /// The label's name; `all` for all classes.
    package let name: String
    /// Mean Dice of the first prediction.
    package let first: Double
    /// Mean Dice of the second one, over the same volumes.
    package let second: Double
    /// First minus second.
    package let difference: ScoreSummary

    /// Whether the interval of the difference holds 0; nil where there is no interval.
    package var isTie: Bool? { difference.interval?.contains(0) }

    enum CodingKeys: String, CodingKey { case id, name, a, b, difference, tie }

    /// Writes id, name, both means, the difference and whether it is a tie; null where undefined.
    package func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encodeIfPresent(id, forKey: .id)
      try container.encode(name, forKey: .name)
      try container.encode(first, forKey: .a)
      try container.encode(second, forKey: .b)
      try container.encode(difference, forKey: .difference)
      try container.encode(isTie, forKey: .tie)
    }
  }

  /// What the second prediction is called.
  package let against: String
  /// Number of volumes.
  package let volumes: Int
  /// Number of different patients.
  package let patients: Int
  /// Number of draws of patients.
  package let draws: Int
  /// Where the generator of the draws began.
  package let seed: UInt64
  /// Every class that both have somewhere, ascending ids.
  package let classes: [Entry]
  /// All classes together; nil where no class can be compared.
  package let overall: Entry?

  /// Compares volumes.
  ///
  /// - first, second: scores of the same volumes in the same order, by label
  /// - labels: ids and names of the classes, in the order of the result
  /// - draws: made for the patients of these volumes, in their order
  package init(
    first: [[UInt8: ClassScores]], second: [[UInt8: ClassScores]], against: String,
    labels: [(id: UInt8, name: String)], draws: PatientDraws
  ) {
    precondition(first.count == second.count, "the same volumes on both sides")
    let pairs = zip(first, second).map { one, other in
      labels.map { label -> (Double, Double)? in
        guard let a = one[label.id]?.dice, let b = other[label.id]?.dice else { return nil }
        return (a, b)
      }
    }
    func table(_ value: ((Double, Double)) -> Double) -> ScoreTable {
      ScoreTable(rows: pairs.map { $0.map { $0.map(value) } }, draws: draws)
    }
    let (ones, others) = (table(\.0), table(\.1))
    let differences = table { $0.0 - $0.1 }
    classes = labels.indices.compactMap { index in
      guard let difference = differences.summary(of: index) else { return nil }
      return Entry(
        id: labels[index].id, name: labels[index].name, first: ones.mean(of: index) ?? 0,
        second: others.mean(of: index) ?? 0, difference: difference)
    }
    overall = differences.overall.map { difference in
      Entry(
        id: nil, name: "all", first: ones.mean ?? 0, second: others.mean ?? 0,
        difference: difference)
    }
    self.against = against
    volumes = first.count
    patients = draws.patientCount
    self.draws = draws.weights.count
    seed = draws.seed
  }
}
