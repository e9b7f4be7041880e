import Foundation
import Testing
import Volume

@testable import Annotation
@testable import Project

/// A folder that goes when its owner does.
final class TemporaryFolder {
  let url = FileManager.default.temporaryDirectory
    .appendingPathComponent("inkling-annotation-\(UUID().uuidString)")

  init() {
    try? FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(at: url)
  }

  subscript(name: String) -> URL { url.appendingPathComponent(name) }
}

/// A small project with one volume, in a folder of its own.
struct Sandbox {
  let folder = TemporaryFolder()
  let header: ImageHeader
  var project: Project
  let name = "heart"

  init(size: GridSize = GridSize(i: 8, j: 7, k: 5), classes: [String] = ["RV", "LV"]) throws {
    header = ImageHeader(
      geometry: Geometry(size: size, spacing: SIMD3(1.5, 1.5, 8)))
    let image = folder["heart.nii.gz"]
    try LabelMap(size: size).write(to: image, like: header)
    project = try Project.create(folder["heart.inkling"], labels: .standard(names: classes))
    try project.add(image)
    try project.write()
  }

  var size: GridSize { header.size }
  var journal: URL { project.journal(name) }
  var map: URL { project.scribbles(name) }

  func open(readOnly: Bool = false) throws -> ScribbleStore {
    try ScribbleStore.open(project, name, image: header, readOnly: readOnly)
  }

  func read() throws -> ScribbleReader.Snapshot {
    try ScribbleReader.read(project, name, geometry: header.geometry)
  }
}

/// What a person might do with a pen, and a random sequence of it.
enum Scene {
  /// Does one random thing; returns the records for the journal.
  static func act(
    on scribbles: inout Scribbles, using random: inout SplitMix64
  ) -> [JournalRecord] {
    switch Int.random(in: 0..<10, using: &random) {
    case 0..<6: draw(on: &scribbles, using: &random)
    case 6, 7: scribbles.undo().map { [.undo(stroke: $0.stroke)] } ?? []
    case 8: scribbles.redo().map { [.redo(stroke: $0.stroke)] } ?? []
    default:
      scribbles.endStroke().map { [.end(stroke: $0, stamp: StrokeStamp(generation: 3))] } ?? []
    }
  }

  /// A stroke of one to three batches that is ended most of the time.
  private static func draw(
    on scribbles: inout Scribbles, using random: inout SplitMix64
  ) -> [JournalRecord] {
    let stroke = scribbles.nextStroke
    let label: UInt8 = [0, 1, 2, 255].randomElement(using: &random) ?? 1
    var records: [JournalRecord] = []
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      let start = Int.random(in: 0..<scribbles.map.size.count, using: &random)
      let voxels = (0..<Int.random(in: 1...9, using: &random)).map { start + $0 }
      if let edit = scribbles.paint(voxels, label: label, stroke: stroke) {
        records.append(.paint(edit))
      }
    }
    if Int.random(in: 0..<4, using: &random) > 0, let ended = scribbles.endStroke() {
      records.append(.end(stroke: ended, stamp: StrokeStamp()))
    }
    return records
  }

  /// A whole journal of `length` random actions.
  static func journal(
    seed: UInt64, length: Int, size: GridSize = GridSize(i: 6, j: 5, k: 4)
  ) -> (bytes: [UInt8], records: [JournalRecord], scribbles: Scribbles) {
    var random = SplitMix64(seed: seed)
    var scribbles = Scribbles(map: LabelMap(size: size), sliceAxis: .k)
    var records: [JournalRecord] = [.header(version: 1, size: size, axis: .k)]
    for _ in 0..<length { records += act(on: &scribbles, using: &random) }
    var bytes: [UInt8] = []
    for (index, record) in records.enumerated() { bytes += record.line(sequence: index + 1) }
    return (bytes, records, scribbles)
  }
}

/// Runs `body` with random bytes derived from `good`: cut, changed, doubled, or all random.
func withTornVariants(of good: [UInt8], seeds: Range<UInt64>, _ body: ([UInt8]) throws -> Void)
  rethrows
{
  for seed in seeds {
    var random = SplitMix64(seed: seed)
    var bytes = good
    switch seed % 4 {
    case 0: bytes = Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &random)))
    case 1:
      for _ in 0..<Int.random(in: 1...8, using: &random) where !bytes.isEmpty {
        let index = Int.random(in: 0..<bytes.count, using: &random)
        bytes[index] = UInt8.random(in: 0...255, using: &random)
      }
    case 2:
      let start = Int.random(in: 0...bytes.count, using: &random)
      bytes.insert(contentsOf: bytes.prefix(start), at: start)
    default:
      bytes = (0..<Int.random(in: 0..<400, using: &random)).map { _ in
        UInt8.random(in: 0...255, using: &random)
      }
    }
    try body(bytes)
  }
}
