import Evaluation
import Foundation
import Project
import Simulation
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
    var strokes: [ScoredStroke] = []

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
        scribbles, case: name, form: setup.encoding.map { .encoding($0) }, replacing: false,
        quiet: true)
    }
    let header = try ImageHeader.load(source.image)
    let truth = try LabelMap.load(truthFile, expecting: header.geometry)
    let axis = try project.entry(name).sliceAxis
    let drawn = try LabelMap.load(project.scribbles(name), expecting: header.geometry)
    let scoring = UnscribbledDice(
      truth: truth, strokes: drawn, axis: axis, classes: setup.classes.count)
    let watched = try WatchedPrediction(project, name, geometry: header.geometry)
    return try watch(project, name, scoring, watched)
  }

  /// Starts the trainer and reads what it has published at each mark; stops it after the last.
  private func watch(
    _ project: Project, _ name: String, _ scoring: UnscribbledDice, _ watched: WatchedPrediction
  ) throws -> Outcome {
    var shown = watched
    var outcome = Outcome(name: name)
    var trainer = try TrainerProcess(setup, project)
    // A trial that fails or is interrupted leaves no trainer behind.
    defer { trainer.stop() }
    for mark in setup.marks {
      try trainer.wait(until: mark) { seconds in
        try shown.look(at: seconds)
        if outcome.firstOverlay == nil, shown.isThere { outcome.firstOverlay = seconds }
      }
      let dice = scoring.dice(of: shown.labels)
      outcome.diceByClass.append(dice)
      outcome.dice.append(UnscribbledDice.mean(dice))
    }
    if setup.corrections > 0 {
      outcome.strokes = try correct(project, name, scoring, &shown, &trainer)
    }
    return outcome
  }

  /// Strokes of a simulated person, one after the answer to the other.
  private func correct(
    _ project: Project, _ name: String, _ scoring: UnscribbledDice,
    _ shown: inout WatchedPrediction,
    _ trainer: inout TrainerProcess
  ) throws -> [ScoredStroke] {
    let header = try ImageHeader.load(source.image)
    let spacing = header.geometry.spacing(along: scoring.axis)
    var person = try SimulatedPerson(project, name, truth: scoring.truth, order: setup.order)
    var strokes: [ScoredStroke] = []
    while strokes.count < setup.corrections {
      let drawn = try person.draw(
        seeing: shown.labels, uncertainty: shown.uncertainty, spacing: spacing)
      guard let drawn else { break }
      try trainer.goOn()
      try trainer.wait(until: trainer.seconds + setup.patience) { try shown.look(at: $0) }
      let dice = UnscribbledDice.mean(scoring.dice(of: shown.labels))
      strokes.append(
        ScoredStroke(
          slice: drawn.slice, label: Int(drawn.label), voxels: drawn.voxels,
          seconds: trainer.seconds, dice: dice))
    }
    return strokes
  }
}
