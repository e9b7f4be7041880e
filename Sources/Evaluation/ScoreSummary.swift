/// A score over several volumes: its mean, how much volumes differ, and how sure the mean is.
package struct ScoreSummary: Hashable, Sendable, Encodable {
  /// Volumes in which the score is defined.
  package let volumes: Int
  /// The mean, in the score's unit (millimetres for distances).
  package let mean: Double
  /// Standard deviation over volumes, with n - 1; nil for a single volume.
  package let deviation: Double?
  /// 95 % interval of the mean over draws of patients; nil unless at least two patients have the score.
  package let interval: ConfidenceInterval?

  enum CodingKeys: String, CodingKey { case volumes, mean, sd, low, high }

  /// Writes volumes, mean, sd, low and high; null where undefined.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(volumes, forKey: .volumes)
    try container.encode(mean, forKey: .mean)
    try container.encode(deviation, forKey: .sd)
    try container.encode(interval?.low, forKey: .low)
    try container.encode(interval?.high, forKey: .high)
  }
}

/// One score of all volumes and classes: `rows[volume][class]`, nil where undefined.
struct ScoreTable {
  let rows: [[Double?]]
  let draws: PatientDraws
  /// For every class, the sum of its values and their number for each patient.
  private let sums: [[Double]]
  private let counts: [[Int]]

  init(rows: [[Double?]], draws: PatientDraws) {
    precondition(rows.count == draws.patients.count, "a patient for every volume")
    (self.rows, self.draws) = (rows, draws)
    let classes = rows.first?.count ?? 0
    var sums = [[Double]](
      repeating: [Double](repeating: 0, count: draws.patientCount), count: classes)
    var counts = [[Int]](repeating: [Int](repeating: 0, count: draws.patientCount), count: classes)
    for (row, patient) in zip(rows, draws.patients) {
      for (index, value) in row.enumerated() {
        guard let value else { continue }
        sums[index][patient] += value
        counts[index][patient] += 1
      }
    }
    (self.sums, self.counts) = (sums, counts)
  }

  /// The mean of a class where each patient counts as often as it was drawn; nil where nobody drawn has it.
  private func mean(of index: Int, drawn: [Int]) -> Double? {
    var (sum, count) = (0.0, 0)
    for (patient, times) in drawn.enumerated() where times > 0 {
      sum += Double(times) * sums[index][patient]
      count += times * counts[index][patient]
    }
    return count == 0 ? nil : sum / Double(count)
  }

  /// The mean over the means of classes.
  private func mean(drawn: [Int]) -> Double? {
    ScoreTable.mean(sums.indices.compactMap { mean(of: $0, drawn: drawn) })
  }

  /// The mean of a class; nil where no volume has it.
  func mean(of index: Int) -> Double? { ScoreTable.mean(rows.compactMap { $0[index] }) }

  /// The mean over the means of classes; nil where nothing is defined.
  var mean: Double? { ScoreTable.mean(sums.indices.compactMap { mean(of: $0) }) }

  /// A class summed up; nil where no volume has it.
  func summary(of index: Int) -> ScoreSummary? {
    let values = rows.compactMap { $0[index] }
    guard let mean = mean(of: index) else { return nil }
    let isSpread = counts[index].count { $0 > 0 } > 1
    return ScoreSummary(
      volumes: values.count, mean: mean, deviation: ScoreTable.deviation(values),
      interval: isSpread ? draws.interval { self.mean(of: index, drawn: $0) } : nil)
  }

  /// All classes summed up: the mean over the means of classes, and the deviation of the volumes' means over
  /// their classes; nil where nothing is defined.
  var overall: ScoreSummary? {
    let volumes = rows.map { ScoreTable.mean($0.compactMap(\.self)) }
    let values = volumes.compactMap(\.self)
    let patients = Set(zip(volumes, draws.patients).filter { $0.0 != nil }.map(\.1))
    guard let mean else { return nil }
    return ScoreSummary(
      volumes: values.count, mean: mean, deviation: ScoreTable.deviation(values),
      interval: patients.count > 1 ? draws.interval { self.mean(drawn: $0) } : nil)
  }

  static func mean(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }

  static func deviation(_ values: [Double]) -> Double? {
    guard values.count > 1, let mean = mean(values) else { return nil }
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(values.count - 1)).squareRoot()
  }
}
