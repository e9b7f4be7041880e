import Pictures
import Project
import Volume

/// A run's metrics as a chart: the loss and its terms on the left axis, Dice on the right one.
enum MetricsChart {
  /// The chart of some rows; terms that are 0 throughout and a missing Dice are left out.
  static func chart(_ rows: [MetricsRow], title: String) -> Chart {
    func line(
      _ name: String, _ colour: RGB, _ side: Chart.Side = .left,
      _ value: (MetricsRow) -> Double?
    ) -> Chart.Series? {
      let points = rows.compactMap { row in
        value(row).map { SIMD2(Double(row.step), $0) }
      }
      guard
        points.contains(where: { $0.y != 0 }) || name == "loss" || side == .right && !points.isEmpty
      else { return nil }
      return Chart.Series(
        name: name, colour: colour, points: points, side: side, isMarked: side == .right)
    }
    let series = [
      line("contrast", RGB(red: 204, green: 121, blue: 167)) { $0.contrast },
      line("distillation", RGB(red: 0, green: 158, blue: 115)) { $0.kd },
      line("partial cross-entropy", RGB(red: 86, green: 180, blue: 233)) { $0.pce },
      line("loss", RGB(red: 0, green: 84, blue: 148)) { $0.loss },
      line("Dice (right)", RGB(red: 213, green: 94, blue: 0), .right) { $0.dice },
    ].compactMap(\.self)
    return Chart(title: title, bottom: "step", left: "loss", right: "Dice", series: series)
  }
}
