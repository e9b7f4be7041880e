import Annotation
import ArgumentParser
import Foundation
import Simulation
import Trainer
import Volume

/// `inkling bench interactive`: how good the answer is after some seconds, volume by volume.
struct BenchInteractiveCommand: Computes {
  static let configuration = CommandConfiguration(
    commandName: "interactive",
    abstract:
      "Train on each volume of a folder as a person would; score what is shown after seconds.",
    discussion: """
      Every FOLDER/CASE with image, scribble_few (on some slices) and label becomes a project of its own, and \
      `inkling train --preset interactive` a process of its own. Dice is pooled over the slices without scribbles \
      (over the voxels without where every slice has some), outside the region of interest counts as background; mean \
      over the classes that the truth has there. Seconds count from the start of the process.
      """)

  @Option(
    help: ArgumentHelp("Takes every FOLDER/CASE with an image.nii.gz.", valueName: "folder"))
  var from: String
  @Option(help: "Names of the classes 1, 2, 3…, separated by commas.")
  var classes: String
  @Option(help: "Name of the scribble file in each CASE folder.")
  var scribbleName = "scribble_few.nii.gz"
  @Option(help: "Encoding of the scribbles, where the files do not show it.")
  var scribbleEncoding: ScribbleEncoding?
  @Option(help: "Seconds at which to score, ascending, separated by commas.")
  var marks = "1,2,5,10,30,60"
  @Option(name: .customLong("init"), help: "A checkpoint whose weights to start from.")
  var initCheckpoint: String?
  @Option(help: "Method of `inkling train`.")
  var method: String?
  @Option(help: "Planned steps; the preset's unless given.")
  var steps: Int?
  @Option(help: "Planned minutes, instead of steps.")
  var minutes: Double?
  @Option(help: "Seed.")
  var seed: UInt64 = 1
  @Option(help: "Threads of the trainer.")
  var threads = 2
  @OptionGroup var arithmetic: ArithmeticOptions
  @Option(name: .customLong("set"), help: ArgumentHelp("An option.", valueName: "KEY=VALUE"))
  var assignments: [String] = []
  @Option(help: "Strokes that a simulated person adds after the last mark, on the largest errors.")
  var correct = 0
  @Option(help: "Seconds that this person waits for the answer to a stroke.")
  var patience = 3.0
  @Option(help: "In which order this person looks at slices: worklist or sequence.")
  var order = SimulatedPerson.Order.worklist
  @Flag(help: "Print one JSON document.")
  var json = false

  /// The marks as numbers.
  private var times: [Double] { marks.split(separator: ",").compactMap { Double($0) } }

  func validate() throws {
    let times = times
    guard !times.isEmpty, times.count == marks.split(separator: ",").count, times[0] > 0,
      zip(times, times.dropFirst()).allSatisfy({ $0 < $1 })
    else {
      throw ValidationError("--marks wants ascending seconds as 1,2,5,10, found \"\(marks)\".")
    }
    guard (0...1000).contains(correct), (0.1...3600).contains(patience) else {
      throw ValidationError("--correct lies in 0…1000, --patience in 0.1…3600 seconds.")
    }
    guard steps == nil || minutes == nil else {
      throw ValidationError("--steps and --minutes say the same thing twice: give one of them.")
    }
  }

  func run() throws {
    let sources = try VolumeSources.parse(["--from", from, "--scribble-name", scribbleName])
    var setup = InteractiveTrial.Setup(
      executable: ownExecutable, classes: try ClassNames.parse(classes), marks: times,
      origin: initCheckpoint.map { ["--init", fileURL($0).path] } ?? ["--fresh"], words: words,
      encoding: scribbleEncoding)
    (setup.corrections, setup.patience, setup.order) = (correct, patience, order)
    let signals = StopSignals()
    defer { signals.release() }
    setup.signals = signals
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("inkling-bench-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var outcomes: [InteractiveTrial.Outcome] = []
    let volumes = try sources.list(for: folder).volumes
    for source in volumes where source.scribbles != nil && source.truth != nil {
      let outcome = try InteractiveTrial(setup: setup, source: source).run(in: folder)
      inform(line(outcome.name, outcome.firstOverlay, outcome.dice + outcome.strokes.map(\.dice)))
      outcomes.append(outcome)
    }
    guard !outcomes.isEmpty else {
      throw Failure(
        "\(from) holds no case with image, \(scribbleName) and label; expected CASE/image.nii.gz and so on."
      )
    }
    let report = Report(marks: times, cases: outcomes)
    if json { return try printJSON(report) }
    let head = times.map { String(format: "%7.3g s", $0) }.joined()
    say("\("".padding(toLength: 24, withPad: " ", startingAt: 0))   first\(head)")
    say(line("mean of \(outcomes.count)", report.meanFirstOverlay, report.meanDice))
    if !report.meanDiceAfterStrokes.isEmpty {
      say(line("after each stroke", nil, report.meanDiceAfterStrokes))
    }
  }

  /// What `inkling train` is told besides the preset and the weights.
  private var words: [String] {
    var words = ["--seed", "\(seed)", "--threads", "\(threads)"]
    if let method { words += ["--method", method] }
    if let steps { words += ["--steps", "\(steps)"] }
    if let minutes { words += ["--minutes", "\(minutes)"] }
    // As the viewer starts it: when its plan is done it waits for the next stroke.
    if steps == nil && minutes == nil { words.append("--live") }
    return words + assignments.flatMap { ["--set", $0] }
  }

  private func line(_ name: String, _ first: Double?, _ dice: [Double]) -> String {
    name.padding(toLength: 24, withPad: " ", startingAt: 0)
      + (first.map { String(format: "%6.2f s", $0) } ?? "       -")
      + dice.map { String(format: "%9.3f", $0) }.joined()
  }

  private struct Report: Encodable {
    let marks: [Double]
    let cases: [InteractiveTrial.Outcome]
    let meanDice: [Double]
    /// After each stroke of the simulated person; a volume without errors keeps its last score.
    let meanDiceAfterStrokes: [Double]
    let meanFirstOverlay: Double?

    init(marks: [Double], cases: [InteractiveTrial.Outcome]) {
      (self.marks, self.cases) = (marks, cases)
      meanDice = marks.indices.map { mark in
        cases.reduce(0) { $0 + $1.dice[mark] } / Double(cases.count)
      }
      let strokes = cases.map(\.strokes.count).max() ?? 0
      meanDiceAfterStrokes = (0..<strokes).map { stroke in
        cases.reduce(0) { sum, item in
          let last = item.strokes.prefix(stroke + 1).last?.dice ?? item.dice.last ?? 0
          return sum + last
        } / Double(cases.count)
      }
      let first = cases.compactMap(\.firstOverlay)
      meanFirstOverlay = first.isEmpty ? nil : first.reduce(0, +) / Double(first.count)
    }

    enum CodingKeys: String, CodingKey {
      case marks, cases
      case meanDice = "mean_dice"
      case meanDiceAfterStrokes = "mean_dice_after_strokes"
      case meanFirstOverlay = "mean_first_overlay_seconds"
    }
  }
}

extension SimulatedPerson.Order: ExpressibleByArgument {}
