import Annotation
import Foundation
import Neural
import Prediction
import Volume

/// Everything that training needs to go on, in one safetensors file.
///
/// Tensors are named as in a PyTorch module behind `student.`, `teacher.` or `optimizer.`; all else is text in
/// the header's metadata. Format: docs/reference/checkpoints.md.
package struct Checkpoint: Equatable, Sendable {
  /// Weights of student and teacher, the optimiser's moments, and the number of steps done.
  package var state: ModelState
  /// What the file says about them.
  package var record: Record

  /// The texts of a checkpoint.
  package struct Record: Codable, Equatable, Sendable {
    /// Steps planned when it was saved; ramps and learning rate depend on it.
    package var steps: Int
    /// Seconds of training so far.
    package var seconds: Double
    /// Number of the last published prediction.
    package var generation: Int
    /// Which label is which output.
    package var classes: ClassTable
    /// Shape of the network.
    package var network: NetworkSettings
    /// How it was trained.
    package var settings: TrainingSettings
    /// Whether training started from another checkpoint's weights.
    package var warm: Bool
    /// Rows and columns of the crops that it was trained on.
    package var crop: CropSize
    /// Dice against truth, where that was known.
    package var score: Double?
    /// Nats by which predictions raise the background over each class 1…K; nil = nobody has measured them.
    package var raise: [Float]?
    /// Weight of the field that predictions go through, in nats; 0 = none; nil = nobody has measured whether it fits.
    package var field: Double?
    /// Where the organ lies in the volumes that it has learnt from; nil = too few of them to say.
    var organ: OrganPlace?
    /// How far a plan that ends by the clock was; nil = it ends with its last step.
    var plan: TimePlan.Course?
    /// Version of the arithmetic that it was trained with.
    package var kernels = TrainingStep.kernelVersion
    /// What its last run has computed with; nil in files of earlier versions.
    package var arithmetic: Arithmetic?
  }

  /// Rows and columns of crops, in pixels.
  package struct CropSize: Codable, Equatable, Sendable {
    /// Rows.
    package var height: Int
    /// Columns.
    package var width: Int
  }

  /// How its answers become what is shown: as measured, or as its settings say.
  var calibration: Calibration {
    var settings = record.settings.prediction
    settings.fieldWeight = record.field ?? settings.fieldWeight
    return Calibration(
      raise: record.raise ?? settings.constantRaise(outputs: record.network.classes),
      field: settings.field)
  }

  /// A checkpoint of all its parts.
  package init(state: ModelState, record: Record) {
    self.state = state
    self.record = record
  }

  /// The format version that this program writes; later ones are refused.
  static let version = 1

  /// The file.
  package func file() throws -> Safetensors {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    func text(_ value: some Encodable) throws -> String {
      String(decoding: try encoder.encode(value), as: UTF8.self)
    }
    var metadata = [
      "format": "inkling-checkpoint \(Checkpoint.version)", "kernel_table": "\(record.kernels)",
      "step": "\(state.step)", "steps": "\(record.steps)", "seconds": "\(record.seconds)",
      "generation": "\(record.generation)", "seed": "\(record.settings.seed)",
      "classes": try text(record.classes), "network": try text(record.network),
      "settings": try text(record.settings), "warm": "\(record.warm)",
      "crop": try text(record.crop),
    ]
    metadata["level"] = record.arithmetic?.level.rawValue
    metadata["precision"] = record.arithmetic?.precision.rawValue
    metadata["score"] = record.score.map { "\($0)" }
    metadata["background_raise"] = try record.raise.map(text)
    metadata["field"] = record.field.map { "\($0)" }
    metadata["organ"] = try record.organ.map(text)
    metadata["plan"] = try record.plan.map(text)
    return Safetensors(
      tensors: state.student + state.teacher + state.optimizer, metadata: metadata)
  }

  /// Replaces a file by this checkpoint.
  /// - Throws: `VolumeError.writeFailed`; then the old file is untouched.
  package func write(to url: URL) throws {
    try AtomicFile.write(try file().bytes(), to: url)
  }

  /// Whether every weight is a finite number.
  package var isFinite: Bool {
    (state.student + state.teacher + state.optimizer).allSatisfy { tensor in
      // A sum is infinite or undefined as soon as one of its terms is (or the terms are absurdly large).
      tensor.values.reduce(0, +).isFinite
    }
  }
}
