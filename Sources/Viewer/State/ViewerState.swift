import Foundation
import Project
import Volume

/// Everything the viewer knows. A value: `update` makes a new one of an event, `draw` makes cells of it, and
/// what is to happen outside is left in `outbox` for the shell.
package struct ViewerState: Sendable {
  // MARK: Screen

  /// Size of the screen in cells.
  var columns: Int
  var rows: Int
  /// What the terminal can show.
  var appearance: Appearance
  /// Whether the side panel is wanted.
  var showsPanel = true
  /// Which slices are to be seen together, where there is room.
  var wantedArrangement = Arrangement.large
  /// What a mosaic was opened from, and leads back to.
  var arrangementBeforeMosaic = Arrangement.large
  /// Which key does what.
  var keys = KeyMap.standard
  /// What covers the slice, if anything.
  var page: Page? { didSet { if page == nil { pageSearch = nil } } }
  /// What is looked for in it.
  var pageSearch: PageSearch?
  /// What is being typed after `:`, or after `/` on a page.
  var commandLine: CommandLine?
  /// Lines typed before, oldest first.
  var commandHistory: [String] = []
  /// The last thing said.
  var message: Message? { didSet { messageTime = now } }
  /// When it was said.
  private(set) var messageTime = Date(timeIntervalSince1970: 0)
  /// What the last key asked before doing it.
  var question: Question?
  /// Where the clock on the wall is that times are shown by.
  var timeZone = TimeZone.current
  /// The time of the last tick.
  var now = Date(timeIntervalSince1970: 0)

  // MARK: Data

  /// The project: volumes, labels, where it lies.
  var project: ProjectView
  /// The volume on screen with its strokes and predictions.
  var open: OpenCase
  /// Why nothing may be changed; nil when it may.
  var readOnlyReason: String?
  /// Label maps that are being written for other programs.
  var exporting = ExportsUnderWay()
  /// Why something is not on disk; nil when all is.
  var unsaved: SavingProblem?

  // MARK: Looking and drawing

  /// Plane, cursor, zoom, window.
  var view: SliceView
  /// Brush and stroke.
  var pen = Pen()
  /// Whether the frames of the image are shown in turn.
  var isCine = false
  /// The frame that is being read.
  var askedFrame: Int?
  /// Which layers are shown.
  var overlays = Overlays()
  /// How the prediction on screen is compared with the one before; until another slice is on screen.
  var comparison: PredictionComparison?
  /// Whether accepting goes on to the next slice.
  var stepsOn = false
  /// The trainer as its files tell.
  var trainer = TrainerView()
  /// What can be chosen for training.
  var menu = TrainingMenu()

  /// What is to be done outside; `update` hands it over.
  var outbox: [Effect] = []

  /// The state when a volume has just been opened.
  init(
    columns: Int, rows: Int, appearance: Appearance, project: ProjectView, open: OpenCase,
    readOnlyReason: String? = nil
  ) {
    self.columns = columns
    self.rows = rows
    self.appearance = appearance
    self.project = project
    self.open = open
    self.readOnlyReason = readOnlyReason
    view = SliceView(plane: open.homePlane, cursor: open.middle, window: open.automaticWindow)
    pen.label = project.labels.labels.first?.id ?? 1
    if let last = open.lastView { recall(last) }
  }

  /// Takes over another volume: the view is that of the last time or starts afresh, brush and layers stay. The same
  /// volume, read anew, is looked at as before.
  mutating func takeOver(_ opened: OpenCase) {
    leaveSlice()
    let isSame =
      opened.name == open.name && opened.volume.geometry.size == open.volume.geometry.size
    open = opened
    (isCine, askedFrame) = (false, nil)
    pen.last = nil
    guard !isSame else { return }
    let plane = opened.homePlane
    view = SliceView(plane: plane, cursor: opened.middle, window: opened.automaticWindow)
    pen.copied = nil
    if let last = opened.lastView { recall(last) }
  }

  // MARK: Saying things

  /// Puts a sentence on the message line.
  mutating func say(_ text: String, _ kind: Message.Kind = .done) { message = Message(text, kind) }

  /// Forgets a message whose time is over, and the question in it: a key must not answer what nobody can read any more.
  mutating func dropOldMessage() {
    guard let seconds = message?.kind.secondsShown, now.timeIntervalSince(messageTime) > seconds
    else { return }
    message = nil
    question = nil
  }

  /// What arrow keys and the left button do now; the mode word.
  var mode: Mode {
    if let commandLine { return commandLine.purpose == .search ? .search : .command }
    if let page { return page.mode }
    if view.setsWindow { return .window }
    if comparisonOnScreen == .before { return .before }
    if arrangement == .mosaic { return .mosaic }
    if readOnlyReason != nil || frameReason != nil { return .readOnly }
    if let stroke = pen.stroke { return stroke.label == 0 ? .erasing : .painting }
    if pen.anchor != nil || pen.drag != nil { return .line }
    if comparisonOnScreen == .difference { return .difference }
    return pen.erases ? .erase : .draw
  }
}

/// The mode words. Every one fits the same eight cells.
enum Mode: String, CaseIterable, Sendable {
  case draw = "DRAW"
  case painting = "PEN DOWN"
  case erase = "ERASE"
  case erasing = "ERASING"
  case line = "LINE"
  case window = "WINDOW"
  case before = "BEFORE"
  case difference = "CHANGES"
  case mosaic = "MOSAIC"
  case readOnly = "LOOK"
  case command = "COMMAND"
  case search = "SEARCH"
  case help = "HELP"
  case list = "LIST"
  case training = "TRAINING"
}

/// The volumes and labels of a project, as far as the screen needs them.
package struct ProjectView: Sendable {
  /// What people call it.
  var name: String
  /// The folder.
  var url: URL
  /// Whether the folder exists; an image opened by itself gets one with the first stroke or setting.
  var exists: Bool
  /// The volumes in their order.
  var cases: [CaseView]
  /// Number of the open volume.
  var current: Int
  /// Classes with names and colours.
  var labels: LabelTable
  /// Millimetres around all strokes that training is bounded to; nil when it is not.
  var regionMargin: Double?
  /// Whether training can be bounded at all: not with the `cohort` preset.
  var isBounded = true
  /// How the project is trained.
  var settings = ProjectSettings()
}

/// One line of the list of volumes.
struct CaseView: Equatable, Sendable {
  var name: String
  /// Slices with a scribble, and slices that are done, of how many; nil until somebody looked.
  var progress: CaseProgress?
}

/// How far one volume is.
package struct CaseProgress: Equatable, Sendable {
  /// Slices with a scribble.
  var annotated: Int
  /// Slices accepted or corrected.
  var done: Int
  /// Slices there are.
  var slices: Int
}

extension ProjectView {
  /// Takes over how far volumes are.
  mutating func take(_ progress: [Int: CaseProgress]) {
    for (index, progress) in progress where cases.indices.contains(index) {
      cases[index].progress = progress
    }
  }
}
