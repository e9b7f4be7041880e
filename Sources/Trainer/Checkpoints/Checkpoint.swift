import Foundation
import Neural
import Volume

/// Everything that training needs to go on, in one safetensors file.
///
/// Tensors are named as in a PyTorch module behind `student.`, `teacher.` or `optimizer.`; all else is text in
/// the header's metadata. Format: docs/reference/checkpoints.md.
public struct Checkpoint: Equatable, Sendable {
  /// Weights of student and teacher, the optimiser's moments, and the number of steps done.
  public var state: ModelState
  /// What the file says about them.
  public var record: Record

  /// The texts of a checkpoint.
  public struct Record: Codable, Equatable, Sendable {
    /// Steps planned when it was saved; ramps and learning rate depend on it.
    public var steps: Int
    /// Seconds of training so far.
    public var seconds: Double
    /// Number of the last published prediction.
    public var generation: Int
    /// Which label is which output.
    public var classes: ClassTable
    /// Shape of the network.
    public var network: NetworkSettings
    /// How it was trained.
    public var settings: TrainingSettings
    /// Whether training started from another checkpoint's weights.
    public var warm: Bool
    /// Rows and columns of the crops that it was trained on.
    public var crop: CropSize
    /// Dice against truth, where that was known.
    public var score: Double?
    /// Nats by which predictions raise the background over each class 1…K; nil = nobody has measured them.
    public var raise: [Float]?
    /// Weight of the field that predictions go through, in nats; 0 = none; nil = nobody has measured whether it fits.
    public var field: Double?
    /// How far a plan that ends by the clock was; nil = it ends with its last step.
    var plan: TimePlan.Decision?
    /// Version of the arithmetic that it was trained with.
    public var kernels = TrainingStep.kernelVersion
  }

  /// Rows and columns of crops, in pixels.
  public struct CropSize: Codable, Equatable, Sendable {
    /// Rows.
    public var height: Int
    /// Columns.
    public var width: Int
  }

  /// What its predictions change in the network's own answer: as measured, or as its settings say.
  var answerCorrection: AnswerCorrection {
    var settings = record.settings.publishing
    settings.fieldWeight = record.field ?? settings.fieldWeight
    return AnswerCorrection(
      raise: record.raise ?? settings.constantRaise(outputs: record.network.classes),
      field: settings.field)
  }

  /// A checkpoint of all its parts.
  public init(state: ModelState, record: Record) {
    self.state = state
    self.record = record
  }

  /// The format version that this program writes; later ones are refused.
  static let version = 1

  /// The file.
  public func file() throws -> Safetensors {
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
    metadata["score"] = record.score.map { "\($0)" }
    metadata["background_raise"] = try record.raise.map(text)
    metadata["field"] = record.field.map { "\($0)" }
    metadata["plan"] = try record.plan.map(text)
    return Safetensors(
      tensors: state.student + state.teacher + state.optimizer, metadata: metadata)
  }

  /// Replaces a file by this checkpoint.
  /// - Throws: `VolumeError.writeFailed`; then the old file is untouched.
  public func write(to url: URL) throws {
    try AtomicFile.write(try file().bytes(), to: url)
  }

  /// Whether every weight is a finite number.
  public var isFinite: Bool {
    (state.student + state.teacher + state.optimizer).allSatisfy { tensor in
      // A sum is infinite or undefined as soon as one of its terms is (or the terms are absurdly large).
      tensor.values.reduce(0, +).isFinite
    }
  }
}

extension Checkpoint {
  /// Reads a checkpoint and checks that its parts fit together.
  /// - Throws: `TrainerError.checkpoint`.
  public static func load(_ url: URL) throws -> Checkpoint {
    try Checkpoint(Safetensors.load(url), path: url.path)
  }

  /// Interprets a safetensors file.
  public init(_ file: Safetensors, path: String) throws {
    func refuse(_ expected: String, _ found: String) -> TrainerError {
      .checkpoint(path: path, expected: expected, found: found)
    }
    let format = file.metadata["format"] ?? ""
    guard format.hasPrefix("inkling-checkpoint "), let version = Int(format.dropFirst(19)) else {
      throw refuse("a checkpoint of inkling", "a safetensors file of another program")
    }
    guard version <= Checkpoint.version else {
      throw refuse(
        "format version \(Checkpoint.version) or older (install a newer inkling)", "\(version)")
    }
    func value<T>(_ key: String, _ parse: (String) -> T?) throws -> T {
      guard let value = file.metadata[key].flatMap(parse) else {
        throw refuse(
          "metadata with a readable \"\(key)\"", file.metadata[key].map { "\"\($0)\"" } ?? "none")
      }
      return value
    }
    func json<T: Decodable>(_ key: String) throws -> T {
      try value(key) { try? JSONDecoder().decode(T.self, from: Data($0.utf8)) }
    }
    func count(_ text: String) -> Int? { Int(text).flatMap { $0 >= 0 ? $0 : nil } }
    record = Record(
      steps: try value("steps", count), seconds: try value("seconds") { Double($0) },
      generation: try value("generation", count), classes: try json("classes"),
      network: try json("network"), settings: try json("settings"),
      warm: try value("warm") { Bool($0) }, crop: try json("crop"),
      score: file.metadata["score"].flatMap { Double($0) },
      raise: file.metadata["background_raise"] == nil ? nil : try json("background_raise"),
      field: file.metadata["field"] == nil ? nil : try value("field") { Double($0) },
      plan: file.metadata["plan"] == nil ? nil : try json("plan"),
      kernels: try value("kernel_table", count))
    func tensors(_ prefix: String) -> [NamedTensor] {
      file.tensors.filter { $0.name.hasPrefix(prefix) }
    }
    state = ModelState(
      student: tensors("student."), teacher: tensors("teacher."), optimizer: tensors("optimizer."),
      step: try value("step", count))
    guard record.network.classes == record.classes.outputs else {
      throw refuse(
        "\(record.classes.outputs) outputs for \(record.classes.sentence)",
        "a network of \(record.network.classes)")
    }
    do { try record.network.validate() } catch { throw refuse("a usable network", "\(error)") }
    let raised = record.raise ?? []
    guard raised.isEmpty || raised.count == record.network.classes - 1,
      raised.allSatisfy(\.isFinite)
    else {
      throw refuse(
        "\(record.network.classes - 1) finite numbers in \"background_raise\"", "\(raised)")
    }
    if let plan = record.plan {
      guard plan.step >= 0, plan.step <= plan.steps, plan.steps == record.steps,
        (0...1).contains(plan.share)
      else { throw refuse("a plan of \(record.steps) steps with a share from 0 to 1", "\(plan)") }
    }
    guard PublishingSettings.fieldWeightRange.contains(record.field ?? 0) else {
      throw refuse(
        "0 to \(PublishingSettings.fieldWeightRange.upperBound) nats in \"field\"",
        "\(record.field ?? 0)")
    }
    guard !state.student.isEmpty, !state.teacher.isEmpty else {
      throw refuse("tensors of student and teacher", "\(file.tensors.count) others")
    }
    guard isFinite else { throw refuse("finite weights", "some that are no numbers or infinite") }
  }
}
