/// One slice's answer inside the region of interest.
package struct SlicePrediction: Sendable {
  package let slice: Int
  /// Output of largest probability, row after row of the region.
  package let outputs: [UInt8]
  /// Entropy / ln(K+1) of the answer before a field as 0…255 (a field makes up its mind everywhere); empty where nobody asked.
  package var uncertainty: [UInt8]
  /// (K+1, rows, columns) of the region, where asked for (`Parts`); else empty.
  package var probabilities: [Float]

  /// What is wanted beside the labels.
  package struct Parts: OptionSet {
    package let rawValue: Int
    package init(rawValue: Int) { self.rawValue = rawValue }
    package static let uncertainty = Parts(rawValue: 1)
    /// As shown.
    package static let probabilities = Parts(rawValue: 2)
    /// Probabilities before the field instead of those that are shown.
    package static let beforeField = Parts(rawValue: 4)
  }
}
