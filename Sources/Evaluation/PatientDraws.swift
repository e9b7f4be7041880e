import Volume

/// Bounds between which a mean lies with 95 % confidence.
package struct ConfidenceInterval: Hashable, Sendable {
  /// Lower bound, in the unit of what it bounds.
  package let low: Double
  /// Upper bound.
  package let high: Double

  /// An interval of its bounds.
  package init(low: Double, high: Double) {
    self.low = low
    self.high = high
  }

  /// Whether a value lies in it, bounds included.
  package func contains(_ value: Double) -> Bool { low <= value && value <= high }
}

/// Random draws of patients with replacement (Efron's bootstrap).
///
/// Patients are drawn and not volumes: two phases of one heart resemble each other, and counting them as
/// independent would make intervals too narrow. The draws are made once, so that all classes and scores, and
/// both sides of a comparison, are resampled alike.
package struct PatientDraws: Sendable {
  /// Which patient each volume is of, as an index below `patientCount`.
  let patients: [Int]
  /// Number of different patients.
  package let patientCount: Int
  /// How often each patient was drawn, for every draw.
  let weights: [[Int]]
  /// Where the generator began.
  package let seed: UInt64

  /// Draws as many patients as there are, `draws` times.
  ///
  /// - patients: the patient of every volume
  package init(patients names: [String], draws: Int = 2000, seed: UInt64 = 1) {
    var numbers: [String: Int] = [:]
    patients = names.map { name in
      let number = numbers[name] ?? numbers.count
      numbers[name] = number
      return number
    }
    let count = numbers.count
    patientCount = count
    self.seed = seed
    var random = SplitMix64(seed: seed)
    weights = (0..<(count == 0 ? 0 : draws)).map { _ in
      var drawn = [Int](repeating: 0, count: count)
      for _ in 0..<count { drawn[Int.random(in: 0..<count, using: &random)] += 1 }
      return drawn
    }
  }

  /// The interval from the 2.5th to the 97.5th percentile of a statistic over all draws.
  ///
  /// - statistic: of how often each patient was drawn; draws for which it is nil are left out
  /// - Returns: nil where the statistic is defined for no draw.
  func interval(_ statistic: ([Int]) -> Double?) -> ConfidenceInterval? {
    let values = weights.compactMap(statistic).sorted()
    guard !values.isEmpty else { return nil }
    return ConfidenceInterval(
      low: Metrics.percentile(2.5, of: values), high: Metrics.percentile(97.5, of: values))
  }
}

/// Which patient a case shows.
package enum PatientName {
  /// The case's name up to the first `_`, as patient003 of patient003_frame01; the whole name where there is
  /// none or nothing before it.
  package static func of(_ caseName: String) -> String {
    guard let end = caseName.firstIndex(of: "_"), end != caseName.startIndex else {
      return caseName
    }
    return String(caseName[..<end])
  }

  /// What a pattern finds in the case's name: its first group, or all of the match where it has no group; the
  /// whole name where it finds nothing.
  package static func of(_ caseName: String, pattern: Regex<AnyRegexOutput>) -> String {
    guard let match = caseName.firstMatch(of: pattern) else { return caseName }
    let found = match.output.count > 1 ? match.output[1].substring : match.output[0].substring
    guard let found, !found.isEmpty else { return caseName }
    return String(found)
  }
}
