import Annotation
import Foundation
import Prediction
import Project
import Volume

/// The pseudo labels of a run on disk, so that a resumed one goes on with the labels it had.
///
/// A sparse label map a volume, encoded as scribbles are: 0 no label, 255 background, 1…K class.
struct PseudoLabelFiles {
  private let folder: URL
  private let data: Dataset

  init(_ project: Project, _ data: Dataset) {
    (folder, self.data) = (project.pseudoLabels, data)
  }

  /// Writes the labels of all volumes.
  /// - Throws: `VolumeError` when a file can't be written; the others are whole.
  func write(_ labels: PseudoLabels) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let ids = [Scribbles.background] + data.classes.labels.dropFirst()
    for (index, slices) in labels.slices.enumerated() {
      let header = try data.header(index)
      let values = slices.flatMap { slice in slice.map { $0 < 0 ? 0 : ids[Int($0)] } }
      try data.orders[index].map(values)
        .write(to: file(index), like: header, kind: .scribbles(.inkling))
    }
  }

  /// The labels of all volumes; nil where one of them is missing or does not fit its image.
  func read() -> PseudoLabels? {
    var labels = PseudoLabels(slices: [])
    for index in data.cases.indices {
      guard
        let map = try? LabelMap.load(file(index), expecting: data.geometry(index))
      else { return nil }
      let stack = data.orders[index].stack(map)
      labels.slices.append(
        (0..<data.cases[index].count).map { slice in
          stack.slice(slice, along: .k).values.map { data.classes.targets[Int($0)] }
        })
    }
    return labels
  }

  private func file(_ index: Int) -> URL {
    folder.appendingPathComponent(data.cases[index].caseName + ".nii.gz")
  }
}
