import Annotation
import Foundation
import Project
import Volume

/// What a viewer that has this volume open shows of it: read as the viewer reads, by the same code and as often.
struct WatchedPrediction {
  private var feed: PredictionFeed
  private var shown: ShownPrediction
  private let size: GridSize
  private var lookedAt = -Double.infinity

  init(_ project: Project, _ caseName: String, geometry: Geometry) throws {
    size = geometry.size
    feed = PredictionFeed(project, caseName, geometry: geometry)
    shown = ShownPrediction(size: size, sliceAxis: try project.entry(caseName).sliceAxis)
  }

  /// Looks at the trainer's files when a viewer would; `seconds` is the time on any clock.
  mutating func look(at seconds: Double) throws {
    guard seconds - lookedAt >= PredictionFeed.interval else { return }
    lookedAt = seconds
    for live in feed.newSlices() { shown.take(live) }
    if feed.hasNewWhole(), let whole = try feed.whole() { shown.take(whole) }
  }

  /// Whether anything is shown.
  var isThere: Bool { shown.labels != nil }

  /// Labels of the whole volume; background where nothing is shown yet.
  var labels: LabelMap { shown.labels ?? LabelMap(size: size) }

  /// Mean entropy / ln(K+1) of every slice; nil before the first prediction.
  var uncertainty: [Double]? {
    shown.uncertainty.map { Worklist.uncertainty(of: $0, along: shown.sliceAxis) }
  }
}
