import Foundation
import Volume

/// A project folder and what its project.json says.
///
/// A value: changes of `description` reach the disk by `write`. Two programs change project.json only
/// when a person runs `inkling add` beside the viewer, so the viewer reads it again before it writes.
public struct Project: Equatable, Sendable {
  /// The folder, absolute.
  public let url: URL
  /// Volumes, classes and settings.
  public var description: ProjectDescription
  /// False until an implicit project has been created.
  public private(set) var exists: Bool

  init(url: URL, description: ProjectDescription, exists: Bool) {
    self.url = URL(fileURLWithPath: url.path, isDirectory: true).standardizedFileURL
    self.description = description
    self.exists = exists
  }

  /// Opens the project at `url`.
  /// - Throws: `AnnotationError.noProject`, `.newer`, `.invalid`, `.unreadable`.
  public static func open(_ url: URL) throws -> Project {
    let folder =
      url.lastPathComponent == "project.json" ? url.deletingLastPathComponent() : url
    let file = folder.appendingPathComponent("project.json")
    guard let bytes = try FileBytes.read(file, limit: 1 << 26) else {
      throw AnnotationError.noProject(path: folder.path)
    }
    return Project(
      url: folder, description: try ProjectDescription.read(bytes, path: file.path), exists: true)
  }

  /// Whether there is a project at `url`.
  public static func isProject(_ url: URL) -> Bool {
    FileManager.default.fileExists(atPath: url.appendingPathComponent("project.json").path)
  }

  /// Makes a project folder without volumes.
  ///
  /// - Parameters:
  ///   - url: where; conventionally NAME.inkling.
  ///   - labels: classes with colours; becomes labels.txt.
  ///   - replacing: an existing project is renamed to NAME.replaced-TIME, not deleted.
  /// - Throws: `AnnotationError.projectExists`, `.unwritable`.
  public static func create(
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
  public static func build(
    _ url: URL, labels: LabelTable, settings: ProjectSettings = .init(), replacing: Bool = false,
    fill: (inout Project) throws -> Void
  ) throws -> Project {
    let target = URL(fileURLWithPath: url.path, isDirectory: true).standardizedFileURL
    let parent = target.deletingLastPathComponent()
    if isProject(target), !replacing { throw AnnotationError.projectExists(path: target.path) }
    try FileBytes.makeFolder(parent)
    Leftovers.sweepHalfMade(beside: target)
    // In the same folder, so that relative paths stay what they are.
    let making = parent.appendingPathComponent(
      FileName.fitting(
        target.lastPathComponent, after: ".",
        before: Leftovers.makingMark + TemporaryFile.owner))
    do {
      var project = try create(making, labels: labels, settings: settings)
      try fill(&project)
      try project.write()
      try makeRoom(target, replacing: replacing)
      guard rename(making.path, target.path) == 0 else {
        throw AnnotationError.unwritable(path: target.path, reason: FileBytes.systemMessage())
      }
    } catch {
      try? FileManager.default.removeItem(at: making)
      throw error
    }
    return try open(target)
  }

  /// Writes the folder of a project that exists only in memory; does nothing when it is there.
  public mutating func create(labels: LabelTable? = nil) throws {
    guard !exists else { return }
    guard !Project.isProject(url) else { throw AnnotationError.projectExists(path: url.path) }
    try makeFolders()
    try (labels ?? labelTable).write(to: labelsFile)
    try write()
    exists = true
  }

  /// Makes the folders of a project where they are missing: version control, for one, keeps no empty folders.
  /// - Throws: `AnnotationError.unwritable`.
  func makeFolders() throws {
    for folder in Project.folders { try FileBytes.makeFolder(url.appendingPathComponent(folder)) }
  }

  private static let folders = [
    "scribbles", "labels", "predictions", "review", "run/commands", "run/live",
  ]

  /// Which of a project's folders, and whether project.json, are missing: names, outer ones first.
  public var missingParts: [String] {
    if FileSignature(of: url).size < 0 { return [url.path] }
    return (["project.json"] + Project.folders).filter {
      FileSignature(of: url.appendingPathComponent($0)).size < 0
    }
  }

  /// Makes folders, project.json and labels.txt again where they were removed.
  /// - Parameter labels: names and colours as they were.
  public func makeAgain(labels: LabelTable?) throws {
    try makeFolders()
    guard !Project.isProject(url) else { return }
    if FileSignature(of: labelsFile).size < 0 { try (labels ?? labelTable).write(to: labelsFile) }
    try write()
  }

  /// Replaces project.json.
  /// - Throws: `VolumeError.writeFailed`.
  public func write() throws {
    try AtomicFile.write(try description.json(), to: url.appendingPathComponent("project.json"))
  }

  /// Sees to it that there is nothing at `url`, or an empty folder. Only a project that nobody uses is moved.
  private static func makeRoom(_ url: URL, replacing: Bool) throws {
    guard FileSignature(of: url).size >= 0 else { return }
    if isProject(url) {
      guard replacing else { throw AnnotationError.projectExists(path: url.path) }
      for (name, role) in [("run/lock", "trainer"), ("run/viewer.lock", "viewer")] {
        let file = url.appendingPathComponent(name)
        let state = RunLock.inspect(file)
        if case .held = state {
          throw AnnotationError.locked(RunLock.sentence(state, file, role: role))
        }
      }
      return try moveAside(url)
    }
    guard (try? FileManager.default.contentsOfDirectory(atPath: url.path))?.isEmpty == true else {
      throw AnnotationError.sentence(
        "\(url.path) is there already and is not an inkling project. Choose another name.")
    }
  }

  /// Renames a project folder to NAME.replaced-TIME.
  private static func moveAside(_ url: URL) throws {
    let aside = url.aside(".replaced-")
    guard rename(url.path, aside.path) == 0 else {
      throw AnnotationError.unwritable(path: url.path, reason: FileBytes.systemMessage())
    }
  }
}

extension ProjectDescription {
  /// Reads project.json; says in one sentence what is wrong with it.
  static func read(_ bytes: [UInt8], path: String) throws -> ProjectDescription {
    struct Version: Decodable { var format: Int }
    let data = Data(bytes)
    do {
      let version = try JSONDecoder().decode(Version.self, from: data).format
      guard version <= currentFormat else {
        throw AnnotationError.newer(path: path, version: version, known: currentFormat)
      }
      let description = try JSONDecoder().decode(ProjectDescription.self, from: data)
      try description.check(path: path)
      return description
    } catch let error as AnnotationError {
      throw error
    } catch {
      throw AnnotationError.invalid(
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
    func refuse(_ expected: String, _ found: String) -> AnnotationError {
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

/// What is wrong with a JSON file, in a few words.
enum JSONFault {
  static func sentence(_ error: any Error, _ data: Data) -> String {
    func place(_ context: DecodingError.Context) -> String {
      let path = context.codingPath.map(\.stringValue).joined(separator: ".")
      return path.isEmpty ? "" : " at \(path)"
    }
    // Of a number that does not fit its type, Foundation says that the text is not JSON.
    let isJSON = (try? JSONSerialization.jsonObject(with: data)) != nil
    let broken = isJSON ? "a number that is too large or not whole" : "text that is not JSON"
    return switch error as? DecodingError {
    case .keyNotFound(let key, let context): "no \"\(key.stringValue)\"" + place(context)
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      "a value of the wrong type" + place(context)
    case .dataCorrupted(let context):
      (context.codingPath.isEmpty ? broken : context.debugDescription) + place(context)
    default: broken
    }
  }
}

extension Date {
  /// Without fractions of a second, as text files keep it.
  var wholeSeconds: Date { Date(timeIntervalSince1970: timeIntervalSince1970.rounded(.down)) }

  /// For file names: 20260801T101500Z.
  var fileStamp: String {
    formatted(.iso8601.dateSeparator(.omitted).timeSeparator(.omitted))
  }
}
