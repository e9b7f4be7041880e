import Foundation
import Volume

/// A project folder and what its project.json says.
///
/// A value: changes of `description` reach the disk by `write`. Two programs change project.json only
/// when a person runs `inkling add` beside the viewer, so the viewer reads it again before it writes.
package struct Project: Equatable, Sendable {
  /// The folder, absolute.
  package let url: URL
  /// Volumes, classes and settings.
  package var description: ProjectDescription
  /// False until an implicit project has been created.
  package private(set) var exists: Bool

  init(url: URL, description: ProjectDescription, exists: Bool) {
    self.url = URL(fileURLWithPath: url.path, isDirectory: true).standardizedFileURL
    self.description = description
    self.exists = exists
  }

  /// Opens the project at `url`.
  /// - Throws: `ProjectError.noProject`, `.newer`, `.invalid`, `.unreadable`.
  package static func open(_ url: URL) throws -> Project {
    let folder =
      url.lastPathComponent == "project.json" ? url.deletingLastPathComponent() : url
    let file = folder.appendingPathComponent("project.json")
    guard let bytes = try FileBytes.read(file, limit: 1 << 26) else {
      throw ProjectError.noProject(path: folder.path)
    }
    return Project(
      url: folder, description: try ProjectDescription.read(bytes, path: file.path), exists: true)
  }

  /// Whether there is a project at `url`.
  package static func isProject(_ url: URL) -> Bool {
    FileManager.default.fileExists(atPath: url.appendingPathComponent("project.json").path)
  }

  /// Writes the folder of a project that exists only in memory; does nothing when it is there.
  package mutating func create(labels: LabelTable? = nil) throws {
    guard !exists else { return }
    guard !Project.isProject(url) else { throw ProjectError.projectExists(path: url.path) }
    try makeFolders()
    try (labels ?? labelTable).write(to: labelsFile)
    try write()
    exists = true
  }

  /// Makes the folders of a project where they are missing: version control, for one, keeps no empty folders.
  /// - Throws: `ProjectError.unwritable`.
  func makeFolders() throws {
    for folder in Project.folders { try FileBytes.makeFolder(url.appendingPathComponent(folder)) }
  }

  static let folders = [
    "scribbles", "labels", "predictions", "review", "run/commands", "run/live",
  ]

  /// Which of a project's folders, and whether project.json, are missing: names, outer ones first.
  package var missingParts: [String] {
    if FileSignature(of: url).size < 0 { return [url.path] }
    return (["project.json"] + Project.folders).filter {
      FileSignature(of: url.appendingPathComponent($0)).size < 0
    }
  }

  /// Makes folders, project.json and labels.txt again where they were removed.
  /// - Parameter labels: names and colours as they were.
  package func makeAgain(labels: LabelTable?) throws {
    try makeFolders()
    guard !Project.isProject(url) else { return }
    if FileSignature(of: labelsFile).size < 0 { try (labels ?? labelTable).write(to: labelsFile) }
    try write()
  }

  /// Replaces project.json.
  /// - Throws: `VolumeError.writeFailed`.
  package func write() throws {
    try AtomicFile.write(try description.json(), to: url.appendingPathComponent("project.json"))
  }
}

extension ProjectDescription {
  /// Reads project.json; says in one sentence what is wrong with it.
  static func read(_ bytes: [UInt8], path: String) throws -> ProjectDescription {
    struct FormatOnly: Decodable { var format: Int }
    let data = Data(bytes)
    do {
      let version = try JSONDecoder().decode(FormatOnly.self, from: data).format
      guard version <= currentFormat else {
        throw ProjectError.newer(path: path, version: version, known: currentFormat)
      }
      let description = try JSONDecoder().decode(ProjectDescription.self, from: data)
      try description.check(path: path)
      return description
    } catch let error as ProjectError {
      throw error
    } catch {
      throw ProjectError.invalid(
        path: path, expected: "a project description in JSON",
        found: JSONFault.sentence(error, data))
    }
  }

  /// Readable JSON with sorted keys and a final newline.
  func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data("\n".utf8)
  }

  private func check(path: String) throws {
    func refuse(_ expected: String, _ found: String) -> ProjectError {
      .invalid(path: path, expected: expected, found: found)
    }
    let names = volumes.map(\.caseName)
    if let twice = names.first(where: { name in names.filter { $0 == name }.count > 1 }) {
      throw refuse("every case once", "\(twice) twice")
    }
    let ids = classes.map(\.id)
    guard Set(ids).count == ids.count, ids.allSatisfy({ (1...253).contains($0) }) else {
      throw refuse("different class ids from 1 to 253", "\(ids)")
    }
  }
}
