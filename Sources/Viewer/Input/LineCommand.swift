/// One row of the table of typed commands: what is written after `:`.
package struct LineCommand: Sendable {
  /// Names, the first one preferred.
  package let names: [String]
  /// Arguments as help shows them.
  package let arguments: String
  /// What help says.
  package let title: String
  /// What may stand at each place after the name.
  let kinds: [TypedArgument]
  /// What it does.
  let meaning: TypedMeaning

  /// The commands that can be typed; dispatch, `:help`, completion and the reference page read this table.
  package static let all: [LineCommand] = [
    LineCommand("SLICE", "", "go to a slice by number, as in :42", .slice),
    LineCommand(
      "w write", "", "write the sparse label map now (strokes are safe without it)", .write),
    LineCommand("q quit", "", "quit", .quit(force: false)),
    LineCommand("q! quit!", "", "quit though strokes could not be written", .quit(force: true)),
    LineCommand("wq x", "", "write and quit", .writeAndQuit),
    LineCommand(
      "label", "NUMBER NAME", "choose, add or name a label; NUMBER color #RRGGBB colours it",
      .label,
      kinds: [.label, .text]),
    LineCommand("label delete", "LABEL", "remove a label", .removeLabel),
    LineCommand("labels", "", "page of labels: names, colours, millilitres", .labels(nil)),
    LineCommand(
      "labels load", "FILE", "take names and colours of an ITK-SNAP label description",
      .labels("load")),
    LineCommand("labels save", "FILE", "write one; labels! replaces a file", .labels("save")),
    LineCommand("set window", "LOW HIGH or auto", "intensities shown black and white", .window),
    LineCommand(
      "set brush", "SIZE, round or square, flat or 3d", "what the brush covers", .brush,
      kinds: Array(repeating: .number(or: ["round", "square", "flat", "3d"]), count: 3)),
    LineCommand(
      "set tolerance", "PERCENT", "how far intensities of F differ, of the window", .tolerance),
    LineCommand("set reach", "MILLIMETRES", "how far from the cursor F fills", .reach),
    LineCommand("set zoom", "fit or PIXELS", "pixels for a voxel; 2 is one voxel a cell", .zoom),
    LineCommand("set contrast", "high or normal", "digits in the cells of labels", .contrast),
    LineCommand("set panel", "on or off", "side panel", .panel),
    LineCommand(
      "set view", "large, three or mosaic", "one slice, the three planes, or many slices", .view),
    LineCommand("set auto", "on or off", "train by itself after strokes", .automatic),
    LineCommand(
      "set margin", "MILLIMETRES or off", "how far around the strokes training looks", .margin),
    LineCommand("plane", "axial, coronal or sagittal", "change the plane", .plane),
    LineCommand("go", "I J K", "put the cursor on a voxel", .voxel),
    LineCommand(
      "case", "NAME or NUMBER", "open another volume of the project", .volume, kinds: [.volume]),
    LineCommand("cases", "", "list of volumes", .key(.caseList)),
    LineCommand("slices", "", "list of slices, most useful first", .key(.worklist)),
    LineCommand(
      "training", "", "what training is to do, its curves and its log", .key(.trainingPage)),
    LineCommand("train", "", "start training", .key(.train)),
    LineCommand("stop", "", "stop training", .key(.stopTraining)),
    LineCommand("pause", "", "pause training", .key(.pauseTraining)),
    LineCommand("resume", "", "go on", .key(.pauseTraining)),
    LineCommand("accept", "", "accept this slice", .key(.accept)),
    LineCommand("reject", "", "reject this slice", .key(.reject)),
    LineCommand("promote", "", "keep this slice's prediction as labels", .key(.promote)),
    LineCommand(
      "interpolate", "", "keep labels on all slices between accepted ones, by shape", .interpolate),
    LineCommand("copy", "FROM-TO", "put the strokes of this slice on others of the plane", .copy),
    LineCommand("strokes", "", "list of strokes, newest first", .key(.strokes)),
    LineCommand("note", "TEXT", "note on this slice; without text removes it", .note),
    LineCommand("summary", "", "what is done: slices, strokes, millilitres, notes", .summary),
    LineCommand("set step", "on or off", "A goes on to the next slice worth looking at", .step),
    LineCommand("undo", "", "undo, in whichever slice it was", .key(.undo)),
    LineCommand("redo", "", "redo", .key(.redo)),
    LineCommand(
      "export labels", "FILE", "write the segmentation (.nii.gz, .nrrd); export! replaces a file",
      .export("labels")),
    LineCommand(
      "export accepted", "FILE", "write what is accepted, nothing elsewhere", .export("accepted")),
    LineCommand("export scribbles", "FILE", "write the sparse label map", .export("scribbles")),
    LineCommand(
      "export", "FILE.png", "write the slice with its overlays as a picture", .export(nil)),
    LineCommand(
      "import labels", "FILE", "show a segmentation of another program, to accept or correct it",
      .importing("labels")),
    LineCommand("import clear", "", "show the prediction again", .importing("clear")),
    LineCommand("log", "", "where the trainer's log is, and its last words", .log),
    LineCommand("help", "", "these commands; ? lists the keys", .help),
  ]

  /// First words that a second one completes to a name.
  private static let families: Set<String> = ["set", "label", "labels", "export", "import"]

  /// A row; its kinds of arguments are read off what help shows unless they are given.
  init(
    _ names: String, _ arguments: String, _ title: String, _ meaning: TypedMeaning,
    kinds: [TypedArgument]? = nil
  ) {
    let words = names.split(separator: " ").map(String.init)
    self.names = Self.families.contains(words.first ?? "") ? [names] : words
    self.arguments = arguments
    self.title = title
    self.meaning = meaning
    self.kinds = kinds ?? TypedArgument.kinds(of: arguments)
  }

  /// The row that a typed line names, and the words after the name; nil when there is none.
  static func named(by words: [String]) -> (row: LineCommand, rest: [String])? {
    guard let first = words.first else { return nil }
    if Int(first) != nil { return all.first.map { ($0, words) } }
    for length in [2, 1] where words.count >= length {
      let name = words.prefix(length).joined(separator: " ")
      if let row = all.dropFirst().first(where: { $0.names.contains(name) }) {
        return (row, Array(words.dropFirst(length)))
      }
    }
    return nil
  }

  /// The second words of all names that begin with a word, as the settings of `set`.
  static func secondWords(of family: String) -> [String] {
    all.flatMap(\.names).compactMap { name in
      name.hasPrefix(family + " ") ? String(name.dropFirst(family.count + 1)) : nil
    }
  }

  /// Whether a line that begins with a word is a command, or, with `orFront`, may become one.
  static func isWord(_ word: String, orFront: Bool) -> Bool {
    Int(word) != nil || firstWords.contains { $0 == word || (orFront && $0.hasPrefix(word)) }
  }

  private static let firstWords: Set<String> = replacing.union(
    all.dropFirst().flatMap(\.names).compactMap { $0.split(separator: " ").first.map(String.init) })

  /// First words of commands that replace a file.
  static let replacing: Set<String> = ["export!", "labels!"]

  /// What the command of a name does; empty where there is none.
  static func title(of name: String) -> String {
    all.first { $0.names.contains(name) }?.title ?? ""
  }
}
