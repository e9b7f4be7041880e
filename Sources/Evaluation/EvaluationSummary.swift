/// One of the scores of a class.
package enum Score: String, CaseIterable, Sendable, CodingKey {
  case dice, hd95, hd95Max = "hd95_max", assd

  /// The score among those of a class; nil where undefined.
  package func value(in scores: ClassScores) -> Double? {
    switch self {
    case .dice: scores.dice
    case .hd95: scores.hd95
    case .hd95Max: scores.hd95Max
    case .assd: scores.assd
    }
  }

  /// What people call it, with its unit.
  package var title: String {
    switch self {
    case .dice: "Dice"
    case .hd95: "HD95 mm"
    case .hd95Max: "HD95max mm"
    case .assd: "ASSD mm"
    }
  }
}

/// The scores of many volumes summed up for each class and over all of them.
package struct EvaluationSummary: Encodable, Sendable {
  /// A class, or all of them.
  package struct Entry: Encodable, Sendable {
    /// The label's number; nil for all classes.
    package let id: UInt8?
    /// The label's name; `all` for all classes.
    package let name: String
    /// Each score summed up; absent where no volume has it.
    package let scores: [Score: ScoreSummary]

    private enum CodingKeys: String, CodingKey { case id, name }

    /// Writes id and name beside the scores, null where undefined.
    package func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encodeIfPresent(id, forKey: .id)
      try container.encode(name, forKey: .name)
      var values = encoder.container(keyedBy: Score.self)
      for score in Score.allCases { try values.encode(scores[score], forKey: score) }
    }
  }

  /// Number of volumes.
  package let volumes: Int
  /// Number of different patients.
  package let patients: Int
  /// Number of draws of patients.
  package let draws: Int
  /// Where the generator of the draws began.
  package let seed: UInt64
  /// Every class, ascending ids.
  package let classes: [Entry]
  /// All classes together.
  package let overall: Entry

  /// Sums up volumes.
  ///
  /// - scores: of every volume, by label
  /// - labels: ids and names of the classes, in the order of the result
  /// - draws: made for the patients of these volumes, in their order
  package init(
    scores: [[UInt8: ClassScores]], labels: [(id: UInt8, name: String)], draws: PatientDraws
  ) {
    var columns = [[Score: ScoreSummary]](repeating: [:], count: labels.count)
    var all: [Score: ScoreSummary] = [:]
    for score in Score.allCases {
      let table = ScoreTable(
        rows: scores.map { row in labels.map { row[$0.id].flatMap(score.value) } }, draws: draws)
      for index in labels.indices { columns[index][score] = table.summary(of: index) }
      all[score] = table.overall
    }
    classes = zip(labels, columns).map { Entry(id: $0.id, name: $0.name, scores: $1) }
    overall = Entry(id: nil, name: "all", scores: all)
    volumes = scores.count
    patients = draws.patientCount
    self.draws = draws.weights.count
    seed = draws.seed
  }

  /// One line per class and score: `class,id,score,volumes,patients,mean,sd,low,high`; undefined values stay
  /// empty. The line of all classes has no id.
  package var csv: String {
    var lines = ["class,id,score,volumes,patients,mean,sd,low,high"]
    for entry in classes + [overall] {
      for score in Score.allCases {
        let found = entry.scores[score]
        let numbers = [
          found?.mean, found?.deviation, found?.interval?.low, found?.interval?.high,
        ].map { $0.map { "\($0)" } ?? "" }
        lines.append(
          ([
            CSVCell.quoted(entry.name), entry.id.map { "\($0)" } ?? "", score.rawValue,
            "\(found?.volumes ?? 0)", "\(patients)",
          ] + numbers).joined(separator: ","))
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

/// Text in a file of comma-separated values.
enum CSVCell {
  /// The text, in quotes where a reader would else cut it.
  static func quoted(_ text: String) -> String {
    text.contains { ",\"\n".contains($0) }
      ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
  }
}
