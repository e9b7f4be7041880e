/// Probabilities (N, C, H, W) that the teacher gives for copies of the images, in the student's frame.
package struct TeacherAnswers<Scalar: NeuralScalar> {
  /// For the first copy.
  package let first: ClassMaps<Scalar>
  /// The mean over all copies.
  package let mean: ClassMaps<Scalar>

  /// Two maps of one shape.
  package init(first: ClassMaps<Scalar>, mean: ClassMaps<Scalar>) {
    (self.first, self.mean) = (first, mean)
  }
}
