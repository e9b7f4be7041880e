import Annotation
import Foundation
import Project
import Volume

/// Files that are to be written: tried at once and, when the disk refuses, every second.
///
/// Frozen slices and decisions are in the journal too, from which the next opening makes their files again. Classes
/// and settings are not: leaving would lose them.
struct PendingFiles {
  /// A change of project.json.
  typealias DescriptionChange = (inout ProjectDescription) -> Void

  /// Frozen slices with the image whose header they take, by their place.
  private var labels: [URL: (labels: AcceptedLabels, image: ImageHeader, sequence: Int)] = [:]
  /// Decisions, by their place.
  private var reviews: [URL: ReviewSheet] = [:]
  /// Changes of project.json, in their order.
  private var changes: [DescriptionChange] = []
  /// Names and colours for labels.txt.
  private var table: LabelTable?
  private var againAt: Date?
  /// Why they are not on disk; a sentence.
  private var cause: String?

  /// Whether something is not on disk.
  var isWaiting: Bool { !labels.isEmpty || !reviews.isEmpty || hasSettings }

  private var hasSettings: Bool { !changes.isEmpty || table != nil }

  /// Why something is not on disk; nil when all is.
  var problem: SavingProblem? {
    guard isWaiting, let cause else { return nil }
    return hasSettings
      ? SavingProblem(
        "UNSAVED: classes or settings of the project are only in memory. \(cause)",
        isOnlyInMemory: true)
      : SavingProblem(
        "Decisions are safe in the journal; the files of accepted slices and of review are older and are "
          + "written as soon as that is possible. \(cause)", isOnlyInMemory: false)
  }

  /// Frozen slices are to be written, as of a journal record.
  mutating func add(
    _ frozen: AcceptedLabels, at url: URL, like image: ImageHeader, sequence: Int
  ) {
    labels[url] = (frozen, image, sequence)
  }

  /// Decisions are to be written.
  mutating func add(_ sheet: ReviewSheet, at url: URL) { reviews[url] = sheet }

  /// project.json is to be changed.
  mutating func add(_ change: @escaping DescriptionChange) { changes.append(change) }

  /// labels.txt is to be written.
  mutating func add(_ table: LabelTable) { self.table = table }

  /// Whether it is time to try again.
  func isDue(_ now: Date) -> Bool {
    isWaiting && againAt.map { now >= $0 || $0.timeIntervalSince(now) > 600 } ?? true
  }

  /// Tries to write everything; what can be written is.
  mutating func write(_ project: inout Project, now: Date = Date()) {
    let begun = Date()
    var failures: [any Error] = []
    do { try writeSettings(&project) } catch { failures.append(error) }
    for (url, job) in labels {
      do {
        try job.labels.write(to: url, like: job.image, sequence: job.sequence)
        labels[url] = nil
      } catch { failures.append(error) }
    }
    for (url, sheet) in reviews {
      do {
        try sheet.write(to: url)
        reviews[url] = nil
      } catch { failures.append(error) }
    }
    cause = nil
    againAt = nil
    if let first = failures.first { fail(first, now: now, since: begun) }
  }

  /// Takes note that nothing can be written now.
  ///
  /// Tried again every second; large files, which take long to pack, must not hold up the pen each time.
  mutating func fail(_ error: any Error, now: Date, since begun: Date = Date()) {
    cause = "\(error)"
    againAt = now.addingTimeInterval(max(1, min(600, -10 * begun.timeIntervalSinceNow)))
  }

  private mutating func writeSettings(_ project: inout Project) throws {
    if !changes.isEmpty {
      // Another program may have added volumes since.
      var onDisk = try Project.open(project.url)
      for change in changes { change(&onDisk.description) }
      try onDisk.write()
      project = onDisk
      changes = []
    }
    if let table {
      try table.write(to: project.labelsFile)
      self.table = nil
    }
  }
}
