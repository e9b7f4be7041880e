import Foundation
import Viewer

/// The terminal: its type, colours, characters and size.
struct TerminalCheck {
  var environment = ProcessInfo.processInfo.environment
  /// Columns and rows, 0 where the terminal does not tell; nil = there is no terminal.
  var size = TerminalCheck.currentSize()
  /// Character set of the locale as the C library sees it.
  var charset = TerminalCheck.currentCharset()
  /// What the terminal says about itself when it is asked; nil = it was not asked.
  var ask: () -> TerminalReport? = { TerminalProbe.ask() }

  func findings() -> [Finding] {
    guard let size else {
      return [
        .note(
          "terminal", "there is none (output goes elsewhere)",
          "Run `inkling doctor` in the terminal that you want to draw in.")
      ]
    }
    return [type(), characters(), extent(size)]
      + [pictures(), multiplexer(), connection()].compactMap { $0 }
  }

  private func type() -> Finding {
    let name = environment["TERM"] ?? ""
    guard !name.isEmpty, name != "dumb" else {
      return .problem(
        "terminal", "TERM is \(name.isEmpty ? "not set" : "dumb")",
        "export TERM=xterm-256color (or what your terminal is)")
    }
    guard let entry = Terminfo(name, environment: environment) else {
      return .problem(
        "terminal", "TERM=\(name), which this machine does not know",
        "apt-get install ncurses-term, or export TERM=xterm-256color")
    }
    let direct = ["truecolor", "24bit"].contains(environment["COLORTERM"] ?? "")
    let colours = entry.colours ?? 0
    let found = "TERM=\(name), \(colours) colours" + (direct ? ", terminal says 24 bits" : "")
    switch colours {
    case 256...: return .ok("terminal", found)
    case 8...:
      return .note(
        "terminal", found,
        "30 greys need 256 colours; most terminals have them: export TERM=xterm-256color")
    default:
      return .note(
        "terminal", found,
        "Labels will be letters and patterns; export TERM=xterm-256color if it can.")
    }
  }

  private func characters() -> Finding {
    guard charset.uppercased().replacing("-", with: "") == "UTF8" else {
      return .problem(
        "characters", "the locale's character set is \(charset): half blocks can't be drawn",
        "export LC_ALL=C.UTF-8 (and see that your terminal and SSH pass UTF-8 on)")
    }
    return .ok("characters", "UTF-8")
  }

  private func extent(_ size: (columns: Int, rows: Int)) -> Finding {
    guard size.columns > 0, size.rows > 0 else {
      return .note(
        "size", "the terminal does not tell", "stty rows 40 cols 120, or whatever it has")
    }
    let found = "\(size.columns) x \(size.rows) cells"
    if size.columns < 60 || size.rows < 16 {
      return .problem("size", found, "The viewer needs 60 x 16: enlarge the window.")
    }
    if size.columns < 100 || size.rows < 30 {
      return .note("size", found, "It works; 120 x 40 and more show the slice much better.")
    }
    return .ok("size", found)
  }

  /// How the viewer would draw the image here, and why not better.
  private func pictures() -> Finding? {
    guard let report = ask() else { return nil }
    let utf8 = charset.uppercased().replacing("-", with: "") == "UTF8"
    let colours = Terminfo(environment["TERM"] ?? "", environment: environment)?.colours ?? 0
    let choice = GraphicsChoice(.automatic, report, halfBlocks: utf8 && colours >= 16)
    var found = "image as \(choice.mode.rawValue)"
    if let reason = choice.reason { found += ": \(reason)" }
    return .ok("pictures", found + " (\(answers(report)))")
  }

  /// What the terminal has said about itself.
  private func answers(_ report: TerminalReport) -> String {
    var answers: [String] = []
    if report.hasKittyGraphics { answers.append("kitty graphics") }
    if report.hasSixel { answers.append("sixel") }
    if report.hasSynchronisedUpdates { answers.append("synchronised updates") }
    if report.hasKittyKeyboard { answers.append("kitty keyboard") }
    guard report.isComplete || report.version != nil || !answers.isEmpty else {
      let isAsked =
        (report.multiplexer == nil || report.isPassedThrough)
        && TerminalProbe.mayBeAsked(environment["TERM"] ?? "")
      return isAsked ? "the terminal has not answered" : "the terminal was not asked"
    }
    // The system may know the size without the terminal.
    let cell = report.cell.map { "cells of \($0.width) x \($0.height) pixels" }
    let front = [report.version ?? "no name", cell].compactMap { $0 }
    return "terminal says: " + (front + answers).joined(separator: ", ")
  }

  private func multiplexer() -> Finding? {
    let name = environment["TERM"] ?? ""
    if environment["TMUX"] != nil, !name.hasPrefix("tmux"), !name.hasPrefix("screen") {
      return .note(
        "tmux", "inside tmux, but TERM=\(name)",
        "in ~/.tmux.conf: set -g default-terminal tmux-256color")
    }
    return environment["TMUX"].map { _ in .ok("tmux", "inside tmux") }
  }

  private func connection() -> Finding? {
    guard environment["SSH_CONNECTION"] != nil, environment["TMUX"] == nil else { return nil }
    return .note(
      "connection", "over SSH without tmux",
      "Strokes and training survive a lost connection; with tmux the screen does too.")
  }

  static func currentSize() -> (columns: Int, rows: Int)? {
    for file: Int32 in [1, 0, 2] where isatty(file) == 1 {
      var size = winsize()
      if ioctl(file, UInt(TIOCGWINSZ), &size) == 0 {
        return (Int(size.ws_col), Int(size.ws_row))
      }
    }
    return nil
  }

  static func currentCharset() -> String {
    setlocale(LC_CTYPE, "")
    return nl_langinfo(Int32(CODESET)).map { String(cString: $0) } ?? "unknown"
  }
}
