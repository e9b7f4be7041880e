import Annotation
import Foundation
import Pictures
import Project
import Volume

/// What the state asks for, done.
extension Session {
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
      shown?.accepted = labels
      pending.add(
        labels, at: project.labels(open.name), like: open.volume.header,
        sequence: store?.sequence ?? 0)
      return writePending()
    case .writeReview(let sheet):
      shown?.review = sheet
      pending.add(sheet, at: project.review(open.name))
      return writePending()
    case .writeClasses: return writeClasses(state.project.labels)
    case .writeMargin(let margin): return writeMargin(margin)
    case .writeTraining(let setting):
      return changeDescription { setting.apply(to: &$0.settings) }
    case .checkCheckpoint(let path): return checkCheckpoint(path)
    case .noteImage(let report): return take(report)
    case .openCase(let index): return leave(state, for: index)
    case .readProgress: return readProgress()
    case .train: return train(state)
    case .tell(let command): return tell(command)
    case .focus(let name, let slice):
      focus = (name, slice)
      return []
    case .readLog: return [.log(trainer.lastWords(project))]
    case .rememberLine, .readFrame, .readFolder: return help(effect)
    case .export, .exportMap, .proposeExport, .importing, .labelFile: return exchange(effect, state)
    case .redraw, .suspend, .quit: return []
    }
  }

  /// Files that go out and come in.
  private func exchange(_ effect: Effect, _ state: ViewerState) -> [Event] {
    if !mayExport, let refused = refusal(of: effect) { return refused }
    return switch effect {
    case .export(let path): export(path, state)
    case .exportMap(let order): export(order)
    case .proposeExport(let content): proposeExport(content)
    case .importing(let work): doImport(work)
    case .labelFile(let work): doLabelFile(work, state.project.labels)
    default: []
    }
  }

  /// A recording may come from somebody else: what is typed in it writes no file.
  private func refusal(of effect: Effect) -> [Event]? {
    let words = Message("a replay writes no files", .warning)
    switch effect {
    case .export, .labelFile(.save): return [.said(words)]
    case .exportMap: return [.exported(words)]
    default: return nil
    }
  }

  /// What helps the person and changes nothing of the project.
  private func help(_ effect: Effect) -> [Event] {
    switch effect {
    case .rememberLine(let line): history?.append(line)
    case .readFolder(let listing):
      background.run(apart: true) { .folder(FolderReader.read(listing)) }
    case .readFrame(let number): return readFrame(number)
    default: break
    }
    return []
  }

  private func leave(_ state: ViewerState, for index: Int) -> [Event] {
    keepView(state)
    return openCase(index)
  }

  private func record(_ record: JournalRecord) -> [Event] {
    guard let store else { return [] }
    store.append(record)
    lastEdit = Date()
    return problems() + creation()
  }

  func creation() -> [Event] {
    guard wasCreated else { return [] }
    wasCreated = false
    return [.projectCreated]
  }

  /// The state of saving, when it has changed.
  func problems() -> [Event] {
    let all = [store?.problem, pending.problem, folderProblem].compactMap(\.self)
    let problem = all.first { $0.isOnlyInMemory } ?? all.first
    guard problem != saidProblem else { return [] }
    saidProblem = problem
    return [.saving(problem: problem)]
  }

  /// `:w`: writes what is not written yet, and says what was done.
  private func save() -> [Event] {
    guard let store else { return [] }
    let waiting = pending.isWaiting ? writePending() : []
    let place = project.scribbles(open.name).path
    store.noteMissingMap()
    guard store.needsSave else {
      let words =
        store.hasMap
        ? "nothing new to write: all strokes are in \(place)"
        : "nothing is drawn yet: there is no file to write"
      return waiting + problems() + [.said(Message(words))]
    }
    do {
      try store.save()
      return waiting + problems() + [.said(Message("scribbles written to \(place)"))]
    } catch {
      return waiting + problems() + [.said(Message(store.problem?.text ?? "\(error)", .failure))]
    }
  }

  func writePending(_ now: Date = Date()) -> [Event] {
    do {
      try prepare()
      var changed = project
      pending.write(&changed, now: now)
      project = changed
    } catch {
      pending.fail(error, now: now)
    }
    return problems() + creation()
  }

  private func writeMargin(_ margin: Double?) -> [Event] {
    changeDescription { $0.settings.regionMarginMillimetres = margin }
  }

  /// Changes project.json. A project that is only in memory is made with the change: it would be lost if the
  /// person left before the first stroke.
  private func changeDescription(_ change: @escaping PendingFiles.DescriptionChange) -> [Event] {
    if !project.exists { change(&project.description) }
    pending.add(change)
    return writePending()
  }

  private func writeClasses(_ table: LabelTable) -> [Event] {
    labels = table
    let classes = table.labels.map { ClassEntry(id: $0.id, name: $0.name) }
    pending.add(table)
    return changeDescription { $0.classes = classes }
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
      try AtomicFile.write(PNGFile.data(Picture(state)), to: url)
      return [.said(Message("slice written to \(url.path)"))]
    } catch {
      return [.said(Message("\(error)", .failure))]
    }
  }
}
