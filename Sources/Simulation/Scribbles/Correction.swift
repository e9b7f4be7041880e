import Volume

/// What a person would draw next on a slice whose truth they know: a line through the largest error.
package struct Correction: Equatable, Sendable {
  /// The true label of the error's pixels; 0 = background.
  package let label: UInt8
  /// Pixels of the stroke: row · width + column, ascending.
  package let pixels: [Int]

  /// The skeleton of the largest connected part (8 neighbours) of pixels that have one true label and are predicted
  /// otherwise; the first of equals in the order of labels. Nil where nothing is wrong.
  package init?(of prediction: Slice<UInt8>, truth: Slice<UInt8>) {
    var largest: (size: Int, label: UInt8, mask: Slice<Bool>)?
    for label in Set(truth.values).sorted() {
      let wrong = Slice(
        width: truth.width, height: truth.height,
        values: zip(truth.values, prediction.values).map { $0 == label && $1 != label })
      let parts = ConnectedComponents(of: wrong, connectivity: .corners)
      guard let part = parts.largest else { continue }
      let size = parts.sizes[Int(part) - 1]
      if size > largest?.size ?? 0 {
        let mask = Slice(
          width: truth.width, height: truth.height, values: parts.components.map { $0 == part })
        largest = (size, label, mask)
      }
    }
    guard let largest else { return nil }
    label = largest.label
    let line = Skeleton.thin(largest.mask).values
    pixels = line.indices.filter { line[$0] }
  }
}
