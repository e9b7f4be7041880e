/// Options of the class-wise contrastive regularization.
package struct ContrastSettings: Sendable, Equatable {
  /// What is contrasted.
  package enum Form: String, Sendable, CaseIterable {
    /// Projected pixel features of the student against the teacher's class prototypes.
    case prototype
    /// The term is off.
    case none
  }

  /// Weight of the term; 0 = off.
  package var weight: Float = 0.1
  /// What is contrasted.
  package var form = Form.prototype

  /// Temperature of the scores.
  package var temperature: Float = 0.1
  /// Pixels drawn per class and image.
  package var samplesPerClass = 64
  /// A class with fewer pixels than this in an image is skipped there.
  package var fewestPixels = 8
  /// An unscribbled pixel has a class when the teacher's largest probability reaches this.
  package var confidence: Float = 0.8
  /// How much more often a scribbled pixel is drawn than another.
  package var scribbleChance: Float = 2
  /// The share of the unscribbled draws that goes to pixels where student and teacher disagree.
  package var hardShare: Float = 0.5
  /// Which decoder map the features come from: 0 = full resolution, 1 = half.
  package var featureLevel = 0
  /// Width of the projection head's hidden layer.
  package var hiddenFeatures = 32
  /// Width of the projected features.
  package var projectedFeatures = 32

  /// The defaults of ScribSD+ as reconstructed.
  package init() {}

  /// Whether the term takes part in the loss.
  package var isOn: Bool { form != .none && weight > 0 }

  /// Throws when a value lies outside its range.
  package func validate() throws {
    try expect("contrast.weight", weight, in: 0...1000)
    try expect("contrast.temperature", temperature, in: 0.01...10)
    try expect("contrast.confidence", confidence, in: 0...1)
    try expect("contrast.scribbleChance", scribbleChance, in: 0.01...100)
    try expect("contrast.hardShare", hardShare, in: 0...1)
    try expect("contrast.samplesPerClass", samplesPerClass, in: 1...4096)
    try expect("contrast.fewestPixels", fewestPixels, in: 1...100_000)
    try expect("contrast.featureLevel", featureLevel, in: 0...1)
    try expect("contrast.hiddenFeatures", hiddenFeatures, in: 1...1024)
    try expect("contrast.projectedFeatures", projectedFeatures, in: 2...1024)
  }
}
