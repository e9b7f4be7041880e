import Logging
import Project

extension Session {
  /// Keeps what could not be done in run/viewer.log, for whoever is asked why.
  func keep(failure: String) {
    guard project.exists, readOnlyReason == nil else { return }
    Logger(label: "inkling.viewer") { [log = project.viewerLog] _ in FileLog(log) }
      .error("\(open.name): \(failure)")
  }
}
