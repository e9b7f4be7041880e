import Volume

/// Which labels of predictions and truths mean the same, where the two files number them differently.
struct LabelMatch {
  /// The labels that predictions and truths have beside background.
  struct Labels {
    var predictions: Set<UInt8> = []
    var truths: Set<UInt8> = []

    /// Adds those of another pair.
    mutating func add(_ other: Labels) {
      predictions.formUnion(other.predictions)
      truths.formUnion(other.truths)
    }
  }

  /// What the one label of the predictions and the one of the truths are counted as; nil = every label as itself.
  private let common: UInt8?
  /// What a person should know of the difference; nil = there is none.
  let note: String?
  /// The labels to score.
  let ids: Set<UInt8>

  /// Masks are matched: where predictions and truths have one label each, they can only mean the same thing, unless `names` tells
  /// them apart. With more labels nothing is guessed, but labels that only one side has are named.
  ///
  /// - names: class names that the user has given.
  /// - prediction, truth: the files or folders, for the note.
  init(_ labels: Labels, names: [UInt8: String], prediction: String, truth: String) {
    if let one = labels.predictions.only, let other = labels.truths.only,
      let common = LabelMatch.common(one, other, names)
    {
      self.common = common
      ids = [common]
      note =
        "\(prediction) has the values 0 and \(one), \(truth) 0 and \(other): compared as one class, "
        + "\(names[common] ?? "label \(common)"). Where they are different classes, name both with --classes or "
        + "--label-table."
      return
    }
    common = nil
    ids = labels.predictions.union(labels.truths)
    let lonely = [
      (prediction, labels.predictions.subtracting(labels.truths)),
      (truth, labels.truths.subtracting(labels.predictions)),
    ].filter { !$0.1.isEmpty }
    note =
      lonely.isEmpty
      ? nil
      : lonely.map { file, ids in
        "Only in \(file): label \(ids.sorted().map { "\($0)" }.joined(separator: ", "))."
      }.joined(separator: " ")
  }

  /// The label that both are counted as; nil where they are the same already, or two classes.
  private static func common(
    _ one: UInt8, _ other: UInt8, _ names: [UInt8: String]
  ) -> UInt8? {
    let only = Set(names.keys).only
    if one == other { return only == one ? nil : only }
    if names[one] != nil, names[other] != nil { return nil }
    return only ?? (names[one] != nil ? one : other)
  }

  /// A map with its labels as they are counted.
  func counted(_ map: LabelMap) -> LabelMap {
    guard let common else { return map }
    return LabelMap(size: map.size, voxels: map.voxels.map { $0 == 0 ? 0 : common })
  }
}

extension Set {
  /// The element of a set of one.
  fileprivate var only: Element? { count == 1 ? first : nil }
}
