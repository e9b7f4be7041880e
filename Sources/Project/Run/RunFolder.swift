/// What the two processes meet in beside the files: locks, mailbox, live slices.
extension Project {
  /// run/commands/.
  package var mailbox: Mailbox { Mailbox(url: run.appendingPathComponent("commands")) }
  /// run/live/.
  package var live: LiveFolder { LiveFolder(url: run.appendingPathComponent("live")) }

  /// Takes the trainer's lock: one trainer per project.
  /// - Throws: `ProjectError.locked`, `.unwritable`, `VolumeError.writeFailed`.
  package func lockTrainer(force: Bool = false) throws -> RunLock {
    let lock = try RunLock.acquire(trainerLockFile, role: "trainer", force: force)
    try makeFolders()
    sweepTrainerLeftovers()
    return lock
  }

  /// Takes the viewer's lock: one viewer writes, others read.
  /// - Throws: `ProjectError.locked`, `.unwritable`, `VolumeError.writeFailed`.
  package func lockViewer(force: Bool = false) throws -> RunLock {
    let lock = try RunLock.acquire(viewerLockFile, role: "viewer", force: force)
    try makeFolders()
    sweepViewerLeftovers()
    return lock
  }
}
