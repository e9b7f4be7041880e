import Foundation
import Viewer

/// The person's key map.
enum KeyMapCheck {
  /// - Parameter file: where it is looked for; nil where there is no home.
  static func findings(_ file: URL? = OwnKeys.usualFile) -> [Finding] {
    guard let file, FileManager.default.fileExists(atPath: file.path) else { return [] }
    do {
      let problems = try OwnKeys.load(file).problems
      guard !problems.isEmpty else { return [.ok("key map", file.path)] }
      return problems.map {
        .note("key map", "\(file.path), \($0)", "correct that line; the others count")
      }
    } catch {
      return [.note("key map", "\(error)", "the viewer keeps its own keys")]
    }
  }
}
