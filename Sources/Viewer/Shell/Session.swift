import Annotation
import Foundation
import Glibc
import Volume

/// The viewer's hold on a project: reads what is shown and writes what is drawn. No terminal.
///
/// Belongs to the main thread.
final class Session {
  private(set) var project: Project
  let executable: URL
  let background = Background()
  let trainer: TrainerWatch
  private(set) var store: ScribbleStore?
  private(set) var open: (name: String, index: Int, volume: Volume)
  private(set) var readOnlyReason: String?
  private var lock: RunLock?
  private var predictionSeen: (FileSignature, Int)?
  private var liveMark = LiveFolder.Mark()
  private var pending = PendingFiles()
  private var lastEdit = Date.distantPast
  private var focus: (caseName: String, slice: Int)?
  private var focusAt = Date.distantPast
  /// Sentences from opening, for the message line.
  private var notes: [String] = []

  /// Opens a project and its first, or the named, volume.
  init(_ target: ViewerTarget, executable: URL, options: ViewerOptions) throws {
    project = try target.project(frame: options.frame)
    self.executable = executable
    trainer = TrainerWatch()
    guard let first = project.caseNames.first else {
      throw AnnotationError.sentence(
        "\(project.url.path) has no volumes yet: `inkling add \(project.url.path) --volume IMAGE`.")
    }
    let name = try project.entry(options.caseName ?? first).caseName
    open = (name, project.caseNames.firstIndex(of: name) ?? 0, try project.loadVolume(name))
    readOnlyReason =
      options.readOnly ? "opened with --read-only: nothing can be changed" : whyReadOnly()
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
      lock = try RunLock.acquire(project.viewerLockFile, role: "viewer")
      return nil
    } catch {
      return "read-only. \(error)"
    }
  }

  // MARK: Volumes

  /// Everything about the open volume, for the state.
  func openCase() throws -> OpenCase {
    let entry = try project.entry(open.name)
    let store = try ScribbleStore.open(
      project, open.name, image: open.volume.header, readOnly: readOnlyReason != nil,
      prepare: { [weak self] in try self?.prepare() })
    self.store = store
    notes += store.messages
    predictionSeen = nil
    liveMark = LiveFolder.Mark()
    return OpenCase(
      name: open.name, index: open.index, volume: open.volume, sliceAxis: entry.sliceAxis,
      scribbles: store.scribbles,
      accepted: try AcceptedLabels.load(
        project.labels(open.name), geometry: open.volume.geometry, sliceAxis: entry.sliceAxis),
      review: try ReviewSheet.load(project.review(open.name)))
  }

  /// Opens another volume; the one on screen stays when that fails.
  private func openCase(_ index: Int) -> [Event] {
    let before = (open, store, predictionSeen, liveMark)
    do {
      try closeStore()
      let name = project.caseNames[index]
      open = (name, index, try project.loadVolume(name))
      return [.opened(try openCase())] + takeNotes()
    } catch {
      (open, store, predictionSeen, liveMark) = before
      return [.said(Message("\(error)", .failure))]
    }
  }

  private func takeNotes() -> [Event] {
    defer { notes.removeAll() }
    return notes.isEmpty ? [] : [.said(Message(notes.joined(separator: " "), .warning))]
  }

  /// What the state begins with beside the volume.
  func projectView() -> ProjectView {
    let name = project.url.deletingPathExtension().lastPathComponent
    return ProjectView(
      name: name, url: project.url, exists: project.exists,
      cases: project.caseNames.map { CaseView(name: $0, progress: nil) }, current: open.index,
      labels: project.labelTable)
  }

  /// Makes the folder of an implicit project and takes its lock, before the first stroke is written.
  private func prepare() throws {
    if !project.exists { try project.create(labels: labels) }
    if lock == nil { lock = try RunLock.acquire(project.viewerLockFile, role: "viewer") }
    wasCreated = true
  }

  private var wasCreated = false
  /// Names and colours while the project exists only in memory.
  private var labels: LabelTable?

  private func closeStore() throws {
    guard let store, !store.readOnly else { return }
    try store.close()
  }

  // MARK: Effects

  /// Does what the state asks for, apart from what concerns the terminal.
  func perform(_ effect: Effect, _ state: ViewerState) -> [Event] {
    switch effect {
    case .append(let edit): return record(.paint(edit))
    case .endStroke(let stroke, let generation):
      return record(.end(stroke: stroke, stamp: StrokeStamp(generation: generation)))
    case .undo(let stroke): return record(.undo(stroke: stroke))
    case .redo(let stroke): return record(.redo(stroke: stroke))
    case .save: return save()
    case .writeLabels(let labels):
      pending.labels = (labels, project.labels(open.name), open.volume.header)
      return writePending()
    case .writeReview(let sheet):
      pending.review = (sheet, project.review(open.name))
      return writePending()
    case .writeClasses: return writeClasses(state.project.labels)
    case .openCase(let index): return openCase(index)
    case .readProgress: return readProgress()
    case .train: return train(state)
    case .tell(let command): return tell(command)
    case .focus(let name, let slice):
      focus = (name, slice)
      return []
    case .readLog: return [.log(trainer.lastWords(project))]
    case .export(let path): return export(path, state)
    case .redraw, .suspend, .quit: return []
    }
  }

  private func record(_ record: JournalRecord) -> [Event] {
    guard let store else { return [] }
    store.append(record)
    lastEdit = Date()
    return problems() + creation()
  }

  private func creation() -> [Event] {
    guard wasCreated else { return [] }
    wasCreated = false
    return [.projectCreated]
  }

  private var saidProblem: String?

  /// The state of saving, when it has changed.
  private func problems() -> [Event] {
    let problem = store?.problem ?? pending.problem
    guard problem != saidProblem else { return [] }
    saidProblem = problem
    return [.saving(problem: problem)]
  }

  private func save() -> [Event] {
    guard let store else { return [] }
    do {
      try store.save()
      let place = project.scribbles(open.name).path
      return problems() + [.said(Message("scribbles written to \(place)"))]
    } catch {
      return problems() + [.said(Message("\(error)", .failure))]
    }
  }

  private func writePending() -> [Event] {
    do {
      try prepare()
      pending.write()
    } catch {
      pending.problem = "UNSAVED: \(error)"
    }
    return problems() + creation()
  }

  private func writeClasses(_ table: LabelTable) -> [Event] {
    labels = table
    let classes = table.labels.map { ClassEntry(id: $0.id, name: $0.name) }
    guard project.exists else {
      project.description.classes = classes
      return []
    }
    do {
      // Another program may have added volumes since.
      project = try Project.open(project.url)
      project.description.classes = classes
      try project.write()
      try table.write(to: project.labelsFile)
      return []
    } catch {
      return [.said(Message("\(error)", .failure))]
    }
  }

  // MARK: Time

  /// What time brings: retries, saving, and news from the trainer.
  func tick(_ now: Date) -> [Event] {
    store?.tick(now: now)
    if pending.isWaiting { _ = writePending() }
    if let store, store.needsSave, now.timeIntervalSince(lastEdit) > 5, store.problem == nil {
      try? store.save()
      lastEdit = now
    }
    var events = takeNotes() + problems()
    guard project.exists else { return events }
    sendFocus(now)
    if let report = trainer.look(project) { events.append(.trainer(report)) }
    let live = project.live.changed(since: &liveMark).filter { $0.caseName == open.name }
    if !live.isEmpty { events.append(.live(live)) }
    readPrediction()
    return events
  }

  /// Reads a prediction beside the event loop when it has changed.
  private func readPrediction() {
    let file = project.prediction(open.name)
    let generation = trainer.report?.status?.generation ?? 0
    let signature = FileSignature(of: file)
    guard signature.size > 0 else { return }
    if let seen = predictionSeen, seen == (signature, generation) { return }
    predictionSeen = (signature, generation)
    let (name, geometry) = (open.name, open.volume.geometry)
    let uncertainty = project.uncertainty(name)
    background.run {
      guard let labels = try? LabelMap.load(file, expecting: geometry) else { return nil }
      let doubt = try? LabelMap.load(uncertainty, expecting: geometry)
      return .prediction(
        PredictionReport(caseName: name, labels: labels, uncertainty: doubt, generation: generation)
      )
    }
  }

  /// Tells a running trainer which slice is on screen, at most three times a second.
  private func sendFocus(_ now: Date) {
    guard let wanted = focus, trainer.isAlive, now.timeIntervalSince(focusAt) > 0.3 else { return }
    focus = nil
    focusAt = now
    try? project.mailbox.send(.focus(caseName: wanted.caseName, slice: wanted.slice))
  }

  /// Saves everything and lets go.
  ///
  /// - Returns: a sentence for the shell, when there is something to say.
  func close() -> String? {
    var words: [String] = []
    do { try closeStore() } catch { words.append("\(error)") }
    if pending.isWaiting { pending.write() }
    if let problem = pending.problem { words.append(problem) }
    lock?.release()
    if trainer.isAlive {
      words.append("Training goes on; see it with `inkling status \(project.url.path)`.")
    }
    return words.isEmpty ? nil : words.joined(separator: "\n")
  }

  // MARK: Trainer

  private func train(_ state: ViewerState) -> [Event] {
    do {
      try prepare()
      store?.tick(now: Date())
      if project.caseNames.count > 1, state.missingForTraining != nil,
        let missing = missingInAllCases(state)
      {
        return creation() + [.notStarted, .said(Message(missing, .warning))]
      }
      try trainer.start(project, executable: executable)
      return creation()
    } catch {
      return creation() + [.notStarted, .said(Message("\(error)", .failure))]
    }
  }

  /// What is missing before training can start, over all volumes.
  private func missingInAllCases(_ state: ViewerState) -> String? {
    var counts: [UInt8: Int] = state.open.scribbles.countsPerLabel
    for name in project.caseNames where name != open.name {
      guard let header = try? ImageHeader.load(project.imageURL(name)),
        let other = try? ScribbleReader.read(project, name, geometry: header.geometry)
      else { continue }
      for (label, count) in other.map.counts.enumerated() where label > 0 && count > 0 {
        counts[UInt8(label), default: 0] += count
      }
      if ScribbleCheck(counts: counts, classes: state.project.classes).canTrain { return nil }
    }
    return ScribbleCheck(counts: counts, classes: state.project.classes).sentence
  }

  private func tell(_ command: TrainerCommand) -> [Event] {
    do {
      try project.mailbox.send(command)
      return []
    } catch {
      return [.said(Message("\(error)", .failure))]
    }
  }

  // MARK: Lists and pictures

  private func readProgress() -> [Event] {
    let (project, current) = (project, open.index)
    background.run {
      var progress: [Int: CaseProgress] = [:]
      for (index, name) in project.caseNames.enumerated() where index != current {
        guard let entry = try? project.entry(name),
          let header = try? ImageHeader.load(project.imageURL(name))
        else { continue }
        let scribbles = try? ScribbleReader.read(project, name, geometry: header.geometry)
        let review = (try? ReviewSheet.load(project.review(name))) ?? ReviewSheet()
        let slices = header.size[entry.sliceAxis]
        progress[index] = CaseProgress(
          annotated: scribbles?.map.slices(along: entry.sliceAxis) { $0 != 0 }.count ?? 0,
          done: review.progress(slices: slices).done, slices: slices)
      }
      return .progress(progress)
    }
    return []
  }

  private func export(_ path: String, _ state: ViewerState) -> [Event] {
    let url = URL(fileURLWithPath: (path as NSString).expandingTildeInPath)
    guard !FileManager.default.fileExists(atPath: url.path) else {
      return [.said(Message("\(url.path) exists already: choose another name", .warning))]
    }
    do {
      try AtomicFile.write(SlicePicture(state).png, to: url)
      return [.said(Message("slice written to \(url.path)"))]
    } catch {
      return [.said(Message("\(error)", .failure))]
    }
  }
}
