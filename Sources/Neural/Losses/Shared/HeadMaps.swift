/// One head's logits and the map where ∂L/∂z is added up: both (N, C, H, W).
package struct HeadMaps<Scalar: NeuralScalar> {
  /// z, the logits.
  package let logits: ClassMaps<Scalar>
  /// ∂L/∂z, to which every term adds.
  package let gradient: ClassMaps<Scalar>

  /// Two maps of one shape.
  package init(logits: ClassMaps<Scalar>, gradient: ClassMaps<Scalar>) {
    (self.logits, self.gradient) = (logits, gradient)
  }
}
