/// Everything a checkpoint needs to go on: tensors by name as a PyTorch module would have them, and the step.
package struct ModelState: Sendable, Equatable {
  /// `student.…`: parameters and running statistics.
  package var student: [NamedTensor]
  /// `teacher.…`: the same of the exponential moving average.
  package var teacher: [NamedTensor]
  /// `optimizer.…`: moments.
  package var optimizer: [NamedTensor]
  /// Steps done.
  package var step: Int

  /// - Parameter step: steps done, 0 before the first.
  package init(
    student: [NamedTensor], teacher: [NamedTensor], optimizer: [NamedTensor], step: Int
  ) {
    (self.student, self.teacher, self.optimizer, self.step) = (student, teacher, optimizer, step)
  }

  /// Whether weights that training starts from may lack a tensor, named without `student.` or `teacher.`: contrast's projection
  /// and the second decoder, which other methods do not have.
  package static func mayLack(_ name: some StringProtocol) -> Bool {
    name.hasPrefix("projection.") || DecoderForm.isSecond(name)
  }
}
