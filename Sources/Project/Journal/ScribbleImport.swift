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
    /// Its segments have the names of the classes: 3D Slicer wrote it.
    case segments = "as its segments are named"
    /// Named for an earlier file, and all numbers of this one have a meaning in it.
    case kept = "as the project notes"
    /// Over half of the voxels are its "no scribble".
    case evident = "because most voxels are its \"no scribble\""
  }

  /// 0 = no scribble, 1…K = class, 255 = background.
  package let map: LabelMap
  /// What its numbers were taken for.
  package let form: ScribbleForm
  /// How that is known.
  package private(set) var basis: Basis
  /// The file.
  package let source: URL
  /// What a person should know of the file, a sentence each.
  private var notes: [String] = []

  /// Reads a label map and turns it into scribbles.
  ///
  /// - Parameters:
  ///   - form: what a person has named; nil = what the header notes, else names of segments, else what the project keeps, else only where over half
  ///     of the voxels are 255 or K+1.
  ///   - kept: what was named for an earlier file of the project.
  ///   - classes: the project's classes; other ids are refused.
  ///   - geometry: the image's; the map must lie on it.
  ///   - image: for messages.
  /// - Throws: `VolumeError`; `ProjectError.sentence` with a list of the numbers when their meaning has to be named, or
  ///   when the voxels contradict it.
  package static func load(
    _ source: URL, form named: ScribbleForm?, kept: LabelValues? = nil, classes: [ClassEntry],
    geometry: Geometry, image: URL
  ) throws -> ScribbleImport {
    var notes: [String] = []
    let raw = try NumberMap.load(source, expecting: geometry, of: image, note: { notes.append($0) })
    let names = Dictionary(classes.map { ($0.id, $0.name) }) { first, _ in first }
    let segments = LabelValues(segmentsOf: source, names: names)
    if let segments, let named, named != .values(segments) {
      notes.append(
        "Its segments are named otherwise (\(segments.text(names: names))); what was named counts.")
    }
    let noted = raw.header.flatMap { ScribbleForm.recorded(in: $0) }
    var made: ScribbleImport
    if named == nil, noted == nil, let segments,
      let bySegments = try? ScribbleImport(
        raw, form: .values(segments), classes: classes, source: source)
    {
      made = bySegments
      made.basis = .segments
    } else {
      made = try ScribbleImport(
        raw, form: named, noted: noted, kept: kept, classes: classes, source: source)
    }
    made.notes = notes
    return made
  }

  init(
    _ raw: NumberMap, form named: ScribbleForm?, noted: ScribbleForm? = nil,
    kept: LabelValues? = nil, classes: [ClassEntry], source: URL
  ) throws {
    let largest = classes.map { Int($0.id) }.max() ?? 0
    guard largest > 0, largest <= 253 else {
      throw ProjectError.sentence("The project has no classes: expected ids from 1 to 253.")
    }
    let reader = ScribbleReading(raw, classes: classes, source: source)
    let remembered = kept.map { ScribbleForm.values($0) }
    let evident = raw.bytes.flatMap { ScribbleEncoding.detect($0, classes: largest) }
    // What the voxels contradict comes last: reading then says what is wrong.
    let ways: [(ScribbleForm?, Basis, isSure: Bool)] = [
      (named, .named, true), (noted, .noted, false), (remembered, .kept, false),
      (evident.map { .encoding($0) }, .evident, true), (noted, .noted, true),
      (remembered, .kept, true),
    ]
    for case (let form?, let basis, let isSure) in ways {
      if let map = try isSure ? reader.map(form) : try? reader.map(form) {
        (self.map, self.form, self.basis, self.source) = (map, form, basis, source)
        return
      }
    }
    throw ProjectError.sentence(reader.question)
  }

  /// What was taken and how many voxels of each class that gives.
  package func sentence(classes: [ClassEntry]) -> String {
    let counts = map.counts
    let parts =
      ["\(counts[Int(Scribbles.background)]) background"]
      + classes.map { "\(counts[Int($0.id)]) \($0.name)" } + ["\(counts[0]) without a scribble"]
    let names = Dictionary(classes.map { ($0.id, $0.name) }) { first, _ in first }
    return "\(source.path): taken as \(form.text(names: names)), \(basis.rawValue). Voxels: "
      + parts.joined(separator: ", ") + "." + notes.map { " \($0)" }.joined()
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
      "imported from \(source.lastPathComponent) (encoding \(form.text)), crc "
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
