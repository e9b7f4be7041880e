import Foundation
import Project
import Volume

/// run/views.json: where a person looked in each volume. Only a convenience: a damaged file counts as none, and one that
/// can't be written is left.
struct ViewMemory: Codable {
  /// Views by the names of volumes.
  private(set) var volumes: [String: RememberedView] = [:]

  private static let mostBytes = 1 << 22

  private static func file(_ project: Project) -> URL {
    project.run.appendingPathComponent("views.json")
  }

  private static func read(_ project: Project) -> ViewMemory {
    guard let bytes = SmallFile.read(file(project), most: mostBytes),
      let memory = try? JSONDecoder().decode(ViewMemory.self, from: Data(bytes))
    else { return ViewMemory() }
    return memory
  }

  /// How a volume was looked at; nil when nobody knows.
  static func recall(_ name: String, of project: Project) -> RememberedView? {
    project.exists ? read(project).volumes[name] : nil
  }

  /// Keeps how a volume is looked at; other volumes keep theirs as long as the project has them.
  static func keep(_ view: RememberedView, of name: String, in project: Project) {
    var memory = read(project)
    guard memory.volumes[name] != view else { return }
    memory.volumes = memory.volumes.filter { project.caseNames.contains($0.key) }
    memory.volumes[name] = view
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    guard let bytes = try? encoder.encode(memory) else { return }
    try? AtomicFile.write(bytes, to: file(project))
  }
}

extension Session {
  /// Keeps where the person looks, unless the project is only looked at or is not there.
  func keepView(_ state: ViewerState) {
    guard readOnlyReason == nil, project.exists, lock?.isHeld == true, state.open.name == open.name,
      FileManager.default.fileExists(atPath: project.run.path)
    else { return }
    ViewMemory.keep(RememberedView(state), of: open.name, in: project)
  }
}
