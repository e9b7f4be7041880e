/// What is known of the terminal beyond its description: its answers and its surroundings.
package struct TerminalReport: Sendable {
  /// All questions in one write. Every terminal answers the last one, so its answer says that no other will come; the
  /// number of the picture that is asked about is that of `probedPicture`.
  private static let questions =
    "\u{1b}[>q\u{1b}_Gi=\(probedPicture),s=1,v=1,a=q,t=d,f=24;AAAA\u{1b}\\\u{1b}[16t\u{1b}[?2026$p\u{1b}[?u"
    + lastQuestion
  static let probedPicture = 9_999_999
  /// The question that every terminal answers: what it answers came after all that it had to say before.
  static let lastQuestion = "\u{1b}[c"

  /// Its name and version, as it says.
  package private(set) var version: String?
  /// Whether it has the kitty graphics protocol.
  package private(set) var hasKittyGraphics = false
  /// Whether it draws sixels.
  package private(set) var hasSixel = false
  /// Whether it shows a frame as a whole when asked (mode 2026).
  package private(set) var hasSynchronisedUpdates = false
  /// Whether it has the kitty keyboard protocol.
  package private(set) var hasKittyKeyboard = false
  /// Pixels of a cell, by its answer or by the size of the window.
  package var cell: (width: Int, height: Int)? {
    didSet { if let cell, cell.width < 2 || cell.height < 4 { self.cell = oldValue } }
  }
  /// Whether all has been answered that will be.
  package internal(set) var isComplete = false
  /// A program between the viewer and the terminal, tmux or screen; nil = none.
  package var multiplexer: String?
  /// Whether it passes on what is wrapped for the terminal.
  package var isPassedThrough = false

  package init() {}

  /// The questions as they are to be written, wrapped where tmux passes them on.
  var questions: [UInt8] {
    Array((isPassedThrough ? Tmux.wrapped(Self.questions) : Self.questions).utf8)
  }

  /// The question for the size of a cell alone.
  var questionForCell: [UInt8] {
    let question = "\u{1b}[16t"
    return Array((isPassedThrough ? Tmux.wrapped(question) : question).utf8)
  }

  /// Whether it shows pictures through placeholders: kitty from 0.28 on, and Ghostty.
  var hasPlaceholders: Bool {
    guard hasKittyGraphics, let version else { return false }
    if version.lowercased().hasPrefix("ghostty") { return true }
    let numbers = version.drop { !$0.isNumber }.split { !$0.isNumber }.prefix(2).compactMap {
      Int($0)
    }
    return version.hasPrefix("kitty") && numbers.count == 2 && (numbers[0], numbers[1]) >= (0, 28)
  }

  /// Takes note of an answer.
  mutating func take(_ answer: TerminalAnswer) {
    switch answer {
    case .version(let name): version = name
    case .picture(Self.probedPicture, let isDone): hasKittyGraphics = isDone
    case .picture: break
    case .cellSize(let width, let height): cell = (width, height)
    case .mode(2026, let isKnown): hasSynchronisedUpdates = isKnown
    case .mode: break
    case .keyboard: hasKittyKeyboard = true
    case .attributes(let numbers):
      // The first number is the terminal's kind, which may be 4 without meaning sixel.
      hasSixel = numbers.dropFirst().contains(4)
      isComplete = true
    }
  }
}

/// How the image is drawn, and why not better.
package struct GraphicsChoice: Equatable, Sendable {
  /// The mode.
  package let mode: GraphicsMode
  /// Why it is not a better one; nil where it is what was asked for or the best.
  package let reason: String?

  /// - wish: what the person asks for.
  /// - halfBlocks: whether the cells can show two pixels each; without them all is characters.
  package init(_ wish: GraphicsWish, _ report: TerminalReport, halfBlocks: Bool) {
    guard halfBlocks else {
      self.init(.blocks, "pictures need half blocks: UTF-8 and at least 16 colours")
      return
    }
    switch wish {
    case .mode(.sixel) where report.cell == nil:
      self.init(.blocks, "the terminal does not say how many pixels a cell has, which sixel needs")
    case .mode(let mode): self.init(mode, nil)
    case .automatic: self.init(automatic: report)
    }
  }

  private init(automatic report: TerminalReport) {
    if let multiplexer = report.multiplexer {
      self.init(behind: multiplexer, report)
    } else if report.hasKittyGraphics {
      self.init(.kitty, nil)
    } else if report.hasSixel, report.cell != nil {
      self.init(.sixel, nil)
    } else if !report.isComplete {
      self.init(.blocks, "the terminal has not said that it draws pictures")
    } else {
      self.init(.blocks, "the terminal draws no pictures")
    }
  }

  private init(behind multiplexer: String, _ report: TerminalReport) {
    if !report.isPassedThrough {
      let advice =
        multiplexer == "tmux" ? ", as its option allow-passthrough is off" : ""
      self.init(.blocks, "\(multiplexer) keeps pictures from the terminal\(advice)")
    } else if report.hasPlaceholders {
      self.init(.placeholders, nil)
    } else {
      self.init(.blocks, "in tmux pictures need placeholders: kitty from 0.28 on, or Ghostty")
    }
  }

  private init(_ mode: GraphicsMode, _ reason: String?) {
    (self.mode, self.reason) = (mode, reason)
  }
}
