/// A batch of images, dense (N, C, H, W).
public struct ImageBatch: Sendable, Equatable {
  /// N, images.
  public var count: Int
  /// C, channels: the slice, or neighbouring slices.
  public var channels: Int
  /// H, rows.
  public var height: Int
  /// W, columns.
  public var width: Int
  /// Row-major, `count * channels * height * width` of them.
  public var values: [Float]

  /// A batch of zeros.
  public init(count: Int, channels: Int, height: Int, width: Int) {
    (self.count, self.channels, self.height, self.width) = (count, channels, height, width)
    values = [Float](repeating: 0, count: count * channels * height * width)
  }

  /// (H, W) of one channel of one image.
  public func channel(_ channel: Int, of image: Int) -> ArraySlice<Float> {
    let first = (image * channels + channel) * height * width
    return values[first..<first + height * width]
  }
}

/// What is known of a batch's classes, dense (N, H, W).
public struct TargetBatch: Sendable, Equatable {
  /// N, images.
  public var count: Int
  /// H, rows.
  public var height: Int
  /// W, columns.
  public var width: Int
  /// -1 = no scribble, 0 = background, 1…K = class.
  public var values: [Int8]
  /// A weight for each labelled pixel; nil = all 1.
  public var weights: [Float]?

  /// A batch without any label.
  public init(count: Int, height: Int, width: Int) {
    (self.count, self.height, self.width) = (count, height, width)
    values = [Int8](repeating: -1, count: count * height * width)
  }
}

/// Everything a checkpoint needs to go on: tensors by name as a PyTorch module would have them, and the step.
public struct ModelState: Sendable, Equatable {
  /// `student.…`: parameters and running statistics.
  public var student: [NamedTensor]
  /// `teacher.…`: the same of the exponential moving average.
  public var teacher: [NamedTensor]
  /// `optimizer.…`: moments (and remembered prototypes, if any).
  public var optimizer: [NamedTensor]
  /// Steps done.
  public var step: Int

  /// - Parameter step: steps done, 0 before the first.
  public init(
    student: [NamedTensor], teacher: [NamedTensor], optimizer: [NamedTensor], step: Int
  ) {
    (self.student, self.teacher, self.optimizer, self.step) = (student, teacher, optimizer, step)
  }
  /// Whether weights that training starts from may lack a tensor, named without `student.` or `teacher.`: contrast's projection
  /// and the second decoder, which other methods do not have.
  public static func mayLack(_ name: some StringProtocol) -> Bool {
    name.hasPrefix("projection.") || DecoderForm.isSecond(name)
  }
}
