import Neural
import Prediction

/// Taking over weights from a checkpoint whose classes may differ from the present ones.
struct WarmStart {
  /// The weights, ready for a network of the present classes.
  let state: ModelState
  /// Names of classes that the checkpoint does not know; their outputs start anew.
  let unknownClasses: [String]

  /// Fits a checkpoint's teacher into a fresh network.
  ///
  /// The teacher becomes the student too: it is the better network of the two. Outputs are matched by label
  /// and name; everything before the heads is taken over as it is.
  ///
  /// - fresh: the state of a new network of `network`, for what the checkpoint does not have
  /// - Throws: `TrainerError.checkpoint` where the network before the heads has another shape.
  init(
    _ checkpoint: Checkpoint, path: String, fresh: ModelState, network: NetworkSettings,
    classes: ClassTable
  ) throws {
    let old = checkpoint.record.network
    guard old.channels == network.channels, old.inputChannels == network.inputChannels else {
      throw TrainerError.checkpoint(
        path: path,
        expected: "a network of channels \(network.channels) on \(network.inputChannels) slices",
        found: "\(old.channels) on \(old.inputChannels)")
    }
    let sources = WarmStart.sources(of: classes, in: checkpoint.record.classes)
    unknownClasses = zip(classes.entries, sources.dropFirst()).compactMap {
      $1 == nil ? $0.name : nil
    }
    let known = Dictionary(
      checkpoint.state.teacher.map { ($0.name.dropFirst("teacher.".count), $0) },
      uniquingKeysWith: { first, _ in first })
    var weights: [NamedTensor] = []
    for tensor in fresh.student {
      let name = tensor.name.dropFirst("student.".count)
      var result = tensor
      if let source = known[name], let values = WarmStart.fit(source, into: tensor, sources) {
        result.values = values
      } else if !ModelState.mayLack(name) {
        throw TrainerError.checkpoint(
          path: path, expected: "a tensor teacher.\(name) of shape \(tensor.shape)",
          found: known[name].map { "\($0.shape)" } ?? "none")
      }
      result.name = String(name)
      weights.append(result)
    }
    func named(_ prefix: String) -> [NamedTensor] {
      weights.map { NamedTensor(name: prefix + $0.name, shape: $0.shape, values: $0.values) }
    }
    state = ModelState(
      student: named("student."), teacher: named("teacher."), optimizer: fresh.optimizer, step: 0)
  }

  /// For every present output the checkpoint's output of the same class; nil = unknown there.
  ///
  /// A class is the same where label and name agree (names without regard to case), or where only one of them
  /// exists on either side: renamed classes keep their label, renumbered ones their name.
  static func sources(of classes: ClassTable, in old: ClassTable) -> [Int?] {
    let names = old.entries.map { $0.name.lowercased() }
    return [0]
      + classes.entries.map { entry in
        if let index = names.firstIndex(of: entry.name.lowercased()) { return index + 1 }
        let present = Set(classes.entries.map { $0.name.lowercased() })
        return old.entries.firstIndex {
          $0.id == entry.id && !present.contains($0.name.lowercased())
        }.map { $0 + 1 }
      }
  }

  /// How classes were matched, where they are not the checkpoint's own; nil = they are.
  static func sentence(of classes: ClassTable, in old: ClassTable) -> String? {
    if classes == old { return nil }
    let matches = zip(classes.entries, sources(of: classes, in: old).dropFirst()).map {
      "\($0.id) \($0.name) from \($1.map { "\(old.entries[$0 - 1].id) \(old.entries[$0 - 1].name)" } ?? "nothing")"
    }
    return "The checkpoint's classes are \(old.sentence); taken over: "
      + matches.joined(separator: ", ") + "."
  }

  /// The values of `source` in the shape of `target`; rows of heads are matched by class. Nil = does not fit.
  private static func fit(
    _ source: NamedTensor, into target: NamedTensor, _ sources: [Int?]
  ) -> [Float]? {
    let isHead = target.name.contains("head")
    if !isHead { return source.shape == target.shape ? source.values : nil }
    guard target.shape.first == sources.count, source.shape.count == target.shape.count,
      source.shape.dropFirst() == target.shape.dropFirst(), let oldRows = source.shape.first
    else { return nil }
    let row = target.shape.dropFirst().reduce(1, *)
    var values = target.values
    for (output, old) in sources.enumerated() {
      guard let old else { continue }
      guard old < oldRows else { return nil }
      values.replaceSubrange(
        output * row..<(output + 1) * row, with: source.values[old * row..<(old + 1) * row])
    }
    return values
  }
}
