import Foundation
import Viewer

/// A recorded session that runs again in a viewer of its own.
struct SessionReplay {
  let recording: SessionRecording
  /// How many times as fast; 0 = as fast as the screen answers.
  let speed: Double
  /// Why it is to stop before its end; nil = it goes on.
  let interruption: () -> Failure?

  /// What the viewer finds: the terminal of the recording.
  var setting: ViewerProcess.Setting {
    let header = recording.header
    var setting = ViewerProcess.Setting(columns: header.columns, rows: header.rows)
    setting.name = header.environment["TERM"] ?? setting.name
    setting.variables = header.environment.filter { $0.key != "TERM" }
    setting.quiet = 0.03
    return setting
  }

  /// Sends every event and waits for the end; a session that was cut is ended with everything saved.
  /// - Returns: how many events were sent.
  /// - Throws: `Failure` when the viewer failed, or ended before the recording.
  func run(_ viewer: ViewerProcess, cast: CastFile?) throws -> Int {
    let steps = ReplaySteps(recording.events).steps
    let clock = ContinuousClock()
    var isThere = !viewer.firstFrame().hasEnded
    var due = clock.now
    var sent = 0
    for step in steps where isThere {
      // A pause of the recording counts from the event before, not from the end of its answer.
      due += .seconds(max(speed > 0 ? step.pause / speed : 0, step.least))
      due = speed > 0 ? due : max(due, clock.now + .seconds(step.least))
      isThere = try wait(viewer, until: due)
      guard isThere else { break }
      switch step.kind {
      case .input(let bytes):
        isThere = speed > 0 ? viewer.type(bytes) : !viewer.send(bytes, limit: 0.25).hasEnded
      case .size(let columns, let rows):
        cast?.resize(columns: columns, rows: rows)
        isThere = !viewer.resize(columns: columns, rows: rows).hasEnded
      }
      sent += 1
    }
    let ending = viewer.waitForEnd(within: isThere ? 2 : 20) ?? viewer.stop()
    guard ending == 0 else {
      throw viewer.failure(
        "The viewer " + (ending.map { "ended with status \($0)" } ?? "did not end"))
    }
    guard sent == steps.count else {
      let left = steps.count - sent
      throw Failure(
        "The viewer ended before "
          + (left == 1 ? "the last event was sent." : "the last \(left) events were sent."))
    }
    return recording.events.count
  }

  /// Lets the viewer draw until it is time, and looks now and then whether it is to end.
  private func wait(_ viewer: ViewerProcess, until due: ContinuousClock.Instant) throws -> Bool {
    let clock = ContinuousClock()
    repeat {
      if let failure = interruption() {
        _ = viewer.stop()
        throw failure
      }
      guard viewer.watch(until: min(due, clock.now + .seconds(0.2))) else { return false }
    } while clock.now < due
    return true
  }
}
