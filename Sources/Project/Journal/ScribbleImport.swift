import Annotation
import Foundation
import Volume

/// Scribbles from another program's label map, in the encoding `inkling`, and what was taken them for.
///
/// An encoding is never guessed silently: a wrong one swaps background and unlabelled.
package struct ScribbleImport: Equatable, Sendable {
  /// How an encoding is known; it is never guessed.
  package enum Basis: String, Sendable {
    /// A person named it.
    case named = "as named"
    /// The file's header notes it, and the voxels do not contradict: this program wrote it.
    case noted = "as its header notes"
    /// Over half of the voxels are its "no scribble".
    case evident = "because most voxels are its \"no scribble\""
  }

  /// 0 = no scribble, 1…K = class, 255 = background.
  package let map: LabelMap
  /// The encoding that the file was taken for.
  package let encoding: ScribbleEncoding
  /// How the encoding is known.
  package let basis: Basis
  /// The file.
  package let source: URL
  /// What a person should know of the file, a sentence each.
  private var notes: [String] = []

  /// Reads a label map and turns it into scribbles.
  ///
  /// - Parameters:
  ///   - encoding: nil = only where the header notes it or over half of the voxels are 255 or K+1.
  ///   - classes: the project's classes; other ids are refused.
  ///   - geometry: the image's; the map must lie on it.
  ///   - image: for messages.
  /// - Throws: `VolumeError`; `ProjectError.sentence` when the encoding has to be named, or when the
  ///   voxels contradict it.
  package static func load(
    _ source: URL, encoding named: ScribbleEncoding?, classes: [ClassEntry], geometry: Geometry,
    image: URL
  ) throws -> ScribbleImport {
    var notes: [String] = []
    let (raw, header) = try LabelMap.loadWithHeader(
      source, expecting: geometry, of: image, note: { notes.append($0) })
    var made = try ScribbleImport(
      raw, encoding: named, noted: ScribbleEncoding.recorded(in: header), classes: classes,
      source: source)
    made.notes = notes
    return made
  }

  init(
    _ raw: LabelMap, encoding named: ScribbleEncoding?, noted: ScribbleEncoding? = nil,
    classes: [ClassEntry], source: URL
  ) throws {
    let largest = classes.map { Int($0.id) }.max() ?? 0
    guard largest > 0, largest <= 253 else {
      throw ProjectError.sentence("The project has no classes: expected ids from 1 to 253.")
    }
    let counts = raw.counts
    let believable = noted.flatMap { try? $0.decode(raw, classes: largest) } == nil ? nil : noted
    let evident = ScribbleEncoding.detect(raw, classes: largest)
    // A note that the voxels contradict comes last: decoding then says what is wrong.
    guard let encoding = named ?? believable ?? evident ?? noted else {
      throw ProjectError.sentence(
        Self.question(source, counts: counts, classes: largest))
    }
    let decoded: LabelMap
    do {
      decoded = try encoding.decode(raw, classes: largest)
    } catch VolumeError.encoding(let reason) {
      throw ProjectError.sentence("\(source.path): \(reason)")
    }
    try Self.checkUnlabelled(encoding, decoded, source)
    let known = Set(classes.map { Int($0.id) } + [0, Int(Scribbles.background)])
    let counted = decoded.counts
    if let stray = counted.indices.first(where: { counted[$0] > 0 && !known.contains($0) }) {
      throw ProjectError.sentence(
        "\(source.path): \(counted[stray]) voxels are \(stray), expected the class ids "
          + "\(classes.map { "\($0.id)" }.joined(separator: ", ")). Name all classes.")
    }
    map = decoded
    self.encoding = encoding
    basis = named != nil ? .named : believable != nil ? .noted : .evident
    self.source = source
  }

  /// What was taken and how many voxels of each class that gives.
  package func sentence(classes: [ClassEntry]) -> String {
    let counts = map.counts
    let parts =
      ["\(counts[Int(Scribbles.background)]) background"]
      + classes.map { "\(counts[Int($0.id)]) \($0.name)" } + ["\(counts[0]) without a scribble"]
    return "\(source.path): taken as \(encoding.rawValue), \(basis.rawValue). Voxels: "
      + parts.joined(separator: ", ") + "." + notes.map { " \($0)" }.joined()
  }

  private static func question(_ source: URL, counts: [Int], classes: Int) -> String {
    let found = counts.indices.filter { counts[$0] > 0 }.prefix(8)
      .map { "\(counts[$0]) x \($0)" }.joined(separator: ", ")
    return
      "\(source.path) does not show which scribble encoding it has: found the values \(found). "
      + "Add --scribble-encoding inkling (0 = no scribble, 255 = background), ignore-last "
      + "(0 = background, \(classes + 1) = no scribble) or ignore-255 (0 = background, "
      + "255 = no scribble)."
  }

  /// Scribbles leave most voxels open; a map without any open voxel is dense, or in another encoding.
  private static func checkUnlabelled(
    _ encoding: ScribbleEncoding, _ map: LabelMap, _ source: URL
  ) throws {
    guard !map.voxels.contains(0) else { return }
    throw ProjectError.sentence(
      "\(source.path) has no voxel without a scribble in the encoding \(encoding.rawValue): expected "
        + "a sparse map, found a dense one or another encoding. For a dense truth use --truth.")
  }
}

extension ScribbleImport {
  /// Makes these the scribbles that a case starts from: a journal with all voxels as its base, and the map.
  ///
  /// Scribbles that are there already are renamed, not deleted, if `replacing`.
  /// - Throws: `ProjectError.sentence` when there are scribbles and not `replacing`; `VolumeError`.
  package func store(
    in project: Project, _ caseName: String, image: ImageHeader, replacing: Bool = false
  ) throws {
    let files = [project.journal(caseName), project.scribbles(caseName)]
    let present = files.filter { FileSignature(of: $0).size >= 0 }
    guard present.isEmpty || replacing else {
      throw ProjectError.sentence(
        "\(caseName) has scribbles already: \(present[0].path). Add --force to replace them; the old "
          + "ones are renamed, not deleted.")
    }
    let stamp = Date().fileStamp
    for file in present {
      let aside = file.deletingLastPathComponent()
        .appendingPathComponent(
          FileName.fitting(file.lastPathComponent, after: "replaced-\(stamp)-"))
      guard rename(file.path, aside.path) == 0 else {
        throw ProjectError.unwritable(path: file.path, reason: FileBytes.systemMessage())
      }
    }
    let axis = try project.entry(caseName).sliceAxis
    let bytes = journal(sliceAxis: axis, geometry: image.geometry)
    try AtomicFile.write(Data(bytes), to: project.journal(caseName))
    let sequence = JournalContents(bytes, size: map.size).sequence
    try map.write(
      to: project.scribbles(caseName), like: image,
      description: ScribbleStamp(sequence: sequence, map: map.voxels).description,
      kind: .scribbles(.inkling))
  }

  /// A whole journal: header, where the voxels come from, the voxels.
  func journal(sliceAxis: Axis, geometry: Geometry) -> [UInt8] {
    var imported = Scribbles(map: map, sliceAxis: sliceAxis)
    imported.setMarks(MarkedSlices(isComplete: false))
    imported.recordMarks(in: geometry)
    let base = map.voxels.indices.lazy.filter { map.voxels[$0] != 0 }
      .map { Change(voxel: $0, old: 0, new: map.voxels[$0]) }
    let note =
      "imported from \(source.lastPathComponent) (encoding \(encoding.rawValue)), crc "
      + Checksum(of: map.voxels).text
    let records: [JournalRecord] =
      [
        .header(
          version: JournalRecord.version, size: map.size, axis: sliceAxis,
          marks: imported.marks.recorded), .note(note),
      ] + JournalRecord.pieces(of: Array(base)).map { .base($0) }
    var bytes: [UInt8] = []
    for (index, record) in records.enumerated() { bytes += record.line(sequence: index + 1) }
    return bytes
  }
}
