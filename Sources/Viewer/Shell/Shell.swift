import Foundation
import Glibc
import Pictures
import Project

/// The loop: waits for input, signals and time, lets `update` change the state, does what it asks for, and
/// shows what `draw` makes of it.
///
/// Belongs to the main thread.
final class Shell {
  private let terminal: Terminal
  private let session: Session
  private let signals: SignalPipe
  private let recorder: SessionRecorder?
  private(set) var state: ViewerState
  private var pasteGuard = PasteGuard()
  private var isRunning = true
  private var isDirty = true
  private var nextFrame = 0.0
  private var nextTick = 0.0
  private var mayHaveMoreAhead = true
  private var lastFailure: String?

  /// A frame follows the last one after as long as that took, within these bounds: a slow terminal is not flooded, and on
  /// a fast one a key is answered at once.
  private static let frameSeconds = 1.0 / 120...1.0 / 30

  init(
    terminal: Terminal, session: Session, signals: SignalPipe, recorder: SessionRecorder? = nil,
    keys: KeyMapFile? = nil, slice: Int? = nil
  ) throws {
    self.terminal = terminal
    self.session = session
    self.signals = signals
    self.recorder = recorder
    let size = terminal.size
    state = ViewerState(
      columns: size.columns, rows: size.rows, appearance: terminal.capabilities.appearance,
      project: session.projectView(), open: try session.openCase(),
      readOnlyReason: session.readOnlyReason)
    state.now = Date()
    state.menu = session.menu
    state.keys = keys?.map ?? .standard
    state.commandHistory = session.history?.read() ?? []
    if let slice { state.begin(atSlice: slice) }
    sayWhatMatters(keys?.note)
  }

  /// What a person has to know at the beginning.
  private func sayWhatMatters(_ note: String?) {
    if let reason = session.readOnlyReason ?? note {
      let both = session.readOnlyReason == nil || note == nil ? nil : note
      state.say([reason, both].compactMap(\.self).joined(separator: ". "), .warning)
    } else if !state.project.exists {
      state.say(
        "no project yet: \(session.project.url.lastPathComponent) is made at the first stroke or label"
      )
    }
  }

  /// Begins the recording, if there is to be one.
  func begin(_ target: ViewerTarget, words: [String]) {
    var header = SessionRecording.Header(
      columns: terminal.size.columns, rows: terminal.size.rows, path: target.url.path,
      hasProject: state.project.exists)
    header.options = words
    header.time = Date()
    header.environment = ProcessInfo.processInfo.environment.filter {
      SessionRecording.variables.contains($0.key)
    }
    recorder?.begin(header, at: MonotonicClock.now)
  }

  /// Runs until the person or a signal ends it.
  func run() {
    show()
    terminal.askAboutItself()
    sayRefusal()
    if terminal.mayBeAsked, terminal.report.multiplexer == "tmux" {
      session.background.run { Tmux.passesThrough() ? .passthrough : nil }
    }
    while isRunning {
      wait()
      takeSignals()
      takeInput()
      for event in session.background.take() {
        if case .passthrough = event { terminal.notePassthrough() }
        handle(event)
      }
      if MonotonicClock.now >= nextTick {
        nextTick = MonotonicClock.now + PredictionFeed.interval
        let before = state.timedWords
        handle(.tick(Date()), marksDirty: false)
        if state.timedWords != before { isDirty = true }
        for event in session.tick(Date()) { handle(event) }
      }
      showIfDue()
    }
    // A signal may end the program while a stroke is drawn.
    handle(.ending)
  }

  /// Says why the image is not drawn as the person has asked for.
  private func sayRefusal() {
    guard let reason = terminal.refusal else { return }
    handle(.said(Message("drawn in blocks: \(reason)", .warning)))
  }

  private func wait() {
    var until = nextTick
    if isDirty { until = min(until, nextFrame) }
    if mayHaveMoreAhead { until = min(until, MonotonicClock.now + Shell.quietSeconds) }
    if let deadline = terminal.deadline { until = min(until, deadline) }
    let milliseconds = max(0, min(1000, ((until - MonotonicClock.now) * 1000).rounded(.up)))
    var files = [STDIN_FILENO, signals.descriptor, session.background.descriptor].map {
      pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
    }
    guard poll(&files, nfds_t(files.count), Int32(milliseconds)) > 0 else { return sendAhead() }
    // The terminal is gone: what is left is to save.
    if Int32(files[0].revents) & (POLLHUP | POLLERR | POLLNVAL) != 0 { isRunning = false }
  }

  private func takeSignals() {
    for signal in signals.take() {
      switch signal {
      case SIGTSTP: perform(.suspend)
      case SIGCONT: terminal.resume()
      default: isRunning = false
      }
      isDirty = true
    }
  }

  private func takeInput() {
    let now = MonotonicClock.now
    let reading = terminal.read(at: now)
    record(reading, at: now)
    if reading.resized {
      let size = terminal.size
      handle(.resize(columns: size.columns, rows: size.rows))
    }
    let meant = pasteGuard.sift(
      reading.events, at: now, textIsOpen: state.takesText, keyMap: state.keys,
      pageIsOpen: state.page != nil)
    for event in meant where isRunning {
      if case .answer(let answer) = event {
        if case .keyboard = answer, terminal.hearReleases() { handle(.keyReleases) }
        if terminal.take(answer) { handle(.graphics(terminal.capabilities.appearance.graphics)) }
        if case .attributes = answer { sayRefusal() }
        mayHaveMoreAhead = state.appearance.graphics.keepsPictures
      } else {
        handle(.input(event), marksDirty: !event.isRelease || state.pen.hold.key != nil)
      }
    }
    if reading.closed { isRunning = false }
  }

  private func record(_ reading: Terminal.Reading, at now: Double) {
    guard let recorder, recorder.failure == nil else { return }
    if reading.resized {
      recorder.note(.size(columns: terminal.size.columns, rows: terminal.size.rows), at: now)
    }
    if !reading.bytes.isEmpty { recorder.note(.input(reading.bytes), at: now) }
    if let failure = recorder.failure { handle(.said(Message(failure, .warning))) }
  }

  private func handle(_ event: Event, marksDirty: Bool = true) {
    if marksDirty { isDirty = true }
    for effect in update(&state, event) { perform(effect) }
    keepFailure()
  }

  /// What could not be done is kept in a log, for whoever is asked why.
  private func keepFailure() {
    guard let said = state.message, said.kind == .failure, said.text != lastFailure else { return }
    lastFailure = said.text
    session.keep(failure: said.text)
  }

  private func perform(_ effect: Effect) {
    switch effect {
    case .quit: isRunning = false
    case .suspend:
      terminal.suspend()
      isDirty = true
    case .redraw: terminal.redrawEverything()
    case .openCase:
      show()
      fallthrough
    default:
      for event in session.perform(effect, state) { handle(event) }
    }
  }

  private func showIfDue() {
    guard isDirty, isRunning, MonotonicClock.now >= nextFrame else { return }
    show()
  }

  private func show() {
    isDirty = false
    let began = MonotonicClock.now
    terminal.show(draw(state), pictures(state), image: image)
    let now = MonotonicClock.now
    let pause = Shell.frameSeconds
    nextFrame = now + max(pause.lowerBound, min(pause.upperBound, now - began))
    mayHaveMoreAhead = state.appearance.graphics.keepsPictures
  }

  /// While nothing else is to be done, the terminal gets the pictures of the slices around this one.
  private func sendAhead() {
    guard mayHaveMoreAhead, !isDirty else { return }
    // The terminal's answer to this one leads to the next.
    mayHaveMoreAhead = false
    terminal.sendAhead(picturesAhead(state), image: image)
  }

  private func image(_ content: CellPicture.Content) -> GreyImage {
    content.image(state.open.shownVolume)
  }

  /// So long nothing must come before pictures are sent that nobody has asked for yet.
  private static let quietSeconds = 0.05
}

/// Opens the viewer and returns when the person leaves it.
///
/// - Parameters:
///   - target: an image or a project.
///   - executable: the program itself, which is started again as trainer.
///   - options: what the command line asks for.
///   - recording: a file to record the session in, and the words of the command line that a replay needs.
/// - Returns: the last words, for the terminal that the person comes back to; nil = there is nothing to say.
/// - Throws: `TerminalError` without a usable terminal; `SessionRecordingError`; errors of reading the project or
///   image; on leaving, a sentence on what is not on disk.
package func runViewer(
  target: ViewerTarget, executable: URL, options: ViewerOptions = ViewerOptions(),
  recording: (file: URL, words: [String])? = nil
) throws -> String? {
  // The terminal is looked at first: without one, nothing should be locked or read.
  try Terminal.check()
  let keys = try options.keys.map { try OwnKeys.load($0) } ?? OwnKeys.usual()
  let recorder = try recording.map { try SessionRecorder($0.file) }
  let signals = SignalPipe()
  let session = try Session(target, executable: executable, options: options)
  session.history = LineHistory.ofPerson()
  let terminal = try Terminal(options: options) { signals.isEnding }
  let leaving: Session.Leaving?
  do {
    let shell = try Shell(
      terminal: terminal, session: session, signals: signals, recorder: recorder,
      keys: keys, slice: options.slice)
    shell.begin(target, words: recording?.words ?? [])
    shell.run()
    session.keepView(shell.state)
    leaving = session.close()
    terminal.close()
  } catch {
    terminal.close()
    _ = session.close()
    throw error
  }
  guard let leaving else { return nil }
  if leaving.isFailure { throw ProjectError.sentence(leaving.words) }
  return leaving.words
}
