import Foundation
import Volume

@testable import Project

/// A folder for datasets of small images.
struct DatasetPlace {
  let box: Sandbox
  let url: URL

  init() throws {
    box = try Sandbox()
    url = box.folder["data"]
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  subscript(name: String) -> URL { url.appendingPathComponent(name) }

  /// Writes small images, and the folders they lie in.
  func images(_ names: String..., kind: MapKind = .image) throws {
    for name in names {
      let file = self[name]
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try box.header.write(
        .uint8([UInt8](repeating: 1, count: box.size.count)), to: file, kind: kind)
    }
  }

  func text(_ name: String, _ text: String) throws {
    try FileManager.default.createDirectory(
      at: self[name].deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: self[name])
  }

  func find(_ name: String = ".", _ choice: FolderChoice = FolderChoice()) throws -> FoundFolder {
    try FoundFolder(name == "." ? url : self[name], choice: choice)
  }

  /// The path of a file from the folder.
  func path(_ file: URL?) -> String? {
    file.map { String($0.path.dropFirst(url.path.count + 1)) }
  }

  /// What a failure says.
  func fault(_ name: String = ".", _ choice: FolderChoice = FolderChoice()) -> String {
    do {
      _ = try find(name, choice)
      return ""
    } catch { return "\(error)" }
  }
}
