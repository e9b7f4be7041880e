import Annotation
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
package final class ScribbleStore {
  /// Map and history, as the journal says.
  package private(set) var scribbles: Scribbles
  /// Whether this may not write: `append` and `save` then do nothing.
  package let readOnly: Bool
  /// What was noticed when opening, as sentences for the person.
  package let messages: [String]
  /// When and by whom strokes were finished that were there at opening, by their number.
  package let stamps: [Int: StrokeStamp]

  private let mapFile: URL
  private let image: ImageHeader
  /// What the journal said of decisions when it was opened; nil once they have been asked for.
  private var decisions: DecisionHistory?
  private var journal: Journal
  /// Number of the record that the map file was written at; 0 = there is none.
  private var savedSequence: Int
  /// Number of the last record that changes the map.
  private var lastChange: Int
  /// The map file that may be overwritten; nil = it can't be read and is moved aside first.
  private var mapSignature: FileSignature?
  private var saveProblem: String?
  /// When a map that could not be written is tried again.
  private var saveAgainAt: Date?
  private var rescueProblem: SavingProblem?
  private var rescueAt: Date?
  /// Makes the project's folder where it is missing.
  private let prepare: () throws -> Void

  /// Opens a case.
  ///
  /// - Parameters:
  ///   - image: header of the case's image; the map is written with it.
  ///   - readOnly: for a second viewer, or a folder that can't be written.
  ///   - prepare: called before the first record is written and again while it throws; creates the folder of
  ///     an implicit project and takes the lock.
  /// - Throws: `ProjectError.newer`, `.otherGrid`, `.unreadable`, `.unwritable` (a damaged journal could
  ///   not be set aside: open read-only then); `VolumeError` when the map lies elsewhere than the image.
  package static func open(
    _ project: Project, _ caseName: String, image: ImageHeader, readOnly: Bool = false,
    prepare: @escaping () throws -> Void = {}
  ) throws -> ScribbleStore {
    let load = try ScribbleLoad.read(project, caseName, geometry: image.geometry)
    return try ScribbleStore(
      load, of: (project, caseName), image: image, readOnly: readOnly, prepare: prepare)
  }

  init(
    _ load: ScribbleLoad, of place: (project: Project, caseName: String), image: ImageHeader,
    readOnly: Bool, prepare: @escaping () throws -> Void
  ) throws {
    self.image = image
    self.readOnly = readOnly
    self.prepare = prepare
    decisions = DecisionHistory(
      load.contents, size: image.size, sliceAxis: load.scribbles.sliceAxis)
    mapFile = place.project.scribbles(place.caseName)
    mapSignature = load.mapIsUnreadable ? nil : FileSignature(of: mapFile)
    savedSequence = load.mapSequence ?? 0
    lastChange = load.contents.entries.last { $0.record.changesMap }?.sequence ?? 0
    var notes = load.messages
    let url = place.project.journal(place.caseName)
    var contents = load.contents
    if !contents.damage.isEmpty, !readOnly {
      let (repaired, copy) = try JournalRepair.repair(
        url, contents, size: image.size, sliceAxis: load.scribbles.sliceAxis)
      contents = repaired
      notes.append("The damaged journal was kept as \(copy.lastPathComponent).")
    }
    journal = Journal(url: url, after: contents, prepare: prepare)
    scribbles = readOnly ? load.corrected : load.scribbles
    messages = notes
    stamps = load.contents.stamps
    guard !readOnly else { return }
    if load.contents.entries.isEmpty { scribbles.recordMarks(in: image.geometry) }
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
        version: JournalRecord.version, size: image.size, axis: scribbles.sliceAxis,
        marks: scribbles.marks.recorded)
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

extension ScribbleStore {
  /// Accepted slices and decisions of the case; ask once, before drawing.
  /// - Throws: what reading labels and decisions throws.
  package func decided(_ project: Project, _ caseName: String) throws -> Decided {
    // As large as the image: not kept for later.
    defer { decisions = nil }
    return try Decided(
      project, caseName, geometry: image.geometry, decisions ?? DecisionHistory(), scribbles)
  }
}

// MARK: Recording

extension ScribbleStore {
  /// Records what was done, by write(2) before this returns unless the disk refuses; see `problem`.
  package func append(_ record: JournalRecord, now: Date = Date()) {
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
  package func tick(now: Date = Date()) {
    guard !readOnly else { return }
    journal.tick(now: now)
    if journal.isForeign, rescueAt.map({ now >= $0 }) ?? true {
      rescueAt = now.addingTimeInterval(1)
      rescue()
    }
  }

  /// Why something is not on the disk; nil when all is.
  package var problem: SavingProblem? {
    if let rescueProblem, rescueProblem.isOnlyInMemory { return rescueProblem }
    if let problem = journal.problem {
      return SavingProblem(problem, isOnlyInMemory: journal.unsavedWork > 0)
    }
    if case .moved(let place) = journal.fate, !readOnly {
      return SavingProblem(
        "\(journal.url.path) was moved to \(place) while it was open: your strokes go there. Leave with q, and open "
          + "the project where it is now.", isOnlyInMemory: false)
    }
    return rescueProblem ?? saveProblem.map { SavingProblem($0, isOnlyInMemory: false) }
  }

  /// What leaving now loses, as a sentence; nil = nothing.
  package var loss: String? {
    guard let problem, problem.isOnlyInMemory else { return nil }
    let count = journal.unsavedWork
    let what = count == 1 ? "the last journal record" : "the last \(count) journal records"
    let name = journal.url.lastPathComponent
    // Written, but to a file without a name: nobody finds it.
    guard journal.fate != .gone, count > 0, let cause = journal.cause else { return problem.text }
    return "Not on disk: \(what) of \(name), strokes or decisions. \(cause)"
  }

  /// Records that are only in memory.
  package var unsavedRecords: Int { journal.unsavedRecords }

  /// Number of the last record.
  package var sequence: Int { journal.sequence }

  /// Whether the map on disk is older than the strokes.
  package var needsSave: Bool {
    !readOnly && lastChange > savedSequence
  }

  /// Whether CASE.nii.gz is there.
  package var hasMap: Bool { FileSignature(of: mapFile).size >= 0 }

  /// Looks whether CASE.nii.gz was removed while it was open: then it is to be written again.
  package func noteMissingMap() {
    if !hasMap, lastChange > 0 { savedSequence = 0 }
  }

  /// Whether it is time to write the map: it is older than the strokes, all of which are in the journal, and a
  /// try that failed is a while ago. Room on a full disk is the journal's first.
  package func maySave(now: Date) -> Bool {
    guard needsSave, journal.unsavedWork == 0 else { return false }
    // A clock that was set back must not stop the saving.
    return saveAgainAt.map { now >= $0 || $0.timeIntervalSince(now) > 600 } ?? true
  }

  /// Whether the journal was written to or removed by another program since it was read.
  package var journalHasChanged: Bool { journal.isChanged || journal.fate == .gone }

  /// The journal's file was deleted, replaced or written to under us: all we know goes to a new one.
  private func rescue() {
    let url = journal.url
    let name = url.lastPathComponent
    let target =
      FileSignature(of: url).size < 0
      ? url : url.aside(".rescued-")
    let bytes = journal.allBytes()
    do {
      try prepare()
      try FileBytes.makeFolder(target.deletingLastPathComponent())
      try AtomicFile.write(Data(bytes), to: target)
      journal = Journal(url: target, after: JournalContents(bytes, size: image.size))
      rescueProblem =
        target == url
        ? nil
        : SavingProblem(
          "\(name) was changed by another program while it was open. Your strokes go to "
            + "\(target.lastPathComponent) now. Close the viewer, then decide which of the two to keep.",
          isOnlyInMemory: false)
    } catch {
      rescueProblem = SavingProblem(
        "UNSAVED: \(name) was removed or changed by another program. \(error)",
        isOnlyInMemory: true)
    }
  }
}

// MARK: Saving

extension ScribbleStore {
  /// Writes CASE.nii.gz as of the last record, if it is older.
  ///
  /// Strokes are safe without this: the journal has them. It serves other programs, and quick loading.
  /// - Throws: `VolumeError.writeFailed`, `ProjectError.unwritable`; `problem` says the same.
  package func save(now: Date = Date()) throws {
    guard needsSave else { return }
    journal.flush(now: now)
    let begun = Date()
    do {
      try keepForeignMap()
      let stamp = ScribbleStamp(sequence: journal.sequence, map: scribbles.map.voxels)
      try scribbles.map.write(
        to: mapFile, like: image, description: stamp.description, kind: .scribbles(.inkling))
      journal.append(.saved(sequence: stamp.sequence, checksum: stamp.checksum), now: now)
    } catch {
      saveProblem =
        "Strokes are safe in the journal; the label map is older and is written as soon as that is possible. "
        + "\(error)"
      // Every second; a large map, which takes long to pack, must not hold up the pen each time.
      saveAgainAt = now.addingTimeInterval(max(1, min(600, -10 * begun.timeIntervalSinceNow)))
      throw error
    }
    savedSequence = lastChange
    mapSignature = FileSignature(of: mapFile)
    saveProblem = nil
    saveAgainAt = nil
  }

  /// Saves, flushes and lets go.
  /// - Throws: as `save`; `loss` tells whether strokes are lost.
  package func close() throws {
    defer { journal.flush() }
    try save()
  }

  /// A map that can't be read, or that another program wrote while we were open, is moved aside, not
  /// overwritten.
  private func keepForeignMap() throws {
    let found = FileSignature(of: mapFile)
    guard found.size >= 0, found != mapSignature else { return }
    let name = CaseName.stem(of: mapFile)
    let why = mapSignature == nil ? "unreadable" : "changed-outside"
    let aside = mapFile.deletingLastPathComponent()
      .appendingPathComponent(
        FileName.fitting(name, before: ".\(why)-\(Date().fileStamp).nii.gz"))
    guard rename(mapFile.path, aside.path) == 0 else {
      throw ProjectError.unwritable(path: aside.path, reason: FileBytes.systemMessage())
    }
  }
}
