import Foundation
import Trainer
import Viewer
import Volume

/// One size of the screen: the viewer is started some times, and the last one is sent events of every kind.
struct ViewerTrial {
  /// What all sizes have in common.
  struct Setup {
    var image: URL
    /// Further words for `inkling open`.
    var words: [String] = []
    var events = 200
    var starts = 5
    var signals: StopSignals?
  }

  let setup: Setup
  let setting: ViewerProcess.Setting
  /// Seconds to wait for an answer: long, because one that came later would be taken for that to the next event.
  private static let patience = 5.0

  func checkSignals() throws {
    if let signals = setup.signals, signals.count > 0 {
      throw Failure("Interrupted; the viewer has been stopped.")
    }
  }

  /// What goes wrong makes figures worthless, and is said as it is.
  private func check(_ answer: ViewerProcess.Answer, of viewer: ViewerProcess) throws {
    try checkSignals()
    if answer.hasEnded { throw ending(of: viewer) }
  }

  /// A sentence on a viewer that has ended by itself.
  func ending(of viewer: ViewerProcess, _ when: String = "") -> Failure {
    viewer.failure(
      "The viewer has ended by itself" + when,
      advice: " Try `inkling open \(setup.image.path)` in a terminal of "
        + "\(setting.columns)x\(setting.rows).")
  }

  /// A viewer on a copy of the image, with its first frame.
  func start() throws -> (viewer: ViewerProcess, copy: PrivateCopy, first: ViewerProcess.Answer) {
    let copy = try PrivateCopy(of: .image(setup.image), withProject: false)
    let viewer = try ViewerProcess([copy.path.path] + setup.words, setting)
    let first = viewer.firstFrame()
    try check(first, of: viewer)
    guard first.firstByte != nil else { throw Failure("The viewer has drawn nothing in a minute.") }
    return (viewer, copy, first)
  }

  /// - Parameter header: of the image.
  func run(_ header: ImageHeader) throws -> ViewerFigures {
    var first: [Double] = []
    for _ in 1..<max(1, setup.starts) {
      let (viewer, copy, answer) = try start()
      first.append(1e3 * (answer.frameEnd ?? answer.lastByte ?? 0))
      _ = withExtendedLifetime(copy) { viewer.leave() }
    }
    let (viewer, copy, answer) = try start()
    defer { withExtendedLifetime(copy) {} }
    first.append(1e3 * (answer.frameEnd ?? answer.lastByte ?? 0))
    let axis = header.geometry.sliceAxis
    let place = ViewerScript.Place(
      columns: setting.columns, rows: setting.rows, slices: header.size[axis])
    var kinds: [ViewerEventFigures] = []
    var differences: [String: String] = [:]
    for script in ViewerScript.all(place) {
      kinds.append(ViewerEventFigures(script.name, try measure(script, viewer)))
      differences[script.name] = viewer.differenceFromRedraw()
    }
    let memory = ["VmHWM", "RssAnon", "RssFile"].map { (viewer.memory($0) ?? 0) / 1e6 }
    if viewer.leave() != 0 { throw viewer.failure("The viewer failed on leaving") }
    return ViewerFigures(
      columns: setting.columns, rows: setting.rows, firstFrameMilliseconds: ViewerSpread(first),
      starts: first.count, peakResidentMegabytes: memory[0],
      besideVoxelsMegabytes: memory[0] - Double(header.size.count * 4) / 1e6,
      anonymousMegabytes: memory[1], mappedMegabytes: memory[2], kinds: kinds,
      differences: differences, finalScreenEqualsRedraw: differences.isEmpty)
  }

  /// The answers to the events of a kind; the last cycle is done to its end, so that no pen stays down.
  private func measure(
    _ script: ViewerScript, _ viewer: ViewerProcess
  ) throws -> [ViewerProcess.Answer] {
    for step in script.before { try check(viewer.send(step.bytes, limit: 0.3), of: viewer) }
    var answers: [ViewerProcess.Answer] = []
    var unanswered = 0
    while answers.count < setup.events {
      for step in script.cycle {
        // Where events do nothing, waiting for each would take hours.
        let limit = unanswered < 5 ? Self.patience : 0.3
        let answer = viewer.send(step.bytes, limit: limit)
        if answer.firstByte == nil { unanswered += 1 }
        try check(answer, of: viewer)
        if step.counts, answers.count < setup.events { answers.append(answer) }
      }
    }
    return answers
  }
}
