import Annotation
import Foundation
import Volume

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
