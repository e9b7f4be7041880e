import Foundation
import Project
import Volume

/// The trainer and its predictions, and what time brings.
extension Session {
  /// What time brings: retries, saving, and news from the trainer.
  func tick(_ now: Date) -> [Event] {
    var events = lookAfterFolder(now)
    store?.tick(now: now)
    // What it tells must reach the state: it is told once.
    if pending.isDue(now) { events += writePending(now) }
    if let store, now.timeIntervalSince(lastEdit) > 5, store.maySave(now: now) {
      try? store.save(now: now)
    }
    events += takeNotes() + problems()
    guard project.exists else { return events }
    sendFocus(now)
    followWriter()
    if let report = trainer.look(project) { events.append(.trainer(report)) }
    let live = feed.newSlices(now: now)
    if !live.isEmpty { events.append(.live(live)) }
    readPrediction()
    return events
  }

  /// Reads what another viewer has drawn and decided, while this one only looks.
  private func followWriter() {
    guard readOnlyReason != nil else { return }
    let found = DrawnSignature(project, open.name)
    guard found != drawnSeen else { return }
    defer { drawnSeen = found }
    // What was read when the volume was opened.
    guard drawnSeen != nil else { return }
    let (project, name, header) = (project, open.name, open.volume.header)
    background.run {
      guard let drawn = try? DrawnCase(project, name, image: header) else { return nil }
      return .drawn(name, drawn)
    }
  }

  /// Reads a prediction beside the event loop when it has changed.
  private func readPrediction() {
    guard feed.hasNewWhole() else { return }
    let (feed, name) = (feed, open.name)
    background.run {
      do {
        return try feed.whole().map { .prediction(name, $0) }
      } catch {
        return .said(Message("The prediction of \(name) can't be shown. \(error)", .failure))
      }
    }
  }

  /// Tells a running trainer which slice is on screen, at most three times a second.
  private func sendFocus(_ now: Date) {
    guard let wanted = focus, trainer.isAlive, now.timeIntervalSince(focusAt) > 0.3 else { return }
    focus = nil
    focusAt = now
    try? project.mailbox.send(.focus(caseName: wanted.caseName, slice: wanted.slice))
  }

  // MARK: Trainer

  func train(_ state: ViewerState) -> [Event] {
    do {
      try prepare()
      // The trainer reads its settings from the disk.
      if let problem = pending.problem, problem.isOnlyInMemory {
        return creation() + [.notStarted, .said(Message(problem.text, .failure))]
      }
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

  /// Looks beside the event loop whether training can start from a file.
  func checkCheckpoint(_ path: String) -> [Event] {
    let url = URL(fileURLWithPath: (path as NSString).expandingTildeInPath).standardizedFileURL
    let refusal = menu.refusalOfCheckpoint
    background.run {
      let isThere = FileManager.default.fileExists(atPath: url.path)
      return .checkpointChecked(
        path: url.path,
        refusal: isThere
          ? refusal(url) : "There is no file \(url.path): expected a checkpoint's path.")
    }
    return []
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

  func tell(_ command: TrainerCommand) -> [Event] {
    do {
      try project.mailbox.send(command)
      return []
    } catch {
      return [.said(Message("\(error)", .failure))]
    }
  }
}
