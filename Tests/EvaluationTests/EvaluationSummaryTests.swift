import Foundation
import Testing
import Volume

@testable import Evaluation

@Suite struct EvaluationSummaryTests {
  private func scores(_ dice: Double?) -> ClassScores {
    ClassScores(dice: dice, hd95: dice.map { 10 * $0 }, hd95Max: dice, assd: dice)
  }

  private func table(_ columns: [Double?]..., patients: [String]) -> ScoreTable {
    ScoreTable(
      rows: patients.indices.map { row in columns.map { $0[row] } },
      draws: PatientDraws(patients: patients))
  }

  @Test func patientsAreNamedUpToTheFirstUnderscore() throws {
    #expect(PatientName.of("patient003_frame01") == "patient003")
    #expect(PatientName.of("a_b_c") == "a")
    #expect(PatientName.of("heart") == "heart")
    #expect(PatientName.of("_heart") == "_heart")
    #expect(PatientName.of("") == "")
  }

  @Test func patternsFindPatients() throws {
    let group = try Regex("-(p[0-9]+)-")
    #expect(PatientName.of("site-p12-t1", pattern: group) == "p12")
    #expect(PatientName.of("other", pattern: group) == "other")
    #expect(PatientName.of("ab12cd", pattern: try Regex("[0-9]+")) == "12")
    #expect(
      PatientName.of("abc", pattern: try Regex("x?")) == "abc", "an empty match finds nothing")
  }

  @Test func meanAndDeviationByHand() throws {
    let found = try #require(table([1, 2, nil, 6], patients: ["a", "b", "c", "d"]).summary(of: 0))
    #expect(found.volumes == 3)
    #expect(found.mean == 3)
    // Squares 4, 1 and 9 over 2.
    #expect(found.deviation == 7.0.squareRoot())
    let interval = try #require(found.interval)
    #expect(interval.low < 3 && interval.high > 3 && interval.low >= 1 && interval.high <= 6)
  }

  @Test func twoPatientsByHand() throws {
    // Drawn are twice a (1/4), both (1/2) or twice b (1/4): the interval reaches from one to the other.
    let found = try #require(table([0.25, 0.75], patients: ["a", "b"]).summary(of: 0))
    #expect(found.interval == ConfidenceInterval(low: 0.25, high: 0.75))
  }

  @Test func volumesOfAPatientAreDrawnTogether() throws {
    // Two volumes of a are 0 and 1: a's mean is 0.5 in every draw, as is b's, so there is nothing to be unsure of.
    let found = try #require(table([0, 1, 0.5], patients: ["a", "a", "b"]).summary(of: 0))
    #expect(found.interval == ConfidenceInterval(low: 0.5, high: 0.5))
    #expect(found.deviation == 0.5)
    let apart = try #require(table([0, 1, 0.5], patients: ["a", "b", "c"]).summary(of: 0))
    #expect(apart.interval?.low == 0 && apart.interval?.high == 1)
  }

  @Test func aPatientWithMoreVolumesWeighsMore() throws {
    // Draws of a and b once each: (0 + 0 + 1.5) / 3.
    let draws = PatientDraws(patients: ["a", "a", "b"])
    let found = try #require(
      ScoreTable(rows: [[0], [0], [1.5]], draws: draws).summary(of: 0))
    #expect(found.mean == 0.5)
    #expect(found.interval == ConfidenceInterval(low: 0, high: 1.5))
  }

  @Test func onePatientHasNoInterval() throws {
    let found = try #require(table([0.2, 0.4], patients: ["a", "a"]).summary(of: 0))
    #expect(found.interval == nil && found.deviation != nil)
    let single = try #require(table([0.2], patients: ["a"]).summary(of: 0))
    #expect(single.interval == nil && single.deviation == nil && single.mean == 0.2)
    // A class that one of two patients has.
    #expect(table([0.2, nil], patients: ["a", "b"]).summary(of: 0)?.interval == nil)
    #expect(table([nil, nil], patients: ["a", "b"]).summary(of: 0) == nil)
    #expect(table([nil, nil], patients: ["a", "b"]).overall == nil)
  }

  @Test func overallIsTheMeanOfClassMeans() throws {
    let found = try #require(
      table([0.2, 0.4], [nil, 0.8], patients: ["a", "b"]).overall)
    // Classes 0.3 and 0.8; the volumes' means are 0.2 and 0.6.
    #expect(abs(found.mean - 0.55) < 1e-12)
    #expect(found.volumes == 2)
    #expect(abs((found.deviation ?? 0) - 0.08.squareRoot()) < 1e-12)
    // Twice a: class 0 alone, 0.2. Twice b: (0.4 + 0.8) / 2.
    #expect(abs((found.interval?.low ?? 0) - 0.2) < 1e-12)
    #expect(abs((found.interval?.high ?? 0) - 0.6) < 1e-12)
  }

  @Test func drawsDependOnTheSeedAlone() {
    let names = (0..<20).map { "p\($0)" }
    let (one, again) = (PatientDraws(patients: names), PatientDraws(patients: names))
    #expect(one.weights == again.weights && one.weights.count == 2000)
    #expect(PatientDraws(patients: names, seed: 2).weights != one.weights)
    #expect(one.weights.allSatisfy { $0.reduce(0, +) == 20 })
    #expect(PatientDraws(patients: []).weights.isEmpty)
  }

  @Test func intervalsAreAsWideAsTheStandardErrorSays() throws {
    var random = SplitMix64(seed: 3)
    let values: [Double?] = (0..<100).map { _ in random.normal() }
    let found = try #require(table(values, patients: (0..<100).map { "p\($0)" }).summary(of: 0))
    let interval = try #require(found.interval)
    let expected = 2 * 1.96 * (found.deviation ?? 0) / 10
    #expect(abs((interval.high - interval.low) / expected - 1) < 0.1)
  }

  @Test func summaryInJSONAndCSV() throws {
    let report = EvaluationReport(
      scores: [
        ("a_1", [1: scores(0.5), 2: .undefined]), ("a_2", [1: scores(0.5), 2: .undefined]),
        ("b_1", [1: scores(1), 2: .undefined]),
      ]
    ) { $0 == 1 ? "left, right" : "none" }
    #expect(report.summary.volumes == 3 && report.summary.patients == 2)
    let lines = report.summary.csv.split(separator: "\n")
    #expect(lines[0] == "class,id,score,volumes,patients,mean,sd,low,high")
    #expect(lines[1].hasPrefix("\"left, right\",1,dice,3,2,0.666666"))
    #expect(lines[5] == "none,2,dice,0,2,,,,")
    #expect(lines[9].hasPrefix("all,,dice,3,2,0.666666"))
    #expect(lines.count == 13)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let text = String(decoding: try encoder.encode(report), as: UTF8.self)
    #expect(text.contains(#""patients":2"#))
    #expect(
      text.contains(#"{"assd":null,"dice":null,"hd95":null,"hd95_max":null,"id":2,"name":"none"}"#))
    #expect(text.contains(#""dice":{"high":1,"low":0.5,"mean":0.66666"#))
    #expect(!text.contains("comparison"))
  }

  // MARK: Two predictions

  private func compare(_ first: [Double?], _ second: [Double?], _ patients: [String])
    -> PairedComparison
  {
    PairedComparison(
      first: first.map { [1: scores($0)] }, second: second.map { [1: scores($0)] },
      against: "other", labels: [(1, "one")], draws: PatientDraws(patients: patients))
  }

  @Test func differencesByHand() throws {
    let found = compare([0.9, 0.8, 0.75], [0.8, 0.7, 0.5], ["a", "b", "c"])
    let entry = try #require(found.classes.first)
    #expect(abs(entry.difference.mean - 0.15) < 1e-12)
    #expect(abs(entry.first - entry.second - entry.difference.mean) < 1e-12)
    #expect(entry.isTie == false)
    #expect(entry.difference.interval?.low ?? 0 > 0.09)
    #expect(found.overall?.difference.mean == entry.difference.mean)
  }

  @Test func aTieHoldsZero() throws {
    #expect(compare([0.9, 0.7], [0.8, 0.8], ["a", "b"]).overall?.isTie == true)
    let same = [0.9, 0.7, 0.2]
    #expect(compare(same, same, ["a", "b", "c"]).overall?.isTie == true)
    #expect(compare([0.9], [0.8], ["a"]).overall?.isTie == nil, "one patient tells nothing")
  }

  @Test func volumesThatOneSideLacksAreLeftOut() throws {
    let found = compare([0.9, nil, 0.7], [0.8, 0.1, nil], ["a", "b", "c"])
    let entry = try #require(found.classes.first)
    #expect(entry.difference.volumes == 1 && entry.first == 0.9 && entry.second == 0.8)
    #expect(compare([nil], [0.5], ["a"]).classes.isEmpty)
    #expect(compare([nil], [0.5], ["a"]).overall == nil)
  }

  @Test func comparisonInJSON() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let text = String(
      decoding: try encoder.encode(compare([0.75, 1], [0.5, 0.5], ["a", "b"])), as: UTF8.self)
    #expect(
      text.hasPrefix(
        #"{"against":"other","classes":[{"a":0.875,"b":0.5,"difference":{"high":0.5,"low":0.25,"#))
    #expect(text.contains(#""tie":false"#) && text.contains(#""overall":{"#))
  }
}
