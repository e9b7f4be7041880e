import Annotation
import Foundation
import Volume

/// Frozen slices and decisions that are to be written: tried at once and, when the disk refuses, again.
struct PendingFiles {
  /// Frozen slices, where they go and the image whose header they take.
  var labels: (labels: AcceptedLabels, url: URL, image: ImageHeader)?
  /// Decisions, and where they go.
  var review: (sheet: ReviewSheet, url: URL)?
  /// Why they are not on disk.
  var problem: String?

  /// Whether something is not on disk.
  var isWaiting: Bool { labels != nil || review != nil }

  /// Tries to write everything.
  mutating func write() {
    do {
      if let job = labels {
        try job.labels.write(to: job.url, like: job.image)
        labels = nil
      }
      if let job = review {
        try job.sheet.write(to: job.url)
        review = nil
      }
      problem = nil
    } catch {
      problem = "UNSAVED: accepted slices and decisions are only in memory. \(error)"
    }
  }
}
