import Foundation
import Prediction
import Project
import Volume

/// Whose files lie in run/: the last plan's until a new one has something to show, then the new one's.
extension TrainingSession {
  /// Makes run/ this plan's, by its first checkpoint; what the last plan has left moves to run/previous/.
  ///
  /// It comes with the first answer or after a second. A plan that dies before leaves the last one whole, one that dies
  /// later can be resumed.
  ///
  /// - calibration: of the answer that has been shown; nil = there is none yet, and no time to measure it
  func takeOver(_ calibration: Calibration? = nil) throws {
    if ownsRun { return }
    let first = try checkpoint(calibration)
    if !hasMadeRoom {
      try whenThereIsRoom(for: "the last plan") { try PreviousRun(project).keep() }
      // Another plan's best must not stay beside these weights, nor its labels.
      try? FileManager.default.removeItem(at: project.bestCheckpoint)
      PseudoLabelFiles(project, data).removeAll()
      hasMadeRoom = true
    }
    // Before the checkpoint: whoever goes on from it finds every row that led to it.
    try whenThereIsRoom(for: "metrics.csv") { try writeRows(rows) }
    try whenThereIsRoom(for: "the checkpoint") { try first.write(to: project.latestCheckpoint) }
    ownsRun = true
    // The last one may still get a score, and takes its own place then.
    rows = rows.suffix(1)
    try board.announce { $0.checkpoint = project.latestCheckpoint.lastPathComponent }
  }

  /// Drops what an interrupted run wrote beyond its checkpoint.
  func dropRowsAfter(_ step: Int) throws {
    try writeRows(MetricsFile.rows(project.metricsFile).filter { $0.step <= step })
  }

  /// Replaces metrics.csv.
  private func writeRows(_ rows: [MetricsRow]) throws {
    let text = ([MetricsRow.header] + rows.map(\.line)).joined(separator: "\n") + "\n"
    try AtomicFile.write(Data(text.utf8), to: project.metricsFile)
  }

  /// Where this plan's weights are; nil as long as they are nowhere.
  var savedPath: String? { ownsRun ? project.latestCheckpoint.path : nil }
}
