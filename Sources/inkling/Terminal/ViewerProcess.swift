import Foundation
import Viewer

/// The viewer in a terminal of its own, and what its screen shows.
final class ViewerProcess {
  /// What terminal it finds.
  struct Setting {
    var columns: Int
    var rows: Int
    /// TERM.
    var name = "xterm-256color"
    /// Further variables.
    var variables: [String: String] = [:]
    /// Seconds without output after which a frame has ended; one that has begun by its mark ends with its mark.
    var quiet = 0.05
    /// What the terminal answers when it is asked for its attributes.
    var answer: [UInt8] = []
  }

  /// What came after something was typed.
  struct Answer {
    /// Seconds from the moment before it was written to the first byte and to the last one; nil when nothing came.
    var firstByte: Double?
    var lastByte: Double?
    /// Seconds to the end of the first frame; nil when no end is marked.
    var frameEnd: Double?
    var bytes: [UInt8] = []
    /// Whether no more will come.
    var hasEnded = false
  }

  private let terminal: PseudoTerminal
  private let quiet: Double
  private let answer: [UInt8]
  private let clock = ContinuousClock()
  private let began: ContinuousClock.Instant
  private var marks = UpdateMarks()
  /// The last bytes that it wrote: what it says on ending is short.
  private var tail: [UInt8] = []
  private static let tailLength = 8192
  private(set) var screen: TerminalScreen
  /// Is given everything that the viewer writes, as it comes.
  var onOutput: ([UInt8]) -> Void = { _ in }

  var process: Int32 { terminal.process }

  /// Variables that tell of the terminal that this process has, and would change how the viewer behaves.
  private static let others = [
    "TERM", "COLORTERM", "TERM_PROGRAM", "TERM_PROGRAM_VERSION", "TERMINFO", "KITTY_WINDOW_ID",
    "TMUX",
    "TMUX_PANE", "STY", "VTE_VERSION", "LINES", "COLUMNS", "ESCDELAY", "NO_COLOR", "LC_ALL",
    "LC_CTYPE",
  ]

  /// Starts `inkling open` with words.
  init(_ words: [String], _ setting: Setting) throws {
    var environment = ProcessInfo.processInfo.environment
    for name in Self.others { environment[name] = nil }
    environment["TERM"] = setting.name
    environment["LANG"] = "C.UTF-8"
    // Neither the person's key map nor the lines typed before: what is sent must mean the same everywhere.
    environment["XDG_CONFIG_HOME"] = "/dev/null"
    environment["XDG_STATE_HOME"] = "/dev/null"
    environment.merge(setting.variables) { $1 }
    quiet = setting.quiet
    answer = setting.answer
    screen = TerminalScreen(columns: setting.columns, rows: setting.rows)
    began = clock.now
    terminal = try PseudoTerminal(
      [ownExecutable.path, "open"] + words, environment: environment, columns: setting.columns,
      rows: setting.rows)
  }

  /// Waits for the first frame; the seconds count from before the start.
  func firstFrame(within limit: Double = 60) -> Answer {
    gather(since: began, limit: limit, isFirst: true)
  }

  /// Types something and waits until the frame that follows has ended.
  ///
  /// - Parameter limit: seconds to wait for the first byte; a frame that has begun is given ten times as long.
  func send(_ bytes: [UInt8], limit: Double = 1) -> Answer {
    let start = clock.now
    guard let early = terminal.write(bytes) else { return Answer(hasEnded: true) }
    return gather(since: start, limit: limit, early: early)
  }

  /// Types something and does not wait for what follows; what the viewer draws meanwhile is taken.
  /// - Returns: whether the viewer is still there.
  func type(_ bytes: [UInt8]) -> Bool {
    guard let output = terminal.write(bytes) else { return false }
    receive(output)
    screen.feed(output)
    return true
  }

  /// Lets time pass, and takes what the viewer draws.
  /// - Returns: whether the viewer is still there.
  func watch(until end: ContinuousClock.Instant) -> Bool {
    while case let left = (end - clock.now) / .seconds(1), left > 0 {
      guard let piece = terminal.read(within: left) else { return false }
      receive(piece)
      screen.feed(piece)
    }
    return true
  }

  private func receive(_ piece: [UInt8]) {
    guard !piece.isEmpty else { return }
    let questions = marks.questions
    marks.feed(piece)
    tail += piece
    if tail.count > 8 * Self.tailLength { tail.removeFirst(tail.count - Self.tailLength) }
    onOutput(piece)
    // So short that the terminal takes it at once.
    if marks.questions > questions, !answer.isEmpty { _ = terminal.write(answer) }
  }

  /// Reads until no frame is open and nothing has come for the quiet time.
  private func gather(
    since start: ContinuousClock.Instant, limit: Double, early: [UInt8] = [], isFirst: Bool = false
  ) -> Answer {
    var answer = Answer()
    let ended = marks.ended
    // What sets the terminal up comes some time before the first frame, which may have no marks at all.
    var patience: Double { isFirst && marks.ended == 0 ? 2 : quiet }
    func take(_ piece: [UInt8]) {
      let now = (clock.now - start) / .seconds(1)
      if answer.firstByte == nil { answer.firstByte = now }
      answer.lastByte = now
      answer.bytes += piece
      receive(piece)
      if answer.frameEnd == nil, marks.ended > ended { answer.frameEnd = now }
    }
    if !early.isEmpty { take(early) }
    while true {
      let wait = answer.firstByte == nil ? limit : marks.isOpen ? 10 * limit : patience
      guard let piece = terminal.read(within: wait) else {
        answer.hasEnded = true
        break
      }
      if piece.isEmpty { break }
      take(piece)
    }
    screen.feed(answer.bytes)
    return answer
  }

  /// Has the screen drawn anew and compares what it showed before.
  ///
  /// The emulator that is given the redraw has seen nothing else: a cell that is not drawn shows up.
  ///
  /// - Returns: where the two differ; nil when they are the same.
  func differenceFromRedraw() -> String? {
    // The message line goes with the next key, whichever it is.
    let escape: [UInt8] = [27]
    _ = send(escape, limit: 0.4)
    let before = screen
    let ctrlL: [UInt8] = [12]
    let answer = send(ctrlL, limit: 5)
    var anew = before
    anew.fill(with: ScreenCell("\u{FFFD}", foreground: .rgb(red: 1, green: 2, blue: 3)))
    anew.feed(answer.bytes)
    if answer.bytes.isEmpty { return "nothing was drawn after Ctrl-L" }
    if let first = screen.unknown.first { return "the emulator does not know \(first)" }
    return before.difference(from: anew)
  }

  /// Lets the terminal have another size, in which the screen begins anew.
  func resize(columns: Int, rows: Int, limit: Double = 1) -> Answer {
    let start = clock.now
    screen = TerminalScreen(columns: columns, rows: rows)
    terminal.resize(columns: columns, rows: rows)
    return gather(since: start, limit: limit)
  }

  /// Leaves the viewer as a person would, or has it save and end when it does not follow.
  /// - Returns: how it ended; nil when it has not even then.
  func leave(within seconds: Double = 20) -> PseudoTerminal.Ending? {
    _ = send([27], limit: 0.4)
    _ = type(Array("q".utf8))
    return waitForEnd(within: seconds) ?? stop(within: seconds)
  }

  /// Tells the viewer to save and end.
  func stop(within seconds: Double = 20) -> PseudoTerminal.Ending? {
    kill(terminal.process, SIGTERM)
    return waitForEnd(within: seconds)
  }

  /// Waits until the viewer has ended by itself.
  func waitForEnd(within seconds: Double) -> PseudoTerminal.Ending? {
    terminal.waitForEnd(within: seconds) { piece in
      receive(piece)
      screen.feed(piece)
    }
  }

  /// A sentence on a viewer that has ended as it should not, with what it said itself.
  ///
  /// - Parameter advice: a further sentence where it said nothing.
  func failure(_ what: String, advice: String = "") -> Failure {
    let words = LastWords.sentence(in: tail.suffix(Self.tailLength))
    return Failure(words.map { "\(what): \($0)" } ?? "\(what).\(advice)")
  }

  /// Figures of /proc/PID/status in bytes, such as VmHWM, the largest resident size since the program began. (What
  /// `wait4` tells counts from the fork, with the memory of the process that forked.)
  func memory(_ name: String) -> Double? {
    KernelFile.value(of: name, in: KernelFile.text("/proc/\(process)/status"))
      .flatMap { Double($0.split(separator: " ").first ?? "") }.map { $0 * 1024 }
  }
}
