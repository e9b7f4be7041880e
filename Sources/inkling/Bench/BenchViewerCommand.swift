import ArgumentParser
import Foundation
import Trainer
import Viewer
import Volume

/// `inkling bench viewer`: how soon the viewer answers, and with how many bytes.
struct BenchViewerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "viewer",
    abstract: "Time the viewer's answers to keys and mouse in a terminal of its own.",
    discussion: """
      Opens a copy of IMAGE in a pseudo-terminal and sends events of every kind, one when the answer to the one before \
      has ended: when its synchronised update has, or without marks of such, when nothing has come for --quiet \
      milliseconds. Milliseconds count from before the event is written. In the end the screen as an emulator shows it \
      must be the one that Ctrl-L draws on an empty screen; else the exit status is 1. --mouse-burst instead sends mouse \
      events as fast as they are taken, and compares the strokes in the project with those sent.
      """)

  @Argument(help: "An image (.nii, .nii.gz).")
  var image: String
  @Option(
    parsing: .singleValue,
    help: ArgumentHelp("Size of the screen; more than once for several.", valueName: "COLUMNSxROWS")
  )
  var size = ["120x40", "200x60"]
  @Option(help: "Events of each kind.")
  var events = 200
  @Option(help: "How many times the viewer is started.")
  var starts = 5
  @Option(help: "Processes that keep processors busy beside it.")
  var busy = 0
  @Option(help: "Milliseconds without output after which an answer has ended.")
  var quiet = 50.0
  @Option(help: "TERM of the terminal.")
  var term = "xterm-256color"
  @Option(help: "COLORTERM of the terminal; not set unless given.")
  var colorterm: String?
  @Option(
    help: ArgumentHelp(
      "What the terminal answers when it is asked for its attributes (DA1), with \\e for Escape; nothing unless given.",
      valueName: "text"))
  var answer = ""
  @Option(help: "Send about so many mouse events in bursts, and see that none is lost or doubled.")
  var mouseBurst: Int?
  @Flag(help: "Print one JSON document.")
  var json = false
  @Argument(
    parsing: .postTerminator,
    help: ArgumentHelp("Options of `inkling open`, after `--`.", valueName: "options"))
  var options: [String] = []

  func validate() throws {
    _ = try sizes
    guard (1...100_000).contains(events), (1...1000).contains(starts), (0...64).contains(busy),
      (1...10_000).contains(quiet), (20...10_000_000).contains(mouseBurst ?? 20)
    else {
      throw ValidationError(
        "--events lies in 1…100000, --starts in 1…1000, --busy in 0…64, --quiet in 1…10000 milliseconds, "
          + "--mouse-burst in 20…10000000.")
    }
  }

  private var sizes: [(columns: Int, rows: Int)] {
    get throws {
      try size.map { text in
        let numbers = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
        guard numbers.count == 2, let columns = numbers[0], let rows = numbers[1],
          (60...1000).contains(columns), (16...500).contains(rows)
        else {
          throw ValidationError(
            "--size wants 60x16 to 1000x500 cells, such as 120x40; found \"\(text)\".")
        }
        return (columns, rows)
      }
    }
  }

  func run() throws {
    guard case .image(let file) = try ViewerTarget(path: image) else {
      throw Failure("\(image) is a project. Expected an image, of which a copy is drawn on.")
    }
    let header = try ImageHeader.load(file)
    let signals = StopSignals()
    defer { signals.release() }
    var setup = ViewerTrial.Setup(image: file, words: options, events: events, starts: starts)
    setup.signals = signals
    let trials = try sizes.map { size in
      var setting = ViewerProcess.Setting(columns: size.columns, rows: size.rows, name: term)
      setting.quiet = quiet / 1e3
      setting.answer = Array(answer.replacing("\\e", with: "\u{1b}").utf8)
      if let colorterm { setting.variables["COLORTERM"] = colorterm }
      return ViewerTrial(setup: setup, setting: setting)
    }
    let others = try BusyProcesses(busy)
    try withExtendedLifetime(others) {
      if let mouseBurst { return try burst(trials[0], mouseBurst) }
      try measure(trials, header)
    }
  }

  private func measure(_ trials: [ViewerTrial], _ header: ImageHeader) throws {
    var figures: [ViewerFigures] = []
    for trial in trials {
      figures.append(try trial.run(header))
      if !json, let last = figures.last { say(last.text) }
    }
    let processor = KernelFile.value(of: "model name", in: KernelFile.text("/proc/cpuinfo"))
    if json {
      try printJSON(
        ViewerReport(
          processor: processor ?? "unknown", image: fileURL(image).lastPathComponent,
          voxels: header.size.count, terminal: term, events: events, busyProcesses: busy,
          quietMilliseconds: quiet, sizes: figures))
    } else {
      let busyOnes = busy == 1 ? "1 busy process" : "\(busy) busy processes"
      say("\(term), \(busyOnes) beside it, \(processor ?? "unknown processor")")
    }
    guard figures.allSatisfy(\.finalScreenEqualsRedraw) else { throw ExitCode.failure }
  }

  private func burst(_ trial: ViewerTrial, _ count: Int) throws {
    let outcome = try MouseBurst(trial, events: count)
    if json { try printJSON(outcome) } else { say(outcome.text) }
    guard outcome.isComplete else { throw ExitCode.failure }
  }
}
