/// One row of the table of typed commands: what is written after `:`.
package struct LineCommand: Sendable {
  /// Names, the first one preferred.
  package let names: [String]
  /// Arguments as help shows them.
  package let arguments: String
  /// What help says.
  package let title: String

  /// The commands that can be typed; `:help`, completion and the reference page read this table.
  package static let all: [LineCommand] = [
    LineCommand("SLICE", "", "go to a slice by number, as in :42"),
    LineCommand("w write", "", "write the sparse label map now (strokes are safe without it)"),
    LineCommand("q quit", "", "quit; q! quits though strokes could not be written"),
    LineCommand("wq x", "", "write and quit"),
    LineCommand("label", "NUMBER NAME", "choose, add or name a label; :label delete NUMBER"),
    LineCommand("set window", "LOW HIGH", "intensities shown black and white"),
    LineCommand("set brush", "SIZE", "diameter of the brush in voxels"),
    LineCommand("set zoom", "fit or PIXELS", "pixels for a voxel; 2 is one voxel a cell"),
    LineCommand("set contrast", "high or normal", "digits in the cells of labels"),
    LineCommand("set panel", "on or off", "side panel"),
    LineCommand(
      "set view", "large, three or mosaic", "one slice, the three planes, or many slices"),
    LineCommand("set auto", "on or off", "train by itself after strokes"),
    LineCommand("set margin", "MILLIMETRES or off", "how far around the strokes training looks"),
    LineCommand("plane", "axial, coronal or sagittal", "change the plane"),
    LineCommand("go", "I J K", "put the cursor on a voxel"),
    LineCommand("case", "NAME or NUMBER", "open another volume of the project"),
    LineCommand("cases", "", "list of volumes"),
    LineCommand("slices", "", "list of slices, most useful first"),
    LineCommand("train", "", "start training"),
    LineCommand("stop", "", "stop training"),
    LineCommand("pause", "", "pause training"),
    LineCommand("resume", "", "go on"),
    LineCommand("accept", "", "accept this slice"),
    LineCommand("reject", "", "reject this slice"),
    LineCommand("promote", "", "keep this slice's prediction as labels"),
    LineCommand("export", "FILE.png", "write the slice with its overlays as a picture"),
    LineCommand("log", "", "where the trainer's log is, and its last words"),
    LineCommand("help", "", "these commands; ? lists the keys"),
  ]

  init(_ names: String, _ arguments: String, _ title: String) {
    self.names =
      names.hasPrefix("set ") ? [names] : names.split(separator: " ").map(String.init)
    self.arguments = arguments
    self.title = title
  }

  /// Whether a line that begins with a word is a command, or, with `orFront`, may become one.
  static func isWord(_ word: String, orFront: Bool) -> Bool {
    Int(word) != nil || firstWords.contains { $0 == word || (orFront && $0.hasPrefix(word)) }
  }

  private static let firstWords: [String] =
    all.dropFirst().flatMap(\.names).compactMap { $0.split(separator: " ").first.map(String.init) }
    + ["q!", "quit!", "undo", "redo"]

  /// The words among the arguments that are typed as they stand; others stand for what they name.
  private var words: [String] {
    arguments.replacing(" or ", with: ", ").split(separator: ", ").map(String.init).filter { word in
      word.allSatisfy(\.isLowercase)
    }
  }

  /// Commands that begin with a text, for completion.
  static func completions(of text: String) -> [String] {
    let names = all.dropFirst().flatMap(\.names)
    let whole = all.dropFirst().flatMap { command in
      command.names.flatMap { name in command.words.map { "\(name) \($0)" } }
    }
    return (names + whole).filter { $0.hasPrefix(text) && $0 != text }
  }
}
