import Annotation
import Foundation
import Glibc
import Project
import Volume

/// The viewer's hold on a project: reads what is shown and writes what is drawn. No terminal.
///
/// Belongs to the main thread.
final class Session {
  var project: Project
  let executable: URL
  /// Whether `:export` may write pictures.
  let mayExport: Bool
  let background = BackgroundWork()
  let trainer: TrainerWatch
  /// What can be chosen for training.
  let menu: TrainingMenu
  var store: ScribbleStore?
  var open: (name: String, index: Int, volume: Volume)
  /// Why nothing in the project may be changed; nil = it may.
  var lookOnlyReason: String?
  /// That the open volume's image is not the one that was drawn on, and what to do; nil = it is.
  var foreignImage: String?
  /// Why nothing may be changed; nil = it may.
  var readOnlyReason: String? {
    lookOnlyReason ?? foreignImage.map { _ in Session.foreignImageReason }
  }
  var lock: RunLock?
  /// Whether another viewer's lock is why nothing can be changed.
  var waitsForWriter = false
  /// Tells when the project's folder is removed or renamed.
  var anchor: FolderAnchor?
  /// What is wrong with the project's folder; nil = nothing.
  var folderProblem: SavingProblem?
  /// When the folder was looked at last.
  var folderSeenAt = Date.distantPast
  /// Accepted slices and decisions of the open volume, as they are on screen.
  var shown: (accepted: AcceptedLabels, review: ReviewSheet)?
  var feed: PredictionFeed
  /// Which state of strokes and decisions is shown; kept by a viewer that only looks.
  var drawnSeen: DrawnSignature?
  var pending = PendingFiles()
  /// Other frames of the open volume.
  var frames = FrameReader()
  var lastEdit = Date.distantPast
  var focus: (caseName: String, slice: Int)?
  var focusAt = Date.distantPast
  /// Whether the project's folder was made, and the state does not know yet.
  var wasCreated = false
  /// Names and colours, for a project that is to be made.
  var labels: LabelTable?
  /// What the state was told last about saving.
  var saidProblem: SavingProblem?
  /// Where typed lines are kept for the next time; nil = nowhere.
  var history: LineHistory?
  /// Sentences from opening, for the message line.
  var notes: [String] = []

  /// Opens a project and its first, or the named, volume.
  init(_ target: ViewerTarget, executable: URL, options: ViewerOptions) throws {
    let own: String?
    (project, own) = try target.project(frame: options.frame)
    self.executable = executable
    mayExport = options.mayExport
    trainer = TrainerWatch()
    menu = options.training
    guard let first = project.caseNames.first else {
      throw ProjectError.sentence(
        "\(project.url.path) has no volumes yet: `inkling add \(project.url.path) --volume IMAGE`.")
    }
    let name = try project.entry(options.caseName ?? own ?? first).caseName
    open = (name, project.caseNames.firstIndex(of: name) ?? 0, try project.loadVolume(name))
    feed = PredictionFeed(project, name, geometry: open.volume.geometry)
    try check(options.slice, of: name)
    lookOnlyReason =
      options.readOnly ? "opened with --read-only: nothing can be changed" : whyReadOnly()
  }

  /// - Throws: a sentence when the volume has no such slice.
  private func check(_ slice: Int?, of name: String) throws {
    guard let slice else { return }
    let count = open.volume.geometry.size[try project.entry(name).sliceAxis]
    guard (0..<count).contains(slice) else {
      throw ProjectError.sentence(
        "\(name) has no slice \(slice). Expected --slice 0 to \(count - 1).")
    }
  }

  /// Takes the viewer's lock, or says why nothing may be written.
  private func whyReadOnly() -> String? {
    guard project.exists else {
      let folder = project.url.deletingLastPathComponent().path
      return access(folder, W_OK) == 0
        ? nil
        : "\(folder) cannot be written, so scribbles have no place: copy the image elsewhere to draw"
    }
    guard access(project.url.path, W_OK) == 0 else {
      return "\(project.url.path) cannot be written: look, but do not draw"
    }
    do {
      lock = try project.lockViewer()
      anchor = FolderAnchor(project.url)
    } catch ProjectError.locked(let words) {
      waitsForWriter = true
      return "read-only. \(words)"
    } catch {
      // The disk is full: what is drawn waits in memory, as it does when the disk fills up later.
      folderProblem = noRoom(error)
    }
    labels = project.labelTable
    return nil
  }

  // MARK: Volumes

  /// Everything about the open volume, for the state.
  func openCase() throws -> OpenCase {
    glanceAtImage()
    let store = try openStore()
    self.store = store
    notes += store.messages + open.volume.doubts
    if open.volume.nonFiniteCount > 0 {
      notes.append(
        "\(Words.count(open.volume.nonFiniteCount, "voxel")) of the image are no finite numbers; they are "
          + "shown as the smallest intensity.")
    }
    readImage()
    feed = PredictionFeed(project, open.name, geometry: open.volume.geometry)
    drawnSeen = DrawnSignature(project, open.name)
    let decided = try store.decided(project, open.name)
    restore(decided, store)
    shown = (decided.accepted, decided.review)
    frames = FrameReader()
    var opened = OpenCase(
      name: open.name, index: open.index, volume: open.volume, scribbles: store.scribbles,
      accepted: decided.accepted, review: decided.review)
    opened.lastView = ViewMemory.recall(open.name, of: project)
    opened.stamps = store.stamps
    opened.user = StrokeStamp().user
    opened.imported = importedSegmentation()
    return opened
  }

  /// Opens strokes and journal; to look only, where a damaged journal cannot be set aside now.
  private func openStore() throws -> ScribbleStore {
    func open(readOnly: Bool) throws -> ScribbleStore {
      try ScribbleStore.open(
        project, self.open.name, image: self.open.volume.header, readOnly: readOnly,
        prepare: { [weak self] in try self?.prepare() })
    }
    do {
      return try open(readOnly: readOnlyReason != nil)
    } catch VolumeError.writeFailed(let url, let reason) {
      lookOnlyReason =
        "look only: the damaged journal cannot be kept as \(url.path): \(reason). Open it again when it can"
      return try open(readOnly: true)
    }
  }

  /// Writes the files of accepted slices and review anew where the disk had refused what the journal has.
  private func restore(_ decided: Decided, _ store: ScribbleStore) {
    guard readOnlyReason == nil, decided.labelsAreOld || decided.reviewIsOld else { return }
    if decided.labelsAreOld {
      pending.add(
        decided.accepted, at: project.labels(open.name), like: open.volume.header,
        sequence: store.sequence)
    }
    if decided.reviewIsOld { pending.add(decided.review, at: project.review(open.name)) }
    notes.append("Decisions were restored from the journal: their files were older.")
  }

  /// Opens another volume; the one on screen stays when that fails.
  func openCase(_ index: Int) -> [Event] {
    let before = (open, store, feed, drawnSeen, foreignImage)
    let shownBefore = shown
    let reason = readOnlyReason
    do {
      try closeStore()
      let name = project.caseNames[index]
      open = (name, index, try project.loadVolume(name))
      let opened = Event.opened(try openCase())
      let access = readOnlyReason == reason ? [] : [Event.access(readOnlyReason: readOnlyReason)]
      return [opened] + takeNotes() + access
    } catch {
      (open, store, feed, drawnSeen, foreignImage) = before
      shown = shownBefore
      return [.said(Message("\(error)", .failure))]
    }
  }

  func takeNotes() -> [Event] {
    defer { notes.removeAll() }
    return notes.isEmpty ? [] : [.said(Message(notes.joined(separator: " "), .warning))]
  }

  /// What the state begins with beside the volume.
  func projectView() -> ProjectView {
    let name = project.url.deletingPathExtension().lastPathComponent
    return ProjectView(
      name: name, url: project.url, exists: project.exists,
      cases: project.caseNames.map { CaseView(name: $0, progress: nil) }, current: open.index,
      labels: project.labelTable, regionMargin: project.trainingChoice.regionMarginMillimetres,
      isBounded: project.trainingChoice.isBounded, settings: project.description.settings)
  }

  /// Saves and lets go of the open volume.
  /// - Throws: a sentence when strokes are only in memory. A map that is only old is made again from the journal.
  private func closeStore() throws {
    guard let store, !store.readOnly else { return }
    do { try store.close() } catch {
      if let loss = store.loss { throw ProjectError.sentence(loss) }
    }
    if let loss = store.loss { throw ProjectError.sentence(loss) }
  }

  /// What there is to say on leaving.
  struct Leaving {
    /// Sentences for the shell, a line each.
    var words: String
    /// Whether something is not on disk.
    var isFailure: Bool
  }

  /// Saves everything and lets go.
  ///
  /// - Returns: what is to be said to the shell; nil when there is nothing.
  func close() -> Leaving? {
    var words = unwrittenExports()
    do { try closeStore() } catch { words.append("\(error)") }
    if pending.isWaiting { _ = writePending() }
    if words.isEmpty, let problem = store?.problem ?? (lock == nil ? nil : folderProblem) {
      words.append(problem.text)
    }
    if let problem = pending.problem { words.append(problem.text) }
    let isFailure = !words.isEmpty
    if let foreignImage { words.append(foreignImage) }
    lock?.release()
    if trainer.isAlive {
      words.append("Training goes on; see it with `inkling status \(project.url.path)`.")
    }
    guard !words.isEmpty else { return nil }
    return Leaving(words: words.joined(separator: "\n"), isFailure: isFailure)
  }
}
