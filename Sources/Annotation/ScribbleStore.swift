import Foundation
import Volume

/// A case's scribbles on disk, open for a viewer: scribbles/CASE.nii.gz and CASE.journal.
///
/// The viewer paints on its own `Scribbles` and hands every record in before it shows the result; this
/// keeps a copy by the same records, so that what is saved is what the journal says.
///
/// ```
/// let store = try ScribbleStore.open(project, "patient001_ED", image: volume.header)
/// if let edit = scribbles.paint(voxels, label: 2, stroke: stroke) { store.append(.paint(edit)) }
/// store.tick()          // several times a second
/// try store.save()      // now and then, and at the end
/// ```
/// Not thread-safe: one owner, usually the viewer's event loop.
public final class ScribbleStore {
  /// Map and history, as the journal says.
  public private(set) var scribbles: Scribbles
  /// Whether this may not write: `append` and `save` then do nothing.
  public let readOnly: Bool
  /// What was noticed when opening, as sentences for the person.
  public let messages: [String]

  private let mapFile: URL
  private let image: ImageHeader
  private var journal: Journal
  /// Number of the record that the map file was written at; 0 = there is none.
  private var savedSequence: Int
  /// Number of the last record that changes the map.
  private var lastChange: Int
  /// The map file that may be overwritten; nil = it can't be read and is moved aside first.
  private var mapSignature: FileSignature?
  private var saveProblem: String?
  private var rescueProblem: String?
  private var rescueAt: Date?

  /// Opens a case.
  ///
  /// - Parameters:
  ///   - image: header of the case's image; the map is written with it.
  ///   - readOnly: for a second viewer, or a folder that can't be written.
  ///   - prepare: called before the first record is written and again while it throws; creates the folder of
  ///     an implicit project and takes the lock.
  /// - Throws: `AnnotationError.newer`, `.otherGrid`, `.unreadable`, `.unwritable` (a damaged journal could
  ///   not be set aside: open read-only then); `VolumeError` when the map lies elsewhere than the image.
  public static func open(
    _ project: Project, _ caseName: String, image: ImageHeader, readOnly: Bool = false,
    prepare: @escaping () throws -> Void = {}
  ) throws -> ScribbleStore {
    let load = try ScribbleLoad.read(project, caseName, geometry: image.geometry)
    return try ScribbleStore(
      load, project: project, caseName: caseName, image: image, readOnly: readOnly,
      prepare: prepare)
  }

  init(
    _ load: ScribbleLoad, project: Project, caseName: String, image: ImageHeader, readOnly: Bool,
    prepare: @escaping () throws -> Void, disk: JournalDisk = .system
  ) throws {
    self.image = image
    self.readOnly = readOnly
    mapFile = project.scribbles(caseName)
    mapSignature = load.mapIsUnreadable ? nil : FileSignature(of: mapFile)
    savedSequence = load.mapSequence ?? 0
    lastChange = load.contents.entries.last { $0.record.changesMap }?.sequence ?? 0
    var notes = load.messages
    let url = project.journal(caseName)
    var contents = load.contents
    if !contents.damage.isEmpty, !readOnly {
      let (repaired, copy) = try JournalRepair.repair(
        url, contents, size: image.size, sliceAxis: load.scribbles.sliceAxis)
      contents = repaired
      notes.append("The damaged journal was kept as \(copy.lastPathComponent).")
    }
    journal = Journal(url: url, after: contents, disk: disk, prepare: prepare)
    scribbles = readOnly ? load.corrected : load.scribbles
    messages = notes
    guard !readOnly else { return }
    preamble = Self.preamble(load, scribbles, image)
    if !load.contents.damage.isEmpty, !preamble.isEmpty {
      append(.note("the journal held no readable record; this is the label map"))
    }
    adopt(load)
  }

  /// Records that a new journal starts with; written before the first stroke.
  private var preamble: [JournalRecord] = []

  private static func preamble(
    _ load: ScribbleLoad, _ scribbles: Scribbles, _ image: ImageHeader
  ) -> [JournalRecord] {
    guard load.contents.entries.isEmpty else { return [] }
    var records: [JournalRecord] = [
      .header(
        version: JournalRecord.version, size: image.size, axis: scribbles.sliceAxis)
    ]
    if !load.base.isEmpty {
      records.append(
        .note("base: \(load.base.count) voxels, crc \(Checksum(of: scribbles.map.voxels).text)"))
      records += JournalRecord.pieces(of: load.base).map { .base($0) }
    }
    return records
  }

  /// Takes over what the map holds beyond the journal, as one stroke that can be undone.
  private func adopt(_ load: ScribbleLoad) {
    guard !load.correction.isEmpty else { return }
    let stroke = scribbles.nextStroke
    append(.note("taken over from the label map: \(load.correction.count) voxels"))
    append(.paint(Edit(stroke: stroke, changes: load.correction)))
    append(.end(stroke: stroke, stamp: StrokeStamp()))
  }
}

// MARK: Recording

extension ScribbleStore {
  /// Records what was done, by write(2) before this returns unless the disk refuses; see `problem`.
  public func append(_ record: JournalRecord, now: Date = Date()) {
    guard !readOnly else { return }
    for record in preamble { journal.append(record, now: now) }
    preamble = []
    scribbles.replay(record)
    if case .paint(let edit) = record {
      for batch in JournalRecord.batches(of: edit) { journal.append(batch, now: now) }
    } else {
      journal.append(record, now: now)
    }
    if record.changesMap { lastChange = journal.sequence }
  }

  /// Retries failed writes, and flushes written records to the disk within a second. Call it several times
  /// a second.
  public func tick(now: Date = Date()) {
    guard !readOnly else { return }
    journal.tick(now: now)
    if journal.isForeign, rescueAt.map({ now >= $0 }) ?? true {
      rescueAt = now.addingTimeInterval(1)
      rescue()
    }
  }

  /// Why something is not on the disk, as a sentence that begins with UNSAVED; nil when all is.
  public var problem: String? { rescueProblem ?? journal.problem ?? saveProblem }

  /// Records that are only in memory.
  public var unsavedRecords: Int { journal.unsavedRecords }

  /// Number of the last record.
  public var sequence: Int { journal.sequence }

  /// Whether the map on disk is older than the strokes.
  public var needsSave: Bool {
    !readOnly && lastChange > savedSequence
  }

  /// The journal's file was deleted, replaced or written to under us: all we know goes to a new one.
  private func rescue() {
    let url = journal.url
    let name = url.lastPathComponent
    let target =
      FileSignature(of: url).size < 0
      ? url : url.aside(".rescued-")
    let bytes = journal.allBytes()
    do {
      try AtomicFile.write(Data(bytes), to: target)
      journal = Journal(url: target, after: JournalContents(bytes, size: image.size))
      rescueProblem =
        target == url
        ? nil
        : "UNSAVED: \(name) was changed by another program while it was open. Your strokes go to "
          + "\(target.lastPathComponent) now. Close the viewer, then decide which of the two to keep."
    } catch {
      rescueProblem = "UNSAVED: \(name) was deleted or changed by another program. \(error)"
    }
  }
}

// MARK: Saving

extension ScribbleStore {
  /// Writes CASE.nii.gz as of the last record, if it is older.
  ///
  /// Strokes are safe without this: the journal has them. It serves other programs, and quick loading.
  /// - Throws: `VolumeError.writeFailed`, `AnnotationError.unwritable`; `problem` says the same.
  public func save(now: Date = Date()) throws {
    guard needsSave else { return }
    journal.flush(now: now)
    do {
      try keepForeignMap()
      let stamp = ScribbleStamp(sequence: journal.sequence, map: scribbles.map.voxels)
      try scribbles.map.write(
        to: mapFile, like: image, description: stamp.description, kind: .scribbles(.inkling))
      journal.append(.saved(sequence: stamp.sequence, checksum: stamp.checksum), now: now)
    } catch {
      saveProblem = "UNSAVED: the label map is older than the strokes. \(error)"
      throw error
    }
    savedSequence = lastChange
    mapSignature = FileSignature(of: mapFile)
    saveProblem = nil
  }

  /// Saves, flushes and lets go.
  public func close() throws {
    try save()
    journal.flush()
  }

  /// A map that can't be read, or that another program wrote while we were open, is moved aside, not
  /// overwritten.
  private func keepForeignMap() throws {
    let found = FileSignature(of: mapFile)
    guard found.size >= 0, found != mapSignature else { return }
    let name = String(mapFile.lastPathComponent.dropLast(".nii.gz".count))
    let why = mapSignature == nil ? "unreadable" : "changed-outside"
    let aside = mapFile.deletingLastPathComponent()
      .appendingPathComponent(
        FileName.fitting(name, before: ".\(why)-\(Date().fileStamp).nii.gz"))
    guard rename(mapFile.path, aside.path) == 0 else {
      throw AnnotationError.unwritable(path: aside.path, reason: FileBytes.systemMessage())
    }
  }
}
