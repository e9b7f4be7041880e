/// One step between a network's answer and what is shown.
///
/// A stage implements what it does and leaves the rest: the answer goes through the stages in the order that
/// `PredictionPipeline` gives, first its probabilities slice by slice, then its labels, then the whole volume.
package protocol PredictionStage: Sendable {
  /// Whether probabilities still tell how sure the network is after this stage; uncertainty is read before the first
  /// stage where they don't.
  var keepsDoubt: Bool { get }

  /// Changes a slice's probabilities, (K+1, height, width) of the window.
  func refine(_ probabilities: [Float], of image: WindowImage) throws -> [Float]

  /// Changes the labels of a slice that somebody has drawn on or accepted.
  func relabel(_ shown: inout ShownSlice, knowing drawn: DrawnSlice)

  /// Changes the labels of a volume with strokes, once all of its slices are predicted: (count, height, width).
  func clean(_ labels: inout [UInt8], of volume: DrawnVolume)
}

extension PredictionStage {
  package var keepsDoubt: Bool { true }
  package func refine(_ probabilities: [Float], of image: WindowImage) throws -> [Float] {
    probabilities
  }
  package func relabel(_ shown: inout ShownSlice, knowing drawn: DrawnSlice) {}
  package func clean(_ labels: inout [UInt8], of volume: DrawnVolume) {}
}

/// The intensities of the pixels that a network has answered for.
package struct WindowImage: Sendable {
  /// (height, width), in standard deviations of the volume's.
  let intensities: ArraySlice<Float>
  let height: Int, width: Int
}

/// A slice as it is shown.
package struct ShownSlice: Equatable, Sendable {
  /// (height, width): 0 = background, else label ids.
  package var labels: [UInt8]
  /// (height, width): entropy / ln(K+1) as 0…255; 0 where a person has decided.
  package var uncertainty: [UInt8]

  /// Of as many pixels each.
  package init(labels: [UInt8], uncertainty: [UInt8]) {
    (self.labels, self.uncertainty) = (labels, uncertainty)
  }
}

/// What is known of a slice from its strokes or its acceptance.
package struct DrawnSlice: Sendable {
  let known: SliceTargets
  /// Columns of the slice.
  let width: Int
  /// Millimetres between columns and between rows.
  let columnSpacing: Double, rowSpacing: Double
  /// The label in files of every output.
  let labels: [UInt8]
}

/// What is known of a whole volume from its strokes and accepted slices.
package struct DrawnVolume: Sendable {
  /// Columns, rows and slices.
  let width: Int, height: Int, count: Int
  let region: RegionOfInterest
  /// Offsets of voxels of the classes that a person has drawn or accepted.
  let seeds: [Int]
}
