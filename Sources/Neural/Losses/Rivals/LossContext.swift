/// What only some methods look at.
package struct LossContext<Scalar: NeuralScalar> {
  /// The student's images (N, inputs, H, W): standardised intensities, perhaps of neighbouring slices, and coordinates.
  package var images: ClassMaps<Scalar>?
  /// The channel of `images` that is the slice to be segmented.
  package var imageChannel = 0
  /// The second decoder's head (N, C, H, W).
  package var second: HeadMaps<Scalar>?
  /// Pseudo labels (N, H, W), -1 = none; weights say what each counts for.
  package var pseudo: TargetMaps?
  /// Labels of another program where nothing is drawn (N, H, W), -1 = none. All methods look at them.
  package var imported: TargetMaps?
  /// The teacher's answers to turned and noisy copies of the images.
  package var views: TeacherAnswers<Scalar>?
  /// Seed of the run: random numbers are made from it and `step` (`CounterGenerator`).
  package var seed: UInt64 = 0
  /// The step's number.
  package var step = 0

  /// Nothing.
  package init() {}
}
