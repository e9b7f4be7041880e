import CNcurses
import Foundation
import Glibc
import Pictures

/// The only file that touches ncurses: opens the screen, shows cell grids, delivers input, and leaves the
/// terminal as it was found. ncurses knows the terminal and sets its modes; what is shown `FrameWriter` writes.
///
/// Belongs to the main thread.
final class Terminal {
  /// What the terminal can do and was asked for.
  private(set) var capabilities: TerminalCapabilities
  private let screen: OpaquePointer
  var writer: ScreenWriter
  var decoder: InputDecoder
  /// What the terminal has said about itself.
  var report: TerminalReport
  let graphicsWish: GraphicsWish
  /// Whether a picture that was sent ahead is still on its way.
  var isTakingPicture = false
  /// When the terminal was asked about itself; nil = not yet.
  var askedAt: Double?
  /// Whether it says when keys are let go, and whether it does so now.
  var hearsReleases = false
  var isListening = false
  /// The screen's size, as the viewer was told last.
  var size: (columns: Int, rows: Int)
  /// Pixels of a cell by the window's size, as seen last.
  var cellOfWindow: (width: Int, height: Int)?
  private let isEnding: () -> Bool
  private var isOpen = true
  /// Whether it read no more when the program was to end.
  private(set) var isGivenUp = false

  /// Mouse reports of buttons and drags, in the form for any size of screen, and marks around pasted text.
  private static let modesOn = "\u{1b}[?1002h\u{1b}[?1006h\u{1b}[?2004h"
  private static let modesOff = "\u{1b}[?1002l\u{1b}[?1006l\u{1b}[?2004l"

  /// Looks whether there is a terminal that can show anything, and changes nothing.
  ///
  /// - Returns: its name, TERM.
  /// - Throws: `TerminalError`.
  @discardableResult
  static func check() throws -> String {
    guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else {
      throw TerminalError.notATerminal
    }
    guard let name = ProcessInfo.processInfo.environment["TERM"], !name.isEmpty else {
      throw TerminalError.noName
    }
    var status: Int32 = 0
    guard setupterm(nil, STDOUT_FILENO, &status) == OK else { throw TerminalError.unknown(name) }
    guard ink_capability("cup") != nil, ink_capability("clear") != nil else {
      throw TerminalError.tooSimple(name)
    }
    return name
  }

  /// Opens the screen.
  ///
  /// - Parameter isEnding: whether the program is to end: it stops waiting for a terminal that reads no more.
  /// - Throws: `TerminalError` when there is no terminal, or none that can show anything.
  init(options: ViewerOptions, isEnding: @escaping () -> Bool) throws {
    let environment = ProcessInfo.processInfo.environment
    let name = try Terminal.check()
    let utf8 = CharacterSet.setLocale(environment: environment)
    // These freeze the size that ncurses believes in.
    unsetenv("LINES")
    unsetenv("COLUMNS")
    let found = TerminalCapabilities(
      name: name, colours: max(0, Int(tigetnum("colors"))),
      hasMouse: ink_capability("kmous") != nil,
      utf8: utf8, plainChrome: !(environment["NO_COLOR"] ?? "").isEmpty, wishes: options)
    capabilities = found
    decoder = InputDecoder(keys: .ofThisTerminal, escapeWait: Terminal.escapeWait(environment))
    let strings = Terminal.strings(colours: found.appearance.colours, isUTF8: utf8)
    let exact = ["truecolor", "24bit"].contains(environment["COLORTERM"] ?? "")
    capabilities.appearance.hasExactGreys =
      exact && strings.mayHaveExactGreys && options.colours == nil
    writer = ScreenWriter(strings)
    report = TerminalReport(surroundings: environment, name: name)
    (graphicsWish, cellOfWindow, self.isEnding) = (options.graphics, report.cell, isEnding)

    // Before ncurses, so that it leaves our handlers alone; before raw mode, so that the settings that are
    // remembered are the shell's.
    Terminal.restoreBytes(modern: found.isModern).withUnsafeBytes { bytes in
      bytes.withMemoryRebound(to: CChar.self) {
        ink_guard_terminal(STDOUT_FILENO, $0.baseAddress, $0.count)
      }
    }
    guard let screen = ink_open_screen() else {
      ink_unguard_terminal()
      throw TerminalError.unknown(name)
    }
    self.screen = screen
    size = (Int(ink_columns()), Int(ink_rows()))
    enterModes()
    // Enters the screen and empties it: the last that ncurses writes before the end.
    doupdate()
    chooseGraphics()
  }

  /// ESCDELAY, in milliseconds, is how people tell programs of slow lines.
  private static func escapeWait(_ environment: [String: String]) -> Double {
    EscapeDelay.seconds(environment["ESCDELAY"])
  }

  /// What the terminal understands, also one that takes direct colours alone.
  private static func strings(colours: ColourMode, isUTF8: Bool) -> TerminalStrings {
    let source = TerminalStrings.Source.ofThisTerminal
    let direct = DirectColours(colours: Int(tigetnum("colors"))) { number in
      source.filled("setaf", [number]).map { String(decoding: $0, as: UTF8.self) }
    }
    return TerminalStrings(
      source, colours: colours, isUTF8: isUTF8, number: direct.map { $0.number(of:) })
  }

  /// What brings any terminal back to the shell: the same bytes for leaving and for dying.
  private static func restoreBytes(modern: Bool) -> [UInt8] {
    // Terminals that know nothing of keys let go pass over the command for them.
    var bytes: [UInt8] = modern ? Array((KittyKeys.off + "\u{1b}[?2026l" + modesOff).utf8) : []
    for name in ["sgr0", "op", "cnorm", "rmkx", "rmcup"] {
      guard let text = ink_capability(name) else { continue }
      bytes += String(cString: text).utf8
    }
    return TerminalStrings.withoutPadding(bytes) + Array("\r\n".utf8)
  }

  private func enterModes() {
    raw()
    noecho()
    nonl()
    // Keys as terminfo describes them; ncurses itself reads none.
    keypad(ink_window(), true)
    leaveok(ink_window(), true)
    curs_set(0)
    if capabilities.isModern { write(Array(Terminal.modesOn.utf8)) }
  }

  private func leaveModes() {
    if isGivenUp {
      // What waits to be read goes, so that the end has room. It may have been cut in a picture, which ESC \ ends.
      tcflush(STDOUT_FILENO, TCOFLUSH)
      write(Array("\u{1b}\\".utf8))
    }
    write(writer.forget())
    if capabilities.isModern { write(Array(Terminal.modesOff.utf8)) }
    if isListening {
      // The key that ends the viewer is still to be let go; the answer to the last question says that it will not be told.
      write(Array((KittyKeys.off + TerminalReport.lastQuestion).utf8))
      isListening = false
      report.isComplete = false
      askedAt = MonotonicClock.now
    }
    takeLastAnswers()
    curs_set(1)
    endwin()
  }

  func write(_ bytes: [UInt8]) {
    var done = 0
    while done < bytes.count {
      let count = bytes[done...].withUnsafeBytes {
        Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count)
      }
      if count > 0 { done += count }
      if done < bytes.count, !isGivenUp, isEnding() {
        isGivenUp = true
        return
      }
      if count < 0, errno == EINTR || errno == EAGAIN {
        // Whoever shares the terminal may have asked for writes that do not wait.
        var file = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
        _ = poll(&file, 1, 1000)
        continue
      }
      guard count > 0 else { return }
    }
  }

  // MARK: Life

  /// Puts everything back; further calls do nothing.
  func close() {
    guard isOpen else { return }
    isOpen = false
    leaveModes()
    ink_unguard_terminal()
    delscreen(screen)
  }

  /// Gives the terminal back to the shell and stops; returns when the shell lets the program go on.
  func suspend() {
    leaveModes()
    ink_stop_here()
    resume()
  }

  /// Takes the terminal again after a stop.
  func resume() {
    reset_prog_mode()
    enterModes()
    clearok(ink_window(), true)
    doupdate()
    // The terminal keeps this for each of its two screens, and the viewer's is back only now.
    listenForReleases()
    redrawEverything()
  }

  /// Forgets what the terminal shows, so that the next frame draws every cell.
  func redrawEverything() {
    isTakingPicture = false
    write(writer.forget())
  }

  /// Takes another way to draw the image.
  func use(_ mode: GraphicsMode) {
    write(writer.use(mode, cell: report.cell, isWrapped: report.multiplexer == "tmux"))
    capabilities.appearance.graphics = mode
  }

  // MARK: Showing

  /// Shows a screen in one write, between the marks of a synchronised update.
  ///
  /// - image: the pixels of a picture that the terminal does not have.
  func show(
    _ grid: CellGrid, _ pictures: [CellPicture], image: (CellPicture.Content) -> GreyImage
  ) {
    let bytes = writer.frame(grid, pictures, image: image)
    guard !bytes.isEmpty else { return }
    write(capabilities.isModern ? Self.updateBegins + bytes + Self.updateEnds : bytes)
  }

  private static let updateBegins = Array("\u{1b}[?2026h".utf8)
  private static let updateEnds = Array("\u{1b}[?2026l".utf8)
}

extension TerminalStrings.Source {
  /// The terminal that terminfo has been asked about.
  static var ofThisTerminal: TerminalStrings.Source {
    TerminalStrings.Source(
      text: { ink_capability($0).map { Array(String(cString: $0).utf8) } },
      filled: { name, numbers in
        ink_filled(name, Int32(numbers.first ?? 0), Int32(numbers.dropFirst().first ?? 0))
          .map { Array(String(cString: $0).utf8) }
      },
      flag: { tigetflag($0) > 0 })
  }
}
