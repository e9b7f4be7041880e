import Foundation
import Neural
import Prediction

extension Checkpoint {
  /// Reads a checkpoint and checks that its parts fit together. What its header says is checked before its tensors are
  /// read: a foreign or hostile file costs neither time nor memory, however large it is.
  /// - Throws: `TrainerError.checkpoint`.
  package static func load(_ url: URL) throws -> Checkpoint {
    let file = try Safetensors.load(url) { header in
      let record = try CheckpointHeader(header.metadata, path: url.path).record
      let most = 8 * record.network.parameterCount + spareNumbers
      guard header.numbers <= most else {
        throw TrainerError.checkpoint(
          path: url.path,
          expected: "at most \(most) numbers for a network of channels \(record.network.channels)",
          found: "\(header.numbers)")
      }
    }
    return try Checkpoint(file, path: url.path)
  }

  /// Student, teacher and two moments a weight have four times the network's numbers; the projection head of the
  /// contrastive term is small.
  private static let spareNumbers = 1 << 23

  /// Interprets a safetensors file.
  package init(_ file: Safetensors, path: String) throws {
    let header = try CheckpointHeader(file.metadata, path: path)
    record = header.record
    func tensors(_ prefix: String) -> [NamedTensor] {
      file.tensors.filter { $0.name.hasPrefix(prefix) }
    }
    state = ModelState(
      student: tensors("student."), teacher: tensors("teacher."), optimizer: tensors("optimizer."),
      step: header.step)
    guard !state.student.isEmpty, !state.teacher.isEmpty else {
      throw header.refuse("tensors of student and teacher", "\(file.tensors.count) others")
    }
    guard isFinite else {
      throw header.refuse("finite weights", "some that are no numbers or infinite")
    }
  }
}

/// The texts of a checkpoint's header, understood and checked.
private struct CheckpointHeader {
  let record: Checkpoint.Record
  /// Steps that are done.
  let step: Int
  private let path: String

  /// - Throws: `TrainerError.checkpoint`.
  init(_ metadata: [String: String], path: String) throws {
    self.path = path
    try CheckpointHeader.checkFormat(metadata["format"] ?? "", path)
    func value<T>(_ key: String, _ parse: (String) -> T?) throws -> T {
      guard let value = metadata[key].flatMap(parse) else {
        throw CheckpointHeader.refuse(
          path, "metadata with a readable \"\(key)\"", metadata[key].map { "\"\($0)\"" } ?? "none")
      }
      return value
    }
    func json<T: Decodable>(_ key: String) throws -> T {
      try value(key) { try? JSONDecoder().decode(T.self, from: Data($0.utf8)) }
    }
    func count(_ text: String) -> Int? { Int(text).flatMap { $0 >= 0 ? $0 : nil } }
    record = Checkpoint.Record(
      steps: try value("steps", count), seconds: try value("seconds") { Double($0) },
      generation: try value("generation", count), classes: try json("classes"),
      network: try json("network"), settings: try json("settings"),
      warm: try value("warm") { Bool($0) }, crop: try json("crop"),
      score: metadata["score"].flatMap { Double($0) },
      raise: metadata["background_raise"] == nil ? nil : try json("background_raise"),
      field: metadata["field"] == nil ? nil : try value("field") { Double($0) },
      organ: metadata["organ"] == nil ? nil : try json("organ"),
      plan: metadata["plan"] == nil ? nil : try json("plan"),
      kernels: try value("kernel_table", count), arithmetic: Arithmetic(metadata: metadata))
    step = try value("step", count)
    try checkRecord()
  }

  func refuse(_ expected: String, _ found: String) -> TrainerError {
    CheckpointHeader.refuse(path, expected, found)
  }

  private static func refuse(_ path: String, _ expected: String, _ found: String) -> TrainerError {
    .checkpoint(path: path, expected: expected, found: found)
  }

  private static func checkFormat(_ format: String, _ path: String) throws {
    guard format.hasPrefix("inkling-checkpoint "), let version = Int(format.dropFirst(19)) else {
      throw refuse(path, "a checkpoint of inkling", "a safetensors file of another program")
    }
    guard version <= Checkpoint.version else {
      throw refuse(
        path, "format version \(Checkpoint.version) or older (install a newer inkling)",
        "\(version)")
    }
  }

  /// Whether the parts of the record fit together.
  private func checkRecord() throws {
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
    if let organ = record.organ {
      guard organ.centre.count == 3, organ.reach.count == 3,
        organ.centre.allSatisfy(\.isFinite), organ.reach.allSatisfy({ $0 > 0 && $0.isFinite })
      else { throw refuse("three lengths each of centre and reach in \"organ\"", "\(organ)") }
    }
    if let plan = record.plan {
      guard plan.step >= 0, plan.step <= plan.steps, plan.steps == record.steps,
        (0...1).contains(plan.share)
      else { throw refuse("a plan of \(record.steps) steps with a share from 0 to 1", "\(plan)") }
    }
    guard PredictionSettings.fieldWeightRange.contains(record.field ?? 0) else {
      throw refuse(
        "0 to \(PredictionSettings.fieldWeightRange.upperBound) nats in \"field\"",
        "\(record.field ?? 0)")
    }
  }
}
