import Foundation
import Project
import Volume

/// What happens to the project's folder while it is open: a disk that is full at opening and has room later, folders
/// that are removed, a project that is renamed.
extension Session {
  /// Makes the folder of an implicit project, or what was removed of one, and takes its lock, before anything is
  /// written.
  func prepare() throws {
    if case .moved(let place)? = anchor?.fate { throw ProjectError.sentence(movedWords(place)) }
    if !project.exists {
      try project.create(labels: labels)
      wasCreated = true
    } else if !Project.isProject(project.url) {
      try project.makeAgain(labels: labels)
    }
    if lock == nil {
      lock = try project.lockViewer()
      wasCreated = true
    }
    if anchor == nil { anchor = FolderAnchor(project.url) }
  }

  /// Looks once a second whether everything is where it was, makes again what was removed, and takes the lock as soon as
  /// there is room for it.
  func lookAfterFolder(_ now: Date) -> [Event] {
    let isDue = now >= folderSeenAt + 1 || now < folderSeenAt
    guard isDue, project.exists, readOnlyReason == nil || waitsForWriter else { return [] }
    folderSeenAt = now
    if waitsForWriter { return takeOverFromWriter() }
    if lock == nil { return takeLock() }
    if case .moved(let place)? = anchor?.fate {
      folderProblem = SavingProblem(movedWords(place), isOnlyInMemory: store?.loss != nil)
      return []
    }
    let missing = project.missingParts
    let lockIsGone = lock?.isHeld == false
    folderProblem = nil
    guard !missing.isEmpty || lockIsGone else { return [] }
    do {
      try project.makeAgain(labels: labels)
      if lockIsGone { lock = try project.lockViewer() }
      anchor = FolderAnchor(project.url)
      notes.append(
        "\(missing.first ?? "run/viewer.lock") was removed while it was open; it is made again in "
          + "\(project.url.path).")
    } catch {
      folderProblem = SavingProblem(
        "\(missing.first ?? "run/viewer.lock") was removed from \(project.url.path) and cannot be made again. "
          + "\(error)", isOnlyInMemory: store?.loss != nil)
    }
    return writeMissingFiles()
  }

  /// Writes the files of the open volume again that were removed with their folders.
  private func writeMissingFiles() -> [Event] {
    store?.noteMissingMap()
    guard let shown else { return [] }
    let (labels, review) = (project.labels(open.name), project.review(open.name))
    if FileSignature(of: labels).size < 0, !shown.accepted.slices.isEmpty {
      pending.add(
        shown.accepted, at: labels, like: open.volume.header, sequence: store?.sequence ?? 0)
    }
    if FileSignature(of: review).size < 0, !shown.review.rows.isEmpty {
      pending.add(shown.review, at: review)
    }
    return pending.isWaiting ? writePending() : []
  }

  /// Tries once more to lock the project: at opening the disk was full.
  private func takeLock() -> [Event] {
    do {
      lock = try project.lockViewer()
      folderProblem = nil
      anchor = FolderAnchor(project.url)
    } catch ProjectError.locked(let words) {
      guard store?.loss == nil else {
        folderProblem = SavingProblem("UNSAVED: \(words)", isOnlyInMemory: true)
        return []
      }
      // Another viewer was faster when there was room again: this one looks on.
      folderProblem = nil
      lookOnlyReason = "read-only. \(words)"
      waitsForWriter = true
      return openCase(open.index) + [.access(readOnlyReason: readOnlyReason)]
    } catch {
      folderProblem = noRoom(error)
      return []
    }
    notes.append("there is room on the disk again")
    guard store?.journalHasChanged == true, store?.loss == nil else { return [] }
    // Another viewer has drawn meanwhile.
    return openCase(open.index)
  }

  /// Why nothing can be written at present.
  func noRoom(_ error: any Error) -> SavingProblem {
    SavingProblem(
      "What you draw is only in memory until the disk takes it; it is tried every second. \(error)",
      isOnlyInMemory: store?.loss != nil)
  }

  private func movedWords(_ place: String) -> String {
    "The project was moved to \(place) while it was open. Leave with q and open it there; strokes that its journal "
      + "has are safe."
  }
}
