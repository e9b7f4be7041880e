import Foundation
import Project
import Volume

/// run/previous/: checkpoints, metrics and pseudo labels of an earlier plan, so that a new one, even one begun by mistake,
/// replaces no hours of training.
struct PreviousRun {
  private let project: Project
  private var files: FileManager { .default }

  init(_ project: Project) { self.project = project }

  /// Keeps what lies in run/ before a new plan replaces it: all of it, in place of all that was kept.
  ///
  /// - Throws: `VolumeError.writeFailed`; then nothing has been replaced.
  func keep() throws {
    guard isWorthKeeping else {
      // It must not stay beside the new plan's rows.
      try? files.removeItem(at: project.latestCheckpoint)
      return
    }
    let kept = project.previousRun
    let new = kept.appendingPathExtension("new")
    try? files.removeItem(at: new)
    do {
      try files.createDirectory(at: new, withIntermediateDirectories: true)
      for file in [project.latestCheckpoint, project.bestCheckpoint, project.metricsFile]
      where files.fileExists(atPath: file.path) {
        try link(file, to: new.appendingPathComponent(file.lastPathComponent))
      }
      var isFolder: ObjCBool = false
      // A file of that name is nobody's of ours: moving fails.
      if files.fileExists(atPath: kept.path, isDirectory: &isFolder), isFolder.boolValue {
        try files.removeItem(at: kept)
      }
      try files.moveItem(at: new, to: kept)
    } catch {
      try? files.removeItem(at: new)
      throw VolumeError.writeFailed(
        kept, "the last plan's weights could not be kept there (\(SystemFault.reason(error)))")
    }
    // Last: the run that is replaced does without from here on.
    try? files.moveItem(
      at: project.pseudoLabels,
      to: kept.appendingPathComponent(project.pseudoLabels.lastPathComponent))
  }

  /// Puts everything back where a new plan was cut short after `keep` and before its first checkpoint: the weights in run/
  /// are still the kept ones.
  func restoreIfCutShort() {
    let kept = project.previousRun
    func inKept(_ file: URL) -> URL { kept.appendingPathComponent(file.lastPathComponent) }
    let latest = project.latestCheckpoint
    guard files.contentsEqual(atPath: latest.path, andPath: inKept(latest).path) else { return }
    for file in [project.bestCheckpoint, project.metricsFile]
    where files.fileExists(atPath: inKept(file).path) {
      try? files.removeItem(at: file)
      try? link(inKept(file), to: file)
    }
    // Stays where the new plan has not moved it, or it has none.
    try? files.moveItem(at: inKept(project.pseudoLabels), to: project.pseudoLabels)
  }

  /// A plan of seconds pushes no hours out: it has to have trained a tenth as long as the one that is kept.
  private var isWorthKeeping: Bool {
    guard files.fileExists(atPath: project.latestCheckpoint.path) else { return false }
    func seconds(_ url: URL) -> Double? { try? Checkpoint.load(url).record.seconds }
    let name = project.latestCheckpoint.lastPathComponent
    guard let kept = seconds(project.previousRun.appendingPathComponent(name)) else { return true }
    return (seconds(project.latestCheckpoint) ?? .infinity) >= kept / 10
  }

  /// Gives a file a second place: it is replaced whole in its first, never written into.
  private func link(_ file: URL, to place: URL) throws {
    do {
      try files.linkItem(at: file, to: place)
    } catch {
      // No links here, as on some network drives.
      try files.copyItem(at: file, to: place)
    }
  }
}
