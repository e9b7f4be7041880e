/// Everything that a step offers to its losses; all maps belong to one batch.
struct LossStep<Scalar: NeuralScalar> {
  /// The student's heads, (N, C, H/2^s, W/2^s) each, full resolution first.
  let heads: [HeadMaps<Scalar>]
  /// The teacher's logits, as many heads as the loss asks for; empty without a teacher.
  let teacher: [ClassMaps<Scalar>]
  /// (N, H, W); -1 = no scribble.
  let targets: TargetMaps
  /// Label mass of `targets`.
  let mass: LabelMass
  /// r(t) of `Ramps`.
  let ramp: Scalar
  /// What else the engine knows.
  let context: LossContext<Scalar>
}
