import Neural
import Testing

@testable import Project
@testable import Trainer

/// Every method as a set of options, and a few steps of each.
@Suite struct TrainingMethodTests {
  static let names = TrainingMethod.all.map(\.name)
  static let terms: [String: (term: ExtraTerm, weight: Float)] = [
    "em": (.entropy, 0.1), "tv": (.totalVariation, 0.1), "mumford-shah": (.mumfordShah, 0.05),
    "gated-crf": (.gatedCRF, 0.1), "urpc": (.pyramid, 0.1),
  ]

  @Test func namesAreDifferentAndExplained() {
    #expect(Set(Self.names).count == Self.names.count)
    #expect(Set(Self.terms.keys).isSubset(of: Self.names))
    #expect(TrainingMethod.all.allSatisfy { !$0.summary.isEmpty })
  }

  @Test(arguments: names) func methodsSetTheirTerm(name: String) throws {
    var settings = TrainingPreset.interactive.settings
    settings.apply(try .named(name))
    try settings.validate()
    let extra = settings.loss.extra
    guard let expected = Self.terms[name] else { return }
    #expect(extra.term == expected.term && extra.weight == expected.weight && extra.isRamped)
    #expect(!settings.loss.needsTeacher && settings.loss.partialDice == 0)
    try settings.set(assignments: ["extra.term=entropy", "extra.weight=0.5"])
    #expect(settings.loss.extra == ExtraLossSettings(.entropy, weight: 0.5, isRamped: true))
  }

  @Test func termsLookAtTheMiddleSlice() throws {
    var settings = TrainingPreset.interactive.settings
    for (slices, middle) in [(1, 0), (3, 1), (5, 2)] {
      try settings.set("network.slices", to: "\(slices)")
      #expect(settings.lossForInput.extra.imageChannel == middle)
    }
  }

  /// Three levels, so that there are two heads; three slices, so that the one to be segmented lies in the middle.
  @Test(arguments: names) func fiveStepsOfEveryMethod(name: String) throws {
    let options = SyntheticProject.tiny.merging(
      [
        "network.channels": "8,8,8", "network.dropout": "0,0,0.1", "network.slices": "3",
        "network.position": "plane",
      ], uniquingKeysWith: { $1 })
    let test = try SyntheticProject(options: options)
    // The second stage begins with labels of the first one's weights.
    if name == "dmsps2" { try test.train(steps: 1, request: { $0.method = "dmsps" }) }
    let status = try test.train(steps: 5, request: { $0.method = name })
    #expect(status.phase == .done && status.step == 5 && status.method == name)
    let rows = MetricsFile.rows(test.project.metricsFile)
    #expect(rows.map(\.step).prefix(5) == [1, 2, 3, 4, 5])
    #expect(rows.allSatisfy { $0.loss.isFinite && $0.extra?.isFinite == true })
    let loss = try Checkpoint.load(test.project.latestCheckpoint).record.settings.loss
    if !loss.extra.isOn && loss.distillation.featureWeight == 0 {
      #expect(rows.allSatisfy { $0.extra == 0 } && status.terms["extra"] == 0)
    } else if Self.terms[name] != nil || ["scribsd", "dmpls", "dmsps"].contains(name) {
      // The others may find nothing that they are sure of in five steps.
      #expect(rows.allSatisfy { ($0.extra ?? -1) > 0 } && status.terms["extra"] ?? -1 > 0)
    }
    let weights = try Checkpoint.load(test.project.latestCheckpoint).state.student
    #expect(weights.allSatisfy { $0.values.allSatisfy { $0.isFinite } })
  }
}
