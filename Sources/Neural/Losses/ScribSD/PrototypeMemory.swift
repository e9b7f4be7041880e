/// One remembered prototype per class: a slow average over steps, so that a batch of one image still has keys.
package struct PrototypeMemory<Scalar: NeuralScalar>: Sendable, Equatable {
  /// (classes, features), row-major; a row of zeros is still empty.
  package var values: [Scalar]
  /// Width of a prototype.
  package let features: Int

  /// An empty memory.
  package init(classes: Int, features: Int) {
    values = Array(repeating: 0, count: classes * features)
    self.features = features
  }

  /// Classes that have something remembered.
  func isFilled(_ label: Int) -> Bool {
    values[(label * features)..<((label + 1) * features)].contains { $0 != 0 }
  }
}
