import Annotation

/// One row of the key table: keys, what they do, and how help says it.
package struct Binding: Sendable {
  /// The keys, any of which will do.
  package internal(set) var keys: [Key]
  /// What they do.
  package let command: Command
  /// What help says; empty where the row above already speaks for this one.
  package let title: String

  init(_ keys: String, _ command: Command, _ title: String = "") {
    self.keys = keys.split(separator: " ").compactMap { Key(parsing: String($0)) }
    self.command = command
    self.title = title
  }
}

/// A heading of the key table with its rows.
package struct BindingGroup: Sendable {
  /// The heading.
  package let title: String
  /// The rows.
  package internal(set) var bindings: [Binding]
}

/// The only place that says which key does what unless a person has a key map: dispatch, the `?` screen and the reference
/// page all read it.
package enum KeyTable {
  /// Keys while the slice is on screen.
  package static let slice: [BindingGroup] = [moving, looking, drawing, training, review, program]

  /// Keys while a list or a page of text is on screen.
  package static let list = BindingGroup(
    title: "Lists and help",
    bindings: [
      Binding("Up k", .scroll(-1), "line up"),
      Binding("Down j", .scroll(1), "line down"),
      Binding("PgUp", .page(-1), "page up"),
      Binding("PgDn Space", .page(1), "page down"),
      Binding("Home g", .top, "top"),
      Binding("End G", .bottom, "bottom"),
      Binding("Enter", .choose, "go to the chosen line"),
      Binding("/", .search, "look for a text"),
      Binding("n", .searchNext(forward: true), "next match"),
      Binding("N", .searchNext(forward: false), "match before"),
      Binding("u", .undo, "list of strokes: undo back to the chosen one"),
      Binding("Ctrl-R", .redo, "list of strokes: redo one"),
      Binding("Esc q ? F1 r C S Ctrl-C", .close, "close"),
      Binding("Ctrl-L", .redraw, "draw the screen anew"),
      Binding("Ctrl-Z", .suspend, "back to the shell; fg returns"),
    ])

  static let moving = BindingGroup(
    title: "Moving",
    bindings: [
      Binding("h Left", .cursor(columns: -1, rows: 0), "cursor by one voxel"),
      Binding("j Down", .cursor(columns: 0, rows: 1)),
      Binding("k Up", .cursor(columns: 0, rows: -1)),
      Binding("l Right", .cursor(columns: 1, rows: 0)),
      Binding("H Shift-Left", .cursor(columns: -10, rows: 0), "cursor by ten voxels"),
      Binding("J Shift-Down", .cursor(columns: 0, rows: 10)),
      Binding("K Shift-Up", .cursor(columns: 0, rows: -10)),
      Binding("L Shift-Right", .cursor(columns: 10, rows: 0)),
      Binding("/", .cursor(columns: 1, rows: -1), "cursor by one voxel diagonally"),
      Binding("\\", .cursor(columns: 1, rows: 1)),
      Binding("|", .cursor(columns: -1, rows: -1)),
      Binding("_", .cursor(columns: -1, rows: 1)),
      Binding("n PgDn", .slice(1), "next slice"),
      Binding("p PgUp", .slice(-1), "previous slice"),
      Binding("Ctrl-D", .slice(10), "ten slices on"),
      Binding("Ctrl-U", .slice(-10), "ten slices back"),
      Binding("g Home", .firstSlice, "first slice"),
      Binding("G End", .lastSlice, "last slice"),
      Binding("]", .annotated(forward: true), "next slice with scribbles"),
      Binding("[", .annotated(forward: false), "previous slice with scribbles"),
      Binding("}", .uncertain(forward: true), "next most uncertain slice"),
      Binding("{", .uncertain(forward: false), "back to the one before it"),
      Binding("Tab", .plane(1), "axial, coronal, sagittal; the next of three views"),
      Binding("Shift-Tab", .plane(-1)),
      Binding("N", .otherCase(1), "next volume of the project"),
      Binding("B", .otherCase(-1), "previous volume"),
      Binding("C", .caseList, "list of volumes"),
    ])

  static let looking = BindingGroup(
    title: "Looking",
    bindings: [
      Binding("+ =", .zoom(1), "zoom in"),
      Binding("-", .zoom(-1), "zoom out"),
      Binding("z", .zoomToCell, "one voxel = one cell, and back"),
      Binding("f", .fit, "whole slice"),
      Binding("c", .centre, "centre on the cursor"),
      Binding("Ctrl-Left", .pan(columns: -1, rows: 0), "move the view"),
      Binding("Ctrl-Down", .pan(columns: 0, rows: 1)),
      Binding("Ctrl-Up", .pan(columns: 0, rows: -1)),
      Binding("Ctrl-Right", .pan(columns: 1, rows: 0)),
      Binding("w", .windowMode, "window: arrows set brightness and contrast"),
      Binding("W", .automaticWindow, "window from the percentiles"),
      Binding("s", .toggle(.scribbles), "show or hide scribbles"),
      Binding("d", .toggle(.prediction), "show or hide the prediction"),
      Binding("U", .toggle(.uncertainty), "show or hide uncertainty"),
      Binding("M", .toggle(.region), "show or hide the region that is trained on"),
      Binding("o", .outline, "prediction as outline or filled"),
      Binding(">", .opacity(1), "filled prediction stronger"),
      Binding("<", .opacity(-1), "filled prediction weaker"),
      Binding("*", .contrast, "high contrast: labels carry digits"),
      Binding("b", .panel, "side panel on or off"),
      Binding("V", .views, "one view, three (from 160 columns on), mosaic of slices"),
    ])

  static let drawing = BindingGroup(
    title: "Drawing",
    bindings: (1...9).map {
      Binding(
        "\($0)", .label(UInt8($0)),
        $0 == 1 ? "label by number, a new one adds it; 12l moves by 12" : "")
    } + [
      Binding("0", .label(Scribbles.background), "background label"),
      Binding(",", .nextLabel(-1), "previous label"),
      Binding(";", .nextLabel(1), "next label"),
      Binding("x", .swapLabel, "swap with the label before"),
      Binding("i", .pickLabel, "take the label under the cursor"),
      Binding("Space", .pen, "pen down, pen up"),
      Binding("Enter", .enter, "the same; in a mosaic: open the slice"),
      Binding("v", .line, "line from here to the cursor"),
      Binding("a", .closeShape(fills: false), "close the line or stroke, or the last one"),
      Binding("I", .closeShape(fills: true), "close it and fill its inside"),
      Binding("F", .flood, "fill what is as light as the voxel here"),
      Binding("!", .straight, "straight lines and drags, on or off"),
      Binding("e", .eraser, "eraser on or off"),
      Binding("(", .brush(-1), "smaller brush"),
      Binding(")", .brush(1), "larger brush"),
      Binding("Q", .squareBrush, "square or round brush"),
      Binding("D", .deepBrush, "brush in three dimensions, on or off"),
      Binding("O", .protect, "paint only where nothing is painted"),
      Binding("u", .undo, "undo, in whichever slice it was"),
      Binding("Ctrl-R", .redo, "redo"),
      Binding(".", .repeatStroke, "last stroke again, at the cursor"),
      Binding("y", .copyStrokes, "copy the strokes of this slice"),
      Binding("P", .pasteStrokes, "put the copied strokes on this slice"),
      Binding("X", .clearSlice, "remove the strokes of this slice"),
      Binding("Delete Backspace", .removeStroke, "remove the stroke under the cursor"),
      Binding("S", .strokes, "list of strokes: go to one, undo back to it"),
      Binding("E", .markEmpty, "mark this slice as all background"),
    ])

  static let training = BindingGroup(
    title: "Training",
    bindings: [
      Binding("t", .train, "train"),
      Binding("T", .autoTrain, "train by itself after strokes, on or off"),
      Binding("Ctrl-T", .stopTraining, "stop training; everything is kept"),
      Binding("Ctrl-P", .pauseTraining, "pause, go on"),
      Binding("%", .trainingPage, "training page: choices, curves, log"),
    ])

  static let review = BindingGroup(
    title: "Review",
    bindings: [
      Binding("A", .accept, "accept this slice"),
      Binding("R", .reject, "reject this slice"),
      Binding("m", .promote, "keep the prediction as label, to correct it"),
      Binding("Z", .interpolate, "keep labels between accepted slices, by shape"),
      Binding("r", .worklist, "list of slices, most useful first"),
      Binding("\"", .note, "note on this slice"),
      Binding("~", .compareBefore, "the prediction before this one, and back"),
      Binding("#", .compareDifference, "where it differs from the one before"),
      Binding("'", .changed, "slice whose prediction changed most since you looked"),
    ])

  static let program = BindingGroup(
    title: "Program",
    bindings: [
      Binding(":", .commandLine, "command line; :help lists the commands"),
      Binding("? F1", .help, "this help"),
      Binding("Esc", .cancel, "pen up, end the line or mode"),
      Binding("Ctrl-F", .frame(1), "next frame of a 4D image"),
      Binding("Ctrl-B", .frame(-1), "frame before"),
      Binding("@", .cine, "all frames in turn; any key stops"),
      Binding("q", .quit, "quit; strokes are saved already"),
      Binding("Ctrl-L", .redraw, "draw the screen anew"),
      Binding("Ctrl-Z", .suspend, "back to the shell; fg returns"),
      Binding("Ctrl-C", .interrupt, "cancel"),
    ])

  /// What the mouse does; every row has a key that does the same.
  package static let mouse: [(use: String, title: String, keys: String)] = [
    ("left drag", "paint", "Space"),
    ("right drag", "erase", "e Space"),
    ("Ctrl-left click", "put the cursor there", "arrows"),
    ("middle drag", "move the view", "Ctrl-arrows"),
    ("wheel", "next and previous slice of the view or row of slices below it", "n p"),
    ("Ctrl-wheel", "zoom", "+ -"),
    ("drag in window mode", "brightness and contrast", "w arrows"),
    (
      "click on a word or a slice's sign",
      "what it says: keys, labels, buttons, slices, lines of this help", "all keys"
    ),
    ("click in a small view", "put the cursor there", "Tab arrows"),
    ("click in one of three views", "work there", "Tab"),
    ("click in a mosaic", "open the slice", "arrows Enter"),
  ]

  /// The commands of groups by their keys.
  static func index(_ groups: [BindingGroup]) -> [Key: Command] {
    var commands: [Key: Command] = [:]
    for binding in groups.flatMap(\.bindings) {
      for key in binding.keys { commands[key] = binding.command }
    }
    return commands
  }
}
