import Evaluation
import Foundation

/// The scores as tables for people, at most 80 columns wide.
enum EvaluationTable {
  /// One line per case and class; of several volumes the summary, else the means; then the comparison.
  static func text(_ report: EvaluationReport) -> String {
    var rows = report.cases.flatMap { entry in
      entry.classes.map { row(entry.name, $0.name, $0.scores) }
    }
    if report.cases.count < 2 {
      rows += report.classes.map { row("mean", $0.name, $0.scores) }
      rows.append(row("mean", "all", report.mean))
    }
    let header = ["case", "class"] + Score.allCases.map(\.title)
    var parts = [aligned([header] + rows, words: 2)]
    if report.cases.count > 1 { parts.append(summary(report.summary)) }
    if let comparison = report.comparison { parts.append(text(comparison)) }
    return parts.joined(separator: "\n\n")
  }

  private static func row(_ name: String, _ label: String, _ scores: ClassScores) -> [String] {
    [cut(name, 26), cut(label, 12)]
      + Score.allCases.map { number($0.value(in: scores), $0 == .dice ? 4 : 2) }
  }

  private static func summary(_ summary: EvaluationSummary) -> String {
    let header = ["class", "score", "mean", "sd", "95 % interval", "volumes"]
    let rows = (summary.classes + [summary.overall]).flatMap { entry in
      Score.allCases.map { score in
        let (found, digits) = (entry.scores[score], score == .dice ? 4 : 2)
        return [
          cut(entry.name, 20), score.title, number(found?.mean, digits),
          number(found?.deviation, digits), interval(found, digits), "\(found?.volumes ?? 0)",
        ]
      }
    }
    let title =
      "\(summary.volumes) volume\(summary.volumes == 1 ? "" : "s") of \(summary.patients) "
      + "patient\(summary.patients == 1 ? "" : "s"); sd over volumes, intervals of "
      + "the mean from\n\(summary.draws) draws of patients"
    return title + "\n" + aligned([header] + rows, words: 2)
  }

  private static func text(_ comparison: PairedComparison) -> String {
    let header = ["class", "first", "against", "difference", "95 % interval", "volumes", ""]
    let rows = (comparison.classes + (comparison.overall.map { [$0] } ?? [])).map { entry in
      [
        cut(entry.name, 13), number(entry.first, 4), number(entry.second, 4),
        number(entry.difference.mean, 4, "+"), interval(entry.difference, 4, "+"),
        "\(entry.difference.volumes)", verdict(entry),
      ]
    }
    return "Mean Dice against \(cut(comparison.against, 60))\n"
      + aligned([header] + rows, words: 1)
  }

  private static func verdict(_ entry: PairedComparison.Entry) -> String {
    switch entry.isTie {
    case nil: "-"
    case true?: "tie"
    case false?: entry.difference.mean > 0 ? "higher" : "lower"
    }
  }

  private static func number(
    _ value: Double?, _ digits: Int, _ sign: String = ""
  ) -> String {
    value.map { String(format: "%\(sign).\(digits)f", $0) } ?? "-"
  }

  private static func interval(
    _ summary: ScoreSummary?, _ digits: Int, _ sign: String = ""
  ) -> String {
    guard let found = summary?.interval else { return "-" }
    return "\(number(found.low, digits, sign)) to \(number(found.high, digits, sign))"
  }

  /// A text of at most `limit` characters; what is taken out of the middle leaves an ellipsis.
  private static func cut(_ text: String, _ limit: Int) -> String {
    guard text.count > limit else { return text }
    let end = (limit - 1) / 2
    return "\(text.prefix(limit - 1 - end))…\(text.suffix(end))"
  }

  /// Rows with their columns two spaces apart: the first `words` begin on the left, the others end on the right.
  private static func aligned(_ rows: [[String]], words: Int) -> String {
    let columns = rows.first?.indices ?? 0..<0
    let widths = columns.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { cells in
      let line = columns.map { column in
        let space = String(repeating: " ", count: widths[column] - cells[column].count)
        return column < words ? cells[column] + space : space + cells[column]
      }.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }.joined(separator: "\n")
  }
}
