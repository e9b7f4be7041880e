import Foundation
import Volume

/// What killed processes have left behind, removed at the next opening.
///
/// Only what a process of this machine made that has ended: its number stands in the name, with a mark of the machine.
enum Leftovers {
  /// Removes temporary files in folders.
  /// - Parameter isOurs: which names are looked at.
  static func sweep(_ folders: [URL], where isOurs: (String) -> Bool = { _ in true }) {
    for folder in folders {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
      for name in names where isOurs(name) {
        guard let process = TemporaryFile.process(ofName: name), hasEnded(process) else { continue }
        unlink(folder.appendingPathComponent(name).path)
      }
    }
  }

  /// Removes half-made projects beside `target`: `.NAME.making-PID-MACHINE`.
  static func sweepHalfMade(beside target: URL) {
    let parent = target.deletingLastPathComponent()
    let names = (try? FileManager.default.contentsOfDirectory(atPath: parent.path)) ?? []
    for name in names where name.hasPrefix(".") {
      guard let mark = name.range(of: makingMark),
        let process = TemporaryFile.process(name[mark.upperBound...]), hasEnded(process)
      else { continue }
      try? FileManager.default.removeItem(at: parent.appendingPathComponent(name))
    }
  }

  /// Stands in the name of a project that is being made, before the process that makes it.
  static let makingMark = ".making-"

  private static func hasEnded(_ process: Int) -> Bool {
    var identity = ProcessIdentity.current
    // When it started and when the machine did is not known.
    (identity.pid, identity.started, identity.boot) = (process, 0, "")
    return identity.life == .gone
  }
}

extension Project {
  /// Removes what killed viewers have left while writing.
  func sweepViewerLeftovers() {
    Leftovers.sweep(
      [url] + ["scribbles", "labels", "review", "imported"].map { url.appendingPathComponent($0) })
    Leftovers.sweep([run, mailbox.url]) {
      $0.contains(viewerLockFile.lastPathComponent) || $0.contains(".command.")
    }
  }

  /// Removes what killed trainers have left while writing.
  func sweepTrainerLeftovers() {
    let folders = [
      run, live.url, previousRun, pseudoLabels, url.appendingPathComponent("predictions"),
    ]
    Leftovers.sweep(folders) { !$0.contains(viewerLockFile.lastPathComponent) }
  }
}
