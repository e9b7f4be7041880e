import Foundation
import Viewer

/// What a recording may ask of the viewer. It may come from anybody, so its options and variables are those that
/// `inkling open --record` writes: they choose what is shown and how, and none of them names a file.
enum RecordedWishes {
  private static let withValue: Set = ["--case", "--frame", "--colours", "--graphics"]
  private static let flags: Set = ["--ascii", "--high-contrast", "--lower-blocks", "--read-only"]

  /// - Throws: `Failure` when a recording has others.
  static func check(_ header: SessionRecording.Header, in file: URL) throws {
    func refuse(_ found: String, _ allowed: some Collection<String>) -> Failure {
      Failure(
        "\(file.path) is not replayed: line 1 has \(found), expected none but "
          + allowed.sorted().joined(separator: ", ") + ".")
    }
    var words = header.options[...]
    while let word = words.popFirst() {
      if flags.contains(word) { continue }
      guard withValue.contains(word) else {
        throw refuse("the option \(word.plainLine)", flags.union(withValue))
      }
      // A value that looks like an option would be one to the viewer.
      guard let value = words.popFirst(), !value.hasPrefix("-") else {
        throw Failure(
          "\(file.path) is not replayed: line 1 has the option \(word) without a value; expected one after it."
        )
      }
    }
    let known = SessionRecording.variables
    if let name = header.environment.keys.sorted().first(where: { !known.contains($0) }) {
      throw refuse("the variable \(name.plainLine)", known)
    }
  }
}
