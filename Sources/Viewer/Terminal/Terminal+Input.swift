import CNcurses
import Glibc

/// What the person types and does with the mouse.
extension Terminal {
  /// What came of reading: input, and whether the screen changed its size.
  struct Reading {
    var events: [InputEvent] = []
    /// The bytes that they were made of.
    var bytes: [UInt8] = []
    var resized = false
    /// Nothing more will come: the terminal is gone.
    var closed = false
  }

  /// Takes everything that is waiting, without blocking.
  ///
  /// Not by `getch`: it decodes keys with a patience of its own and hands out the pieces of those that came late.
  ///
  /// - Parameter now: seconds of a clock that only goes on.
  func read(at now: Double) -> Reading {
    var reading = Reading(resized: takeSize())
    var bytes = [UInt8](repeating: 0, count: 4096)
    // Who sends without end must not keep the screen from being drawn.
    for _ in 0..<64 where isWaiting {
      let count = Glibc.read(STDIN_FILENO, &bytes, bytes.count)
      if count < 0, errno == EINTR || errno == EAGAIN { continue }
      guard count > 0 else {
        reading.closed = true
        break
      }
      reading.bytes += bytes[..<count]
      reading.events += decoder.feed(bytes[..<count], at: now)
    }
    reading.events += decoder.pass(to: now)
    return reading
  }

  /// When `read` has something to say though nothing comes.
  var deadline: Double? { decoder.deadline }

  private var isWaiting: Bool {
    var file = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    return poll(&file, 1, 0) > 0 && Int32(file.revents) & POLLIN != 0
  }

  /// Tells ncurses the size that the terminal has now; true when screen or cells have another one.
  ///
  /// It is compared with what the viewer was told: after a stop ncurses takes a new size by itself.
  private func takeSize() -> Bool {
    var now = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &now) == 0, now.ws_row > 0, now.ws_col > 0 else {
      return false
    }
    let size = (columns: Int(now.ws_col), rows: Int(now.ws_row))
    let cell = TerminalReport.cell(of: now)
    let isOtherCell = cell.map { cell in cellOfWindow.map { $0 != cell } ?? true } ?? false
    guard size != self.size || isOtherCell else { return false }
    self.size = size
    resize_term(Int32(now.ws_row), Int32(now.ws_col))
    if isOtherCell {
      cellOfWindow = cell
      takeCell(cell)
    }
    askForCell()
    redrawEverything()
    return true
  }
}

extension KeySequences {
  /// The keys of the terminal that terminfo has been asked about.
  static var ofThisTerminal: KeySequences {
    KeySequences { name in ink_capability(name).map { Array(String(cString: $0).utf8) } }
  }
}
