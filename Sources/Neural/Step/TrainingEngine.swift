/// What a training step is to its caller, whatever its feature maps keep.
protocol TrainingEngine: AnyObject {
  var student: ParameterBuffer<Float> { get }
  var teacher: ParameterBuffer<Float> { get }
  var optimizer: Optimizer<Float> { get }
  /// Steps done.
  var step: Int { get set }
  /// Bytes of parameters, feature maps and scratch memory.
  var plannedBytes: Int { get }

  /// One step: losses, gradients, optimiser, teacher.
  func run(
    images: ClassMaps<Float>, teacherImages: ClassMaps<Float>, targets: TargetMaps,
    pseudo: TargetMaps?, imported: TargetMaps?, rates: StepRates<Float>
  ) throws -> LossTerms
}

extension StepEngine: TrainingEngine where Element.Scalar == Float {
  var plannedBytes: Int { arena.bytes + loss.bytes }
}
