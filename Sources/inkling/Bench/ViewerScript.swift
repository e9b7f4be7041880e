/// Events of one kind as a person would cause them: what is done before, and a cycle that is repeated.
struct ViewerScript {
  /// One write to the terminal.
  struct Step {
    var bytes: [UInt8]
    /// Whether its answer is measured.
    var counts = true
  }

  /// A word for reports.
  let name: String
  var before: [Step] = []
  var cycle: [Step] = []

  /// What all scripts need to know.
  struct Place {
    /// A cell in the middle of the slice, counted from 1 as terminals report it.
    var column: Int
    var row: Int
    /// Slices that there are on each side of the one that is shown first, at least.
    var slices: Int

    /// - Parameters:
    ///   - columns: of the screen.
    ///   - rows: of the screen.
    ///   - slices: of the image.
    init(columns: Int, rows: Int, slices: Int) {
      // The panel beside the slice, the row above it and the two below it.
      column = (columns - (columns >= 72 ? 32 : 0)) / 2
      row = 1 + (rows - 3) / 2
      self.slices = max(0, min(4, (slices - 1) / 2))
    }
  }

  /// All kinds, in the order in which they are measured: what is undone must have been drawn before.
  static func all(_ place: Place) -> [ViewerScript] {
    [
      cursor, keyStroke, mouseStroke(place), slices("slice", [fit], place),
      slices("slice zoomed", [fit, key("z")], place), zoom, pan, undo, help,
    ].filter { !$0.cycle.isEmpty }
  }

  // MARK: Kinds

  private static let cursor = ViewerScript(
    name: "cursor", before: [fit],
    cycle: keys(10, right) + keys(5, down) + keys(10, left) + keys(5, up))

  /// Strokes along the sides of a square, again and again with another label, so that each changes voxels.
  private static let keyStroke: ViewerScript = {
    func side(_ step: String) -> [Step] { [key(" ")] + keys(3, step) + [key(" ")] }
    let square = side(right) + side(down) + side(left) + side(up)
    return ViewerScript(
      name: "stroke by keys", before: [fit],
      cycle: [quietly("1")] + square + [quietly("2")] + square)
  }()

  /// Painted with the left button and erased with the right one.
  private static func mouseStroke(_ place: Place) -> ViewerScript {
    func stroke(_ button: Int, _ row: Int) -> [Step] {
      let columns = (0..<5).map { place.column - 6 + 3 * $0 }
      return [mouse(button, columns[0], row)] + columns[1...3].map { mouse(button + 32, $0, row) }
        + [mouse(button, columns[4], row, final: "m")]
    }
    return ViewerScript(
      name: "stroke by mouse", before: [fit],
      cycle: [-4, 0, 4].flatMap { stroke(0, place.row + $0) + stroke(2, place.row + $0) })
  }

  private static func slices(_ name: String, _ before: [Step], _ place: Place) -> ViewerScript {
    let count = place.slices
    return ViewerScript(
      name: name, before: before,
      cycle: keys(count, "n") + keys(2 * count, "p") + keys(count, "n"))
  }

  private static let zoom = ViewerScript(
    name: "zoom", before: [fit, quietly("z")],
    cycle: keys(2, "+") + keys(3, "-") + keys(1, "+"))

  private static let pan = ViewerScript(
    name: "pan", before: [fit, quietly("z"), quietly("+"), quietly("+")],
    cycle: ["C", "B", "D", "A"].flatMap { keys(2, "\u{1b}[1;5\($0)") })

  private static let undo = ViewerScript(
    name: "undo and redo", before: [fit], cycle: keys(5, "u") + keys(5, "\u{12}"))

  private static let help = ViewerScript(name: "help", before: [fit], cycle: keys(2, "?"))

  // MARK: Events

  private static let (right, left, up, down) = ("\u{1b}OC", "\u{1b}OD", "\u{1b}OA", "\u{1b}OB")
  private static let fit = quietly("f")

  private static func key(_ text: String) -> Step { Step(bytes: Array(text.utf8)) }
  private static func quietly(_ text: String) -> Step {
    Step(bytes: Array(text.utf8), counts: false)
  }
  private static func keys(_ count: Int, _ text: String) -> [Step] {
    Array(repeating: key(text), count: count)
  }

  /// A mouse report.
  static func mouse(_ code: Int, _ column: Int, _ row: Int, final: String = "M") -> Step {
    key("\u{1b}[<\(code);\(column);\(row)\(final)")
  }
}
