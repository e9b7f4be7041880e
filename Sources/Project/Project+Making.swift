import Foundation
import Volume

/// Making a project: whole or not at all, and never over one that somebody uses.
extension Project {
  /// Makes a project folder without volumes.
  ///
  /// - Parameters:
  ///   - url: where; conventionally NAME.inkling.
  ///   - labels: classes with colours; becomes labels.txt.
  ///   - replacing: an existing project is renamed to NAME.replaced-TIME, not deleted.
  /// - Throws: `ProjectError.projectExists`, `.unwritable`.
  package static func create(
    _ url: URL, labels: LabelTable, settings: ProjectSettings = .init(), replacing: Bool = false
  ) throws -> Project {
    try makeRoom(url, replacing: replacing)
    var project = Project(
      url: url,
      description: ProjectDescription(
        classes: labels.labels.map { ClassEntry(id: $0.id, name: $0.name) }, settings: settings),
      exists: false)
    try project.create(labels: labels)
    return project
  }

  /// Makes a project whole or not at all: it is built beside `url` and renamed into place.
  ///
  /// - Parameters:
  ///   - replacing: as in `create`.
  ///   - fill: adds volumes and scribbles; `project.json` is written afterwards.
  /// - Throws: as `create`, and what `fill` throws; then nothing is left behind.
  package static func build(
    _ url: URL, labels: LabelTable, settings: ProjectSettings = .init(), replacing: Bool = false,
    fill: (inout Project) throws -> Void
  ) throws -> Project {
    let target = URL(fileURLWithPath: url.path, isDirectory: true).standardizedFileURL
    if isProject(target), !replacing { throw ProjectError.projectExists(path: target.path) }
    try WholeFolder.make(target, makeRoom: { try makeRoom($0, replacing: replacing) }) { making in
      var project = try create(making, labels: labels, settings: settings)
      try fill(&project)
      try project.write()
    }
    return try open(target)
  }

  /// Sees to it that there is nothing at `url`, or an empty folder. Only a project that nobody uses is moved.
  private static func makeRoom(_ url: URL, replacing: Bool) throws {
    guard FileSignature(of: url).size >= 0 else { return }
    if isProject(url) {
      guard replacing else { throw ProjectError.projectExists(path: url.path) }
      for (name, role) in [("run/lock", "trainer"), ("run/viewer.lock", "viewer")] {
        let file = url.appendingPathComponent(name)
        let state = RunLock.inspect(file)
        if case .held = state {
          throw ProjectError.locked(RunLock.sentence(state, file, role: role))
        }
      }
      return try moveAside(url)
    }
    guard (try? FileManager.default.contentsOfDirectory(atPath: url.path))?.isEmpty == true else {
      throw ProjectError.sentence(
        "\(url.path) is there already and is not an inkling project. Choose another name.")
    }
  }

  /// Renames a project folder to NAME.replaced-TIME.
  private static func moveAside(_ url: URL) throws {
    let aside = url.aside(".replaced-")
    guard rename(url.path, aside.path) == 0 else {
      throw ProjectError.unwritable(path: url.path, reason: FileBytes.systemMessage())
    }
  }
}
