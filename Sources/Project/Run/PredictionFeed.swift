import Foundation
import Volume

/// What a trainer publishes of one volume, as it comes: the only reader of run/live/ and predictions/ for
/// viewer, export and benchmarks.
///
/// ```
/// var feed = PredictionFeed(project, "patient001_ED", geometry: geometry)
/// for live in feed.newSlices() { shown.take(live) }
/// if feed.hasNewWhole(), let whole = try feed.whole() { shown.take(whole) }
/// ```
package struct PredictionFeed: Sendable {
  /// How often a viewer looks for something new, in seconds.
  package static let interval = 0.1

  private let project: Project
  private let caseName: String
  private let geometry: Geometry
  private var live = LiveFolder.Mark()
  private var seen: [FileSignature] = []

  /// A reader that has seen nothing yet.
  package init(_ project: Project, _ caseName: String, geometry: Geometry) {
    (self.project, self.caseName, self.geometry) = (project, caseName, geometry)
  }

  /// Slices of the volume that have come since the last call.
  package mutating func newSlices(now: Date = Date()) -> [LiveSlice] {
    project.live.changed(since: &live, now: now).filter { $0.caseName == caseName }
  }

  /// Whether there is a whole prediction that was not there at the last call; costs two calls of stat(2).
  package mutating func hasNewWhole() -> Bool {
    let found = [project.prediction(caseName), project.uncertainty(caseName)].map {
      FileSignature(of: $0)
    }
    defer { seen = found }
    return found[0].size > 0 && found != seen
  }

  /// Reads the whole prediction, however old; nil when there is none.
  /// - Throws: as `WholePrediction.load`.
  package func whole() throws -> WholePrediction? {
    try WholePrediction.load(project, caseName, geometry: geometry)
  }

  /// Everything that is published now, as a viewer that opens the volume shows it.
  /// - Throws: as `WholePrediction.load`.
  package static func shown(_ project: Project, _ caseName: String, geometry: Geometry) throws
    -> ShownPrediction
  {
    var feed = PredictionFeed(project, caseName, geometry: geometry)
    var shown = ShownPrediction(
      size: geometry.size, sliceAxis: try project.entry(caseName).sliceAxis)
    // Slices before the whole: when the trainer folds slices into the whole meanwhile, they are in it.
    for live in feed.newSlices() { shown.take(live) }
    if let whole = try feed.whole() { shown.take(whole) }
    return shown
  }
}

extension Project {
  /// Number of the newest prediction in run/live/ and predictions/; 0 = there is none.
  ///
  /// A trainer goes on counting from there, whatever has become of run/status.json: with a number used twice an old
  /// prediction would pass for a new one.
  package var lastGeneration: Int {
    var mark = LiveFolder.Mark()
    let slices = live.changed(since: &mark).map(\.stamp.generation)
    let whole = caseNames.compactMap {
      (try? ImageHeader.load(prediction($0)))?.predictionStamp?.generation
    }
    return (slices + whole).max() ?? 0
  }
}
