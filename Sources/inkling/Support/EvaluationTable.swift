import Foundation
import Trainer

/// The scores as a table for people.
enum EvaluationTable {
  /// One line per case and class, then the means.
  static func text(_ report: EvaluationReport) -> String {
    let rows =
      report.cases.flatMap { entry in
        entry.classes.map { row(entry.name, $0.name, $0.scores) }
      } + report.classes.map { row("mean", $0.name, $0.scores) }
      + [row("mean", "all", report.mean)]
    let header = ["case", "class", "Dice", "HD95 mm", "HD95max mm", "ASSD mm"]
    let all = [header] + rows
    let widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    return all.map { cells in
      cells.indices.map { column in
        let space = String(repeating: " ", count: widths[column] - cells[column].count)
        return column < 2 ? cells[column] + space : space + cells[column]
      }.joined(separator: "  ")
    }.joined(separator: "\n")
  }

  private static func row(_ name: String, _ label: String, _ scores: ClassScores) -> [String] {
    func number(_ value: Double?, _ digits: Int) -> String {
      value.map { String(format: "%.\(digits)f", $0) } ?? "-"
    }
    return [
      name, label, number(scores.dice, 4), number(scores.hd95, 2), number(scores.hd95Max, 2),
      number(scores.assd, 2),
    ]
  }
}
