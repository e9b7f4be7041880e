import Annotation
import Foundation
import Trainer
import Volume

/// One volume trained as a person would: a project with a few scribbled slices, `inkling train` in a process of its own, and
/// what the viewer would show after some seconds.
struct InteractiveTrial {
  /// What all volumes of a benchmark have in common.
  struct Setup {
    /// The program itself.
    var executable: URL
    var classes: [String]
    /// Seconds after the start of the process at which the published prediction is scored, ascending.
    var marks: [Double]
    /// Where the weights come from: words for the first `inkling train` alone.
    var origin: [String]
    /// Further words for `inkling train`.
    var words: [String]
    var encoding: ScribbleEncoding?
    /// Strokes that a simulated person adds after the last mark.
    var corrections = 0
    /// Seconds that this person waits for the answer to a stroke.
    var patience = 3.0
    /// In which order this person looks at slices.
    var order = SimulatedPerson.Order.worklist
    /// Ends the trial, and its trainer with it.
    var signals: StopSignals?
  }

  /// Scores of one volume.
  struct Outcome: Encodable {
    let name: String
    /// Seconds until the first slice was on screen; nil = none came.
    var firstOverlay: Double?
    /// Mean over the classes of `UnscribbledDice`, at each mark; 0 before the first prediction.
    var dice: [Double] = []
    /// The same by class; nil for a class that the truth has not on those slices.
    var diceByClass: [[Double?]] = []
    /// What a simulated person added after the last mark.
    var strokes: [SimulatedPerson.Stroke] = []

    enum CodingKeys: String, CodingKey {
      case name = "case"
      case firstOverlay = "first_overlay_seconds"
      case dice
      case diceByClass = "dice_by_class"
      case strokes
    }
  }

  let setup: Setup
  let source: VolumeSource

  /// - Parameter folder: a place for the project; removed afterwards.
  func run(in folder: URL) throws -> Outcome {
    guard let scribbles = source.scribbles, let truthFile = source.truth else {
      throw Failure("\(source.image.path): expected scribbles and a label map beside the image.")
    }
    let place = folder.appendingPathComponent("trial.inkling")
    defer { try? FileManager.default.removeItem(at: place) }
    let labels = LabelTable.standard(names: setup.classes)
    var name = ""
    let project = try Project.build(place, labels: labels, replacing: true) { project in
      name = try project.add(source.image, frame: 0, truth: nil)
      _ = try project.takeScribbles(
        scribbles, case: name, encoding: setup.encoding, replacing: false, quiet: true)
    }
    let header = try ImageHeader.load(source.image)
    let truth = try LabelMap.load(truthFile, expecting: header.geometry)
    let axis = try project.entry(name).sliceAxis
    let drawn = try LabelMap.load(project.scribbles(name), expecting: header.geometry)
    let scoring = UnscribbledDice(
      truth: truth, strokes: drawn, axis: axis, classes: setup.classes.count)
    return try watch(project, name, scoring)
  }

  /// Starts the trainer and reads what it has published at each mark; stops it after the last.
  private func watch(
    _ project: Project, _ name: String, _ scoring: UnscribbledDice
  ) throws -> Outcome {
    var outcome = Outcome(name: name)
    var trainer = try TrainerProcess(setup, project)
    // A trial that fails or is interrupted leaves no trainer behind.
    defer { trainer.stop() }
    let shown = PublishedPrediction(project: project, caseName: name, size: scoring.truth.size)
    for mark in setup.marks {
      try trainer.wait(until: mark) { seconds in
        if outcome.firstOverlay == nil, shown.isThere { outcome.firstOverlay = seconds }
      }
      let dice = scoring.dice(of: try shown.labels())
      outcome.diceByClass.append(dice)
      outcome.dice.append(UnscribbledDice.mean(dice))
    }
    if setup.corrections > 0 {
      outcome.strokes = try correct(project, name, scoring, shown, &trainer)
    }
    return outcome
  }

  /// Strokes of a simulated person, one after the answer to the other.
  private func correct(
    _ project: Project, _ name: String, _ scoring: UnscribbledDice, _ shown: PublishedPrediction,
    _ trainer: inout TrainerProcess
  ) throws -> [SimulatedPerson.Stroke] {
    let header = try ImageHeader.load(source.image)
    let spacing = header.geometry.spacing(along: scoring.axis)
    var person = try SimulatedPerson(project, name, truth: scoring.truth, order: setup.order)
    var strokes: [SimulatedPerson.Stroke] = []
    while strokes.count < setup.corrections {
      let prediction = try shown.labels()
      let drawn = try person.draw(
        seeing: prediction, uncertainty: try shown.uncertainty(), spacing: spacing)
      guard let drawn else { break }
      try trainer.goOn()
      try trainer.wait(until: trainer.seconds + setup.patience) { _ in }
      let dice = UnscribbledDice.mean(scoring.dice(of: try shown.labels()))
      strokes.append(
        SimulatedPerson.Stroke(
          slice: drawn.slice, label: Int(drawn.label), voxels: drawn.voxels,
          seconds: trainer.seconds, dice: dice))
    }
    return strokes
  }
}

/// `inkling train` in a process of its own, with a clock that starts with it.
struct TrainerProcess {
  private let setup: InteractiveTrial.Setup
  private let project: Project
  private let clock = ContinuousClock()
  private let began: ContinuousClock.Instant
  private var process: LaunchedTrainer
  private var ending: LaunchedTrainer.Ending?

  init(_ setup: InteractiveTrial.Setup, _ project: Project) throws {
    (self.setup, self.project) = (setup, project)
    began = clock.now
    process = try TrainerLauncher.start(
      executable: setup.executable, project: project,
      arguments: ["--preset", "interactive"] + setup.origin + setup.words)
  }

  /// Seconds since the start.
  var seconds: Double { (clock.now - began) / .seconds(1) }

  /// Waits for a time on this clock, or for the end of the process.
  /// - Throws: `Failure` with the end of its log when it failed, or when a signal has come.
  mutating func wait(until time: Double, _ look: (Double) -> Void) throws {
    while seconds < time && ending == nil {
      Thread.sleep(forTimeInterval: 0.005)
      look(seconds)
      ending = process.ending()
      if let signals = setup.signals, signals.count > 0 {
        throw Failure("Interrupted; the trainer has been stopped.")
      }
    }
    if let ending, ending != .exited(0) {
      throw Failure("Training ended early; the last of its log:\n" + logTail)
    }
  }

  /// Starts anew from the last weights where the plan is done: new strokes are there.
  mutating func goOn() throws {
    guard ending != nil else { return }
    process = try TrainerLauncher.start(
      executable: setup.executable, project: project,
      arguments: ["--preset", "interactive"] + setup.words)
    ending = nil
  }

  /// Stops the process and waits for its end; by force when it takes longer than saving can take.
  mutating func stop() {
    guard ending == nil else { return }
    process.stop()
    let asked = seconds
    while ending == nil {
      Thread.sleep(forTimeInterval: 0.01)
      ending = process.ending()
      if seconds - asked > 30 { process.kill() }
    }
  }

  private var logTail: String {
    let text = (try? String(contentsOf: project.trainerLog, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").suffix(3).joined(separator: "\n")
  }
}

/// What the viewer would show of a volume: the last whole prediction, and newer slices on top.
struct PublishedPrediction {
  let project: Project
  let caseName: String
  let size: GridSize

  /// Whether anything has been published.
  var isThere: Bool {
    if project.prediction(caseName).isPresent { return true }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: project.live.url.path)) ?? []
    return names.contains { $0.hasSuffix(".slice") && !$0.hasPrefix(".") }
  }

  /// Labels of the whole volume; background where nothing is published yet.
  func labels() throws -> LabelMap {
    // Slices before the whole: when the trainer folds slices into the whole meanwhile, they are in it.
    let newer = slices
    let file = project.prediction(caseName)
    var map = file.isPresent ? try LabelMap.load(file) : LabelMap(size: size)
    try put(newer, \.labels, on: &map)
    return map
  }

  /// Mean entropy / ln(K+1) of every slice; nil before the first prediction.
  func uncertainty() throws -> [Double]? {
    let newer = slices
    let file = project.uncertainty(caseName)
    guard file.isPresent || !newer.isEmpty else { return nil }
    var map = LabelMap(size: size)
    if file.isPresent {
      // The file holds 0…1.
      map.voxels = try Volume.load(file).voxels.map {
        UInt8(max(0, min(255, ($0 * 255).rounded())))
      }
    }
    try put(newer, \.uncertainty, on: &map)
    return Worklist.uncertainty(of: map, along: try project.entry(caseName).sliceAxis)
  }

  private var slices: [LiveSlice] {
    var mark = LiveFolder.Mark()
    return project.live.changed(since: &mark).filter { $0.caseName == caseName }
  }

  private func put(
    _ slices: [LiveSlice], _ values: KeyPath<LiveSlice, [UInt8]>, on map: inout LabelMap
  ) throws {
    let axis = try project.entry(caseName).sliceAxis
    for live in slices {
      map.setSlice(
        live.slice, along: axis,
        to: Slice(width: live.width, height: live.height, values: live[keyPath: values]))
    }
  }
}
