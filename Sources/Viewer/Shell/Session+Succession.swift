import Foundation
import Project

/// What becomes of a viewer that looked on while another one drew, once that has ended.
extension Session {
  /// Takes the lock when it is free, and reads the volume anew. Where somebody else is faster, it goes on looking.
  func takeOverFromWriter() -> [Event] {
    switch RunLock.inspect(project.viewerLockFile) {
    case .free, .stale: break
    default: return []
    }
    do {
      // Classes and volumes may be others by now.
      let onDisk = try Project.open(project.url)
      guard onDisk.caseNames.starts(with: project.caseNames) else { return stayOutside() }
      lock = try onDisk.lockViewer()
      project = onDisk
    } catch ProjectError.locked(let words) {
      lookOnlyReason = "read-only. \(words)"
      return [.access(readOnlyReason: readOnlyReason)]
    } catch {
      // No room for a lock, or the folder is gone for a moment: it is tried again.
      return []
    }
    return succeed()
  }

  /// The lock is ours: everything that the other one has left is read.
  private func succeed() -> [Event] {
    (waitsForWriter, lookOnlyReason) = (false, nil)
    anchor = FolderAnchor(project.url)
    labels = project.labelTable
    // The last words of the other one: names and colours come with it.
    let last =
      (try? DrawnCase(project, open.name, image: open.volume.header))
      .map { [Event.drawn(open.name, $0)] } ?? []
    let events = openCase(open.index)
    guard events.contains(where: { if case .opened = $0 { true } else { false } }) else {
      lock?.release()
      lock = nil
      lookOnlyReason = "look only: the volume cannot be read anew. Leave with q and open it again"
      return last + events + [.access(readOnlyReason: readOnlyReason)]
    }
    let words =
      readOnlyReason ?? "the other viewer has closed: you can draw now"
    return last + events
      + [
        .access(readOnlyReason: readOnlyReason),
        .said(Message(words, readOnlyReason == nil ? .done : .warning)),
      ]
  }

  /// Volumes have come or gone: numbers on screen mean others now.
  private func stayOutside() -> [Event] {
    waitsForWriter = false
    lookOnlyReason =
      "look only: the project has other volumes now. Leave with q and open it again to draw"
    return [.access(readOnlyReason: readOnlyReason)]
  }
}
