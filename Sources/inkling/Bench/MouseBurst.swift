import Foundation
import Project
import Volume

/// Strokes of the mouse sent much faster than by hand, many events in one write, and what the project has of them.
struct MouseBurst: Encodable {
  let events: Int
  let strokesSent: Int
  let strokesSaved: Int
  /// Voxels that the strokes change, by what one of them changed when its events were sent one by one.
  let voxelsExpected: Int
  let voxelsSaved: Int
  /// Whether the label map is the one that the last stroke leaves.
  let mapIsRight: Bool
  let seconds: Double
  let screenEqualsRedraw: Bool

  var isComplete: Bool {
    strokesSent == strokesSaved && voxelsExpected == voxelsSaved && mapIsRight
      && screenEqualsRedraw
  }

  var text: String {
    let rate = Double(events) / max(seconds, 1e-9)
    return """
      \(events) mouse events in bursts, \(String(format: "%.1f s, %.0f a second", seconds, rate))
      strokes: \(strokesSent) sent, \(strokesSaved) saved; voxels changed: \(voxelsExpected) expected, \(voxelsSaved) saved
      label map as the last stroke leaves it: \(mapIsRight ? "yes" : "no")
      final screen equals a full redraw: \(screenEqualsRedraw ? "yes" : "no")
      """
  }

  /// So many events go into one write, in turn.
  private static let bursts = [1, 3, 10, 40, 150, 600]

  /// Events of one stroke: a press, eight drags up and down, and a release. Who leaves out any of the drags paints other
  /// voxels, because the line goes straight to the next one.
  static func stroke(button: Int, _ place: ViewerScript.Place) -> [[UInt8]] {
    let points = (0..<9).map {
      (column: place.column - 8 + 2 * $0, row: place.row + ($0 % 2 == 0 ? -2 : 2))
    }
    let (first, last) = (points[0], points[8])
    return
      ([ViewerScript.mouse(button, first.column, first.row)]
      + points.dropFirst().map { ViewerScript.mouse(button + 32, $0.column, $0.row) }
      + [ViewerScript.mouse(button, last.column, last.row, final: "m")]).map(\.bytes)
  }

  /// - Parameter events: about so many are sent: whole strokes, the last of which paints.
  init(_ trial: ViewerTrial, events wanted: Int) throws {
    let header = try ImageHeader.load(trial.setup.image)
    let (viewer, copy, _) = try trial.start()
    let place = ViewerScript.Place(
      columns: trial.setting.columns, rows: trial.setting.rows, slices: 1)
    _ = viewer.send(Array("z".utf8))
    let (paint, erase) = (Self.stroke(button: 0, place), Self.stroke(button: 2, place))
    for event in paint { _ = viewer.send(event, limit: 0.2) }
    let pairs = max(1, wanted / (paint.count + erase.count))
    let sent = (0..<pairs).flatMap { _ in erase + paint }
    let clock = ContinuousClock()
    let began = clock.now
    try Self.send(sent, to: viewer, trial)
    let typed = (clock.now - began) / .seconds(1)
    // What the strokes leave may look as before; what is drawn anew is drawn after them.
    let last = viewer.send([12], limit: 60)
    guard !last.hasEnded else { throw trial.ending(of: viewer, " after the burst") }
    seconds = typed + (last.lastByte ?? 0)
    screenEqualsRedraw = viewer.differenceFromRedraw() == nil
    guard viewer.leave(within: 60) == 0 else {
      throw viewer.failure("The viewer failed on leaving")
    }

    let project = try Project.open(copy.project)
    let name = project.caseNames[0]
    let journal = JournalContents([UInt8](try Data(contentsOf: project.journal(name))))
    let strokes = Self.strokes(journal)
    guard let pattern = strokes.first, pattern.count > 8 else {
      throw Failure(
        "One stroke of the mouse, sent slowly, painted \(strokes.first?.count ?? 0) voxels; expected at least 9. "
          + "Give an image whose slices have 16 voxels or more each way.")
    }
    self.events = sent.count
    (strokesSent, strokesSaved) = (2 * pairs, strokes.count - 1)
    voxelsExpected = pattern.count * 2 * pairs
    voxelsSaved = strokes.dropFirst().reduce(0) { $0 + $1.count }
    let map = try ScribbleReader.read(project, name, geometry: header.geometry).map
    let drawn = map.voxels.indices.filter { map.voxels[$0] != 0 }
    mapIsRight = Set(drawn) == Set(pattern)
  }

  private static func send(
    _ events: [[UInt8]], to viewer: ViewerProcess, _ trial: ViewerTrial
  ) throws {
    var rest = events[...]
    var turn = 0
    while !rest.isEmpty {
      let count = bursts[turn % bursts.count]
      turn += 1
      try trial.checkSignals()
      guard viewer.type(rest.prefix(count).flatMap(\.self)) else {
        throw trial.ending(of: viewer, " under the burst")
      }
      rest = rest.dropFirst(count)
    }
  }

  /// The voxels that each finished stroke of a journal has changed.
  private static func strokes(_ journal: JournalContents) -> [[Int]] {
    var finished: [[Int]] = []
    var open: [Int] = []
    for entry in journal.entries {
      switch entry.record {
      case .paint(let edit): open += edit.changes.map(\.voxel)
      case .end:
        finished.append(open)
        open = []
      default: break
      }
    }
    return finished
  }
}
