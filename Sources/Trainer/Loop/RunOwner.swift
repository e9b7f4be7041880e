import Foundation
import Logging
import Project
import Volume

/// The owner of run/: status, metrics rows, checkpoints, and the clock by which all of them go.
///
/// Files in run/ are the last plan's until a new one has something to show, then the new one's.
final class RunOwner {
  let project: Project
  let board: StatusBoard
  /// Gets sentences worth keeping.
  let log: Logger
  private let watch: (TrainerStatus) -> Void
  private let disk: DiskPatience
  /// Seconds of training.
  var clock = RunClock()
  /// Steps that metrics.csv does not have yet.
  private var rows: [MetricsRow] = []
  private var best: Double?
  /// When weights were saved last, and rows written.
  private var lastSave = 0.0, lastRows = 0.0
  /// Whether run/ holds this plan and not the one before it.
  private var isOwn = false
  /// Whether the plan before it has been moved out of the way.
  private var hasMadeRoom = false

  /// - Parameters:
  ///   - watch: called after every step, and while whole volumes are predicted.
  ///   - isStoppedWithinASecond: as `DiskPatience` says
  init(
    _ project: Project, _ board: StatusBoard, watch: @escaping (TrainerStatus) -> Void,
    log: Logger, isStoppedWithinASecond: @escaping () -> Bool
  ) {
    (self.project, self.board, self.watch, self.log) = (project, board, watch, log)
    disk = DiskPatience(board: board, log: log, isStoppedWithinASecond: isStoppedWithinASecond)
  }

  /// Takes the lock of run/, and tidies up what an earlier run has left.
  /// - Throws: `ProjectError` where another trainer is at work.
  static func lock(_ project: Project, force: Bool) throws -> RunLock {
    let lock = try project.lockTrainer(force: force)
    // What was meant for an earlier run; where a viewer looks is still good to know.
    for letter in project.mailbox.pending() where !letter.command.isFocus {
      project.mailbox.remove(letter)
    }
    PreviousRun(project).restoreIfCutShort()
    return lock
  }

  /// Begins: with nothing, or where a checkpoint of the same plan was saved.
  func begin(after checkpoint: Checkpoint?) throws {
    let seconds = checkpoint?.record.seconds ?? 0
    (clock, lastSave) = (RunClock(earlier: seconds), seconds)
    project.live.removeAll()
    guard let checkpoint else { return }
    isOwn = true
    // A new plan is measured against itself: another method's best would stay beside its weights.
    best = try? Checkpoint.load(project.bestCheckpoint).record.score
    // What an interrupted run wrote beyond its checkpoint.
    let rows = MetricsFile.rows(project.metricsFile)
    try write(rows.filter { $0.step <= checkpoint.state.step })
  }

  /// The file of this plan's weights; nil as long as they are nowhere.
  var savedFile: URL? { isOwn ? project.latestCheckpoint : nil }

  /// Best mean Dice of the plan so far.
  var bestScore: Double? { best }

  /// Says what was changed on the board to whoever watches.
  func show(_ change: (inout TrainerStatus) -> Void) {
    board.update(change)
    watch(board.current)
  }

  /// Writes; waits while the disk is full. Waiting is no training: the clock stands still.
  ///
  /// - what: "the checkpoint"
  /// - Throws: as `DiskPatience.write`
  func whenThereIsRoom(for what: String, _ write: () throws -> Void) throws {
    let wasRunning = clock.isRunning
    defer { if wasRunning { clock.resume() } }
    try disk.write(what, savedPath: savedFile?.path, waits: { clock.pause() }, write)
    log.debug("Saved \(what) at step \(board.current.step).")
  }

  // MARK: Rows

  /// A step is done.
  func add(_ row: MetricsRow) { rows.append(row) }

  /// Whether rows have waited for a second.
  var areRowsDue: Bool { clock.seconds - lastRows >= 1 }

  /// Appends the rows that wait to metrics.csv.
  ///
  /// - first: makes the checkpoint with which run/ becomes this plan's; not asked where it is
  func flushRows(first: () throws -> Checkpoint) throws {
    try takeOver(with: first)
    try whenThereIsRoom(for: "metrics.csv") {
      try MetricsFile.append(rows, to: project.metricsFile)
    }
    rows = []
    lastRows = clock.seconds
  }

  /// Replaces metrics.csv.
  private func write(_ rows: [MetricsRow]) throws {
    let text = ([MetricsRow.header] + rows.map(\.line)).joined(separator: "\n") + "\n"
    try AtomicFile.write(Data(text.utf8), to: project.metricsFile)
  }

  // MARK: Weights

  /// Whether it is time to save the weights again.
  func isSaveDue(every seconds: Double) -> Bool { clock.seconds - lastSave >= seconds }

  /// Saves weights.
  ///
  /// Rows belong before them (`flushRows`): a checkpoint without the rows that led to it would leave a gap in metrics.csv for
  /// whoever goes on from it.
  func save(_ checkpoint: Checkpoint) throws {
    try whenThereIsRoom(for: "the checkpoint") {
      try checkpoint.write(to: project.latestCheckpoint)
    }
    lastSave = clock.seconds
  }

  /// Keeps a score in the row of the last step, and the weights if they are the best so far.
  ///
  /// - weights: with the calibration that has been scored
  func note(_ score: Double, weights: () throws -> Checkpoint) throws {
    board.update { $0.dice = score }
    if !rows.isEmpty { rows[rows.count - 1].dice = score }
    guard score > best ?? -1 else { return }
    best = score
    board.update { $0.best = score }
    let weights = try weights()
    try whenThereIsRoom(for: "the best checkpoint") {
      try weights.write(to: project.bestCheckpoint)
    }
  }

  /// Keeps the score of the last step's whole volumes, when its row may have been written already.
  func noteLast(_ score: Double, weights: () throws -> Checkpoint) throws {
    guard let last = rows.last ?? MetricsFile.tail(project.metricsFile, rows: 1).first else {
      return
    }
    rows = [last]
    try note(score, weights: weights)
    try flushRows(first: weights)
  }

  /// Makes run/ this plan's, by its first checkpoint; what the last plan has left moves to run/previous/.
  ///
  /// It comes with the first answer or after a second. A plan that dies before leaves the last one whole, one that dies
  /// later can be resumed.
  func takeOver(with first: () throws -> Checkpoint) throws {
    if isOwn { return }
    let first = try first()
    if !hasMadeRoom {
      try whenThereIsRoom(for: "the last plan") { try PreviousRun(project).keep() }
      // Another plan's best must not stay beside these weights, nor its labels.
      for file in [project.bestCheckpoint, project.pseudoLabels] {
        try? FileManager.default.removeItem(at: file)
      }
      hasMadeRoom = true
    }
    // Before the checkpoint: whoever goes on from it finds every row that led to it.
    try whenThereIsRoom(for: "metrics.csv") { try write(rows) }
    try whenThereIsRoom(for: "the checkpoint") { try first.write(to: project.latestCheckpoint) }
    isOwn = true
    // The last one may still get a score, and takes its own place then.
    rows = rows.suffix(1)
    try board.announce { $0.checkpoint = project.latestCheckpoint.lastPathComponent }
  }
}
