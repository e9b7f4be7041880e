import Annotation
import Foundation
import Volume

/// A file of scribbles read as one form or another says, with what to say where it does not fit.
struct ScribbleReading {
  private let raw: NumberMap
  private let classes: [ClassEntry]
  private let source: URL
  private let largest: Int

  init(_ raw: NumberMap, classes: [ClassEntry], source: URL) {
    (self.raw, self.classes, self.source) = (raw, classes, source)
    largest = classes.map { Int($0.id) }.max() ?? 1
  }

  /// The scribbles: 0 no scribble, 1…K class, 255 background.
  /// - Throws: `ProjectError.sentence` where the file does not fit the form.
  func map(_ form: ScribbleForm) throws -> LabelMap {
    let decoded: LabelMap
    switch form {
    case .encoding(let encoding):
      guard let bytes = raw.bytes else {
        throw refusal("has numbers above 255, which \(form.text) has not")
      }
      do {
        decoded = try encoding.decode(bytes, classes: largest)
      } catch VolumeError.encoding(let reason) {
        throw ProjectError.sentence("\(source.path): \(reason)\n\(advice)")
      }
    case .values(let values):
      guard let map = values.scribbles(in: raw) else {
        let strays = Set(raw.numbers).map(Int.init).filter { values.meaning(of: $0) == nil }
          .sorted()
        let list = strays.prefix(6).map { "\($0)" }.joined(separator: ", ")
        throw refusal(
          "has numbers of which \(values.text) says nothing: \(list)\(strays.count > 6 ? ", …" : "")"
        )
      }
      decoded = map
    }
    try checkUnlabelled(decoded, form)
    try checkClasses(decoded)
    return decoded
  }

  /// What to ask where nothing says what the numbers mean.
  var question: String {
    "\(source.path) does not show which scribble encoding it has.\n\(advice)\n"
      + "Or name an encoding with --scribble-encoding: inkling (0 = no scribble,\n"
      + "255 = background), ignore-last (0 = background, \(largest + 1) = no scribble) or\n"
      + "ignore-255 (0 = background, 255 = no scribble)."
  }

  private func refusal(_ finding: String) -> ProjectError {
    .sentence("\(source.path) \(finding).\n\(advice)")
  }

  /// The file's numbers, and what they most likely mean.
  private var advice: String {
    let names = Dictionary(classes.map { ($0.id, $0.name) }) { first, _ in first }
    let own = LabelTable(segmentsOf: source) ?? (try? .load(ExportPlace(file: source).table))
    let labels = own?.labels ?? []
    let table = Dictionary(labels.map { (Int($0.id), $0.name) }) { first, _ in first }
    let proposal = ValueProposal(raw, names: names, table: table)
    return
      "Its numbers:\n\(proposal.list)\nSay what they mean, most likely:\n  \(proposal.scribbles)"
  }

  /// Scribbles leave most voxels open; a map without any open voxel is dense, or in another encoding.
  private func checkUnlabelled(_ map: LabelMap, _ form: ScribbleForm) throws {
    guard !map.voxels.contains(0) else { return }
    throw ProjectError.sentence(
      "\(source.path) has no voxel without a scribble in the encoding \(form.text): expected "
        + "a sparse map, found a dense one or another encoding. For a dense truth use --truth, for a dense mask to "
        + "start from --prediction.")
  }

  private func checkClasses(_ map: LabelMap) throws {
    let known = Set(classes.map { Int($0.id) } + [0, Int(Scribbles.background)])
    let counts = map.counts
    guard let stray = counts.indices.first(where: { counts[$0] > 0 && !known.contains($0) }) else {
      return
    }
    throw ProjectError.sentence(
      "\(source.path): \(counts[stray]) voxels are \(stray), expected the class ids "
        + "\(classes.map { "\($0.id)" }.joined(separator: ", ")). Name all classes.")
  }
}
