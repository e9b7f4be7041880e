import Foundation
import Volume

/// A folder that is made whole or not at all: built beside its place and renamed.
enum WholeFolder {
  /// Makes a folder.
  ///
  /// - Parameters:
  ///   - makeRoom: sees to it that nothing is at the place, or an empty folder; called when the folder is whole.
  ///   - fill: writes into the address that it is given, an empty folder.
  /// - Throws: `ProjectError.unwritable`, and what `makeRoom` and `fill` throw: then nothing is left behind.
  static func make(
    _ place: URL, makeRoom: (URL) throws -> Void = { try check($0) }, fill: (URL) throws -> Void
  ) throws {
    let target = URL(fileURLWithPath: place.path, isDirectory: true).standardizedFileURL
    let parent = target.deletingLastPathComponent()
    try FileBytes.makeFolder(parent)
    Leftovers.sweepHalfMade(beside: target)
    let making = parent.appendingPathComponent(
      FileName.fitting(
        target.lastPathComponent, after: ".",
        before: Leftovers.makingMark + TemporaryFile.owner))
    do {
      try FileBytes.makeFolder(making)
      try fill(making)
      try makeRoom(target)
      // An empty folder of the name gives way; anything else that came meanwhile does not.
      guard rename(making.path, target.path) == 0 else {
        throw ProjectError.unwritable(path: target.path, reason: FileBytes.systemMessage())
      }
    } catch {
      try? FileManager.default.removeItem(at: making)
      throw error
    }
  }

  /// - Throws: `ProjectError.sentence` unless there is nothing, or an empty folder.
  static func check(_ target: URL) throws {
    guard FolderNames.isThere(target) else { return }
    let content = try? FileManager.default.contentsOfDirectory(atPath: target.path)
    guard content?.isEmpty == true else {
      throw ProjectError.sentence(
        "\(target.path) is there already. Choose another name, or move it away first.")
    }
  }
}
