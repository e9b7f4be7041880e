import Volume

/// The scores of label maps against their truths, as `inkling evaluate --json` prints them.
package struct EvaluationReport: Encodable, Sendable {
  /// One class with its scores.
  package struct ScoredClass: Encodable, Sendable {
    /// The label's number.
    package let id: UInt8
    /// The label's name.
    package let name: String
    /// Scores; null in JSON where undefined.
    package let scores: ClassScores

    /// Writes id, name and the four scores side by side.
    package func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(id, forKey: .id)
      try container.encode(name, forKey: .name)
      try scores.encode(in: &container)
    }
  }

  /// One pair of files.
  package struct CaseEntry: Encodable, Sendable {
    /// The case's name.
    package let name: String
    /// Its classes, ascending ids.
    package let classes: [ScoredClass]

    /// Writes case and classes.
    package func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(name, forKey: .case)
      try container.encode(classes, forKey: .classes)
    }
  }

  /// Every pair of files.
  package let cases: [CaseEntry]
  /// For every class the mean over the cases in which it is defined.
  package let classes: [ScoredClass]
  /// The mean over `classes`.
  package let mean: ClassScores
  /// Spread and certainty of the means.
  package let summary: EvaluationSummary
  /// The difference to another prediction of the same cases, where one was given.
  package var comparison: PairedComparison?

  /// Sums up the scores of cases.
  ///
  /// - scores: case names with the scores of each label; all cases have the same labels
  /// - patient: the patient of a case
  /// - names: what labels are called
  package init(
    scores: [(name: String, classes: [UInt8: ClassScores])],
    patient: (String) -> String = { PatientName.of($0) }, names: (UInt8) -> String
  ) {
    cases = scores.map { entry in
      CaseEntry(
        name: entry.name,
        classes: entry.classes.sorted { $0.key < $1.key }.map {
          ScoredClass(id: $0.key, name: names($0.key), scores: $0.value)
        })
    }
    let ids = Set(scores.flatMap { $0.classes.keys }).sorted()
    classes = ids.map { id in
      ScoredClass(
        id: id, name: names(id), scores: .mean(of: scores.compactMap { $0.classes[id] }))
    }
    mean = .mean(of: classes.map(\.scores))
    summary = EvaluationSummary(
      scores: scores.map(\.classes), labels: ids.map { ($0, names($0)) },
      draws: PatientDraws(patients: scores.map { patient($0.name) }))
  }

  /// Writes cases, classes, mean, summary and, where there is one, the comparison.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(cases, forKey: .cases)
    try container.encode(classes, forKey: .classes)
    var nested = container.nestedContainer(keyedBy: CodingKeys.self, forKey: .mean)
    try mean.encode(in: &nested)
    try container.encode(summary, forKey: .summary)
    try container.encodeIfPresent(comparison, forKey: .comparison)
  }

  /// One line per case and class: `case,id,name,dice,hd95,hd95_max,assd`; undefined values stay empty.
  package var csv: String {
    var lines = ["case,id,name,dice,hd95,hd95_max,assd"]
    for entry in cases {
      for item in entry.classes {
        let scores = item.scores
        let numbers = [scores.dice, scores.hd95, scores.hd95Max, scores.assd].map {
          $0.map { "\($0)" } ?? ""
        }
        lines.append(
          ([CSVCell.quoted(entry.name), "\(item.id)", CSVCell.quoted(item.name)] + numbers)
            .joined(separator: ","))
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  fileprivate enum CodingKeys: String, CodingKey {
    case cases, `case`, classes, mean, summary, comparison, id, name, dice, hd95, assd
    case hd95Max = "hd95_max"
  }
}

extension ClassScores {
  /// Writes the four values, null where undefined.
  fileprivate func encode(
    in container: inout KeyedEncodingContainer<EvaluationReport.CodingKeys>
  ) throws {
    try container.encode(dice, forKey: .dice)
    try container.encode(hd95, forKey: .hd95)
    try container.encode(hd95Max, forKey: .hd95Max)
    try container.encode(assd, forKey: .assd)
  }
}
