import Annotation
import Foundation
import Volume

/// Frozen slices and decisions that are to be written: tried at once and, when the disk refuses, again.
struct PendingFiles {
  /// Frozen slices with the image whose header they take, by their place.
  private var labels: [URL: (labels: AcceptedLabels, image: ImageHeader)] = [:]
  /// Decisions, by their place.
  private var reviews: [URL: ReviewSheet] = [:]
  /// Why they are not on disk.
  var problem: String?

  /// Whether something is not on disk.
  var isWaiting: Bool { !labels.isEmpty || !reviews.isEmpty }

  /// Frozen slices are to be written.
  mutating func add(_ frozen: AcceptedLabels, at url: URL, like image: ImageHeader) {
    labels[url] = (frozen, image)
  }

  /// Decisions are to be written.
  mutating func add(_ sheet: ReviewSheet, at url: URL) { reviews[url] = sheet }

  /// Tries to write everything.
  mutating func write() {
    do {
      for (url, job) in labels {
        try job.labels.write(to: url, like: job.image)
        labels[url] = nil
      }
      for (url, sheet) in reviews {
        try sheet.write(to: url)
        reviews[url] = nil
      }
      problem = nil
    } catch {
      problem = "UNSAVED: accepted slices and decisions are only in memory. \(error)"
    }
  }
}
