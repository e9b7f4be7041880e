import CNcurses
import Foundation
import Glibc

/// The only file that touches ncurses: opens the screen, shows cell grids, delivers input, and leaves the
/// terminal as it was found.
///
/// Belongs to the main thread.
final class Terminal {
  /// What the terminal can do and was asked for.
  let capabilities: TerminalCapabilities
  private let screen: OpaquePointer
  var shown: CellGrid?
  var decoder: InputDecoder
  private let directColours: DirectColours?
  private var pairs: [Int32: Int32] = [:]
  private var isOpen = true

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
  /// - Throws: `TerminalError` when there is no terminal, or none that can show anything.
  init(options: ViewerOptions) throws {
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
    // ESCDELAY, in milliseconds, is how people tell programs of slow lines.
    let wait = Double(environment["ESCDELAY"] ?? "").map { $0 / 1000 }
    decoder = InputDecoder(
      keys: .ofThisTerminal, escapeWait: wait ?? InputDecoder.usualEscapeWait)
    directColours = DirectColours(
      colours: Int(tigetnum("colors")),
      sequence: { ink_foreground(Int32($0)).map { String(cString: $0) } })

    // Before ncurses, so that it leaves our handlers alone; before raw mode, so that the settings that are
    // remembered are the shell's.
    let restore = Terminal.restoreBytes(modern: found.isModern)
    restore.withUnsafeBytes { bytes in
      bytes.withMemoryRebound(to: CChar.self) {
        ink_guard_terminal(STDOUT_FILENO, $0.baseAddress, $0.count)
      }
    }
    guard let screen = ink_open_screen() else {
      ink_unguard_terminal()
      throw TerminalError.unknown(name)
    }
    self.screen = screen
    enterModes()
    if has_colors() {
      start_color()
      use_default_colors()
    }
  }

  /// What brings any terminal back to the shell: the same bytes for leaving and for dying.
  private static func restoreBytes(modern: Bool) -> [UInt8] {
    var bytes: [UInt8] = modern ? Array(("\u{1b}[?2026l" + modesOff).utf8) : []
    for name in ["sgr0", "op", "cnorm", "rmkx", "rmcup"] {
      guard let text = ink_capability(name) else { continue }
      bytes += String(cString: text).utf8
    }
    return Terminal.withoutPadding(bytes) + Array("\r\n".utf8)
  }

  /// Drops `$<5>` delays, which only tputs understands.
  private static func withoutPadding(_ bytes: [UInt8]) -> [UInt8] {
    var rest = bytes[...]
    var kept: [UInt8] = []
    while let start = rest.firstRange(of: Array("$<".utf8)),
      let end = rest[start.upperBound...].firstIndex(of: UInt8(ascii: ">"))
    {
      kept += rest[..<start.lowerBound]
      rest = rest[(end + 1)...]
    }
    return kept + rest
  }

  private func enterModes() {
    raw()
    noecho()
    nonl()
    // Keys as terminfo describes them; ncurses itself reads none.
    keypad(ink_window(), true)
    // A frame is drawn to its end, also when a key comes meanwhile.
    typeahead(-1)
    leaveok(ink_window(), true)
    curs_set(0)
    if capabilities.isModern { write(Terminal.modesOn) }
  }

  private func leaveModes() {
    if capabilities.isModern { write(Terminal.modesOff) }
    curs_set(1)
    endwin()
  }

  private func write(_ text: String) {
    let bytes = Array(text.utf8)
    var done = 0
    while done < bytes.count {
      let count = bytes[done...].withUnsafeBytes {
        Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return }
      done += count
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
    redrawEverything()
  }

  /// Forgets what the terminal shows, so that the next frame draws every cell.
  func redrawEverything() {
    shown = nil
    clearok(ink_window(), true)
  }

  // MARK: Showing

  /// The screen's size now.
  var size: (columns: Int, rows: Int) { (Int(ink_columns()), Int(ink_rows())) }

  /// Shows a grid: one `doupdate` between synchronised-update marks.
  func show(_ grid: CellGrid) {
    if grid == shown { return }
    let previous = shown.flatMap { $0.columns == grid.columns && $0.rows == grid.rows ? $0 : nil }
    if previous == nil { erase() }
    for row in 0..<grid.rows {
      for column in 0..<grid.columns {
        let index = row * grid.columns + column
        let cell = grid.cells[index]
        if let previous, previous.cells[index] == cell { continue }
        ink_put(
          Int32(row), Int32(column), cell.glyph, Int32(cell.style.rawValue), pair(of: cell))
      }
    }
    wnoutrefresh(ink_window())
    if capabilities.isModern { write("\u{1b}[?2026h") }
    doupdate()
    if capabilities.isModern { write("\u{1b}[?2026l") }
    shown = grid
  }

  /// The colour pair of a cell; pairs are made once and found again in our own table.
  private func pair(of cell: Cell) -> Int32 {
    guard capabilities.appearance.colours != .mono else { return 0 }
    let key = Int32(cell.foreground.number) << 16 | (Int32(cell.background.number) & 0xFFFF)
    if let known = pairs[key] { return known }
    if pairs.count >= Int(ink_pairs()) - 2 {
      // More pairs than the terminal has: start over. Cells on screen would change colour, so draw them all.
      reset_color_pairs()
      pairs.removeAll()
      redrawEverything()
    }
    let made = max(0, ink_pair(number(of: cell.foreground), number(of: cell.background)))
    pairs[key] = made
    return made
  }

  /// The number by which the terminal knows a colour.
  private func number(of colour: PaletteIndex) -> Int32 {
    directColours?.number(of: colour) ?? Int32(colour.number)
  }
}
