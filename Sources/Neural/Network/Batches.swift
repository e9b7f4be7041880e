/// A batch of images, dense (N, C, H, W).
package struct ImageBatch: Sendable, Equatable {
  /// N, images.
  package var count: Int
  /// C, channels: the slice, or neighbouring slices.
  package var channels: Int
  /// H, rows.
  package var height: Int
  /// W, columns.
  package var width: Int
  /// Row-major, `count * channels * height * width` of them.
  package var values: [Float]

  /// A batch of zeros.
  package init(count: Int, channels: Int, height: Int, width: Int) {
    (self.count, self.channels, self.height, self.width) = (count, channels, height, width)
    values = [Float](repeating: 0, count: count * channels * height * width)
  }

  /// (H, W) of one channel of one image.
  package func channel(_ channel: Int, of image: Int) -> ArraySlice<Float> {
    let first = (image * channels + channel) * height * width
    return values[first..<first + height * width]
  }
}

/// What is known of a batch's classes, dense (N, H, W).
package struct TargetBatch: Sendable, Equatable {
  /// N, images.
  package var count: Int
  /// H, rows.
  package var height: Int
  /// W, columns.
  package var width: Int
  /// -1 = no scribble, 0 = background, 1…K = class.
  package var values: [Int8]
  /// A weight for each labelled pixel; nil = all 1.
  package var weights: [Float]?

  /// A batch without any label.
  package init(count: Int, height: Int, width: Int) {
    (self.count, self.height, self.width) = (count, height, width)
    values = [Int8](repeating: -1, count: count * height * width)
  }
}

/// Everything a checkpoint needs to go on: tensors by name as a PyTorch module would have them, and the step.
package struct ModelState: Sendable, Equatable {
  /// `student.…`: parameters and running statistics.
  package var student: [NamedTensor]
  /// `teacher.…`: the same of the exponential moving average.
  package var teacher: [NamedTensor]
  /// `optimizer.…`: moments (and remembered prototypes, if any).
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
