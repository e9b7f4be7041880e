import Foundation
import Glibc
import Pictures

/// What the terminal is asked about itself, and how the image is drawn because of what it says.
extension Terminal {
  /// Asks everything in one write. Nothing waits for the answers: graphics change when they are there.
  ///
  /// tmux and screen take a question about pictures for a title, and simple terminals may print it.
  func askAboutItself() {
    guard capabilities.isModern,
      report.multiplexer == nil || (mayBeAsked && report.isPassedThrough)
    else { return }
    askedAt = MonotonicClock.now
    write(report.questions)
  }

  /// Whether answers could change how the image is drawn.
  var mayBeAsked: Bool {
    guard capabilities.isModern, capabilities.appearance.halfBlocks else { return false }
    return graphicsWish == .automatic || graphicsWish == .mode(.sixel)
  }

  /// Asks the terminal to say when keys are let go, if it is the terminal itself that has answered; true when it will.
  func hearReleases() -> Bool {
    guard report.multiplexer == nil, !hearsReleases else { return false }
    hearsReleases = true
    listenForReleases()
    return true
  }

  /// Asks for it, once for as long as the viewer has the screen.
  func listenForReleases() {
    guard hearsReleases, !isListening else { return }
    write(Array(KittyKeys.on.utf8))
    isListening = true
  }

  /// Takes note that tmux passes on what is wrapped.
  func notePassthrough() {
    report.isPassedThrough = true
    askAboutItself()
  }

  /// Takes an answer; true when the image is drawn in another way from now on.
  func take(_ answer: TerminalAnswer) -> Bool {
    if case .picture(KittyPictures.ahead, _) = answer { isTakingPicture = false }
    let before = report.cell
    report.take(answer)
    if chooseGraphics() { return true }
    guard let cell = report.cell, before.map({ $0 != cell }) ?? true else { return false }
    return takeCell(cell)
  }

  /// Why the image is not drawn as the person has asked for; nil where it is, or where an answer may still make it so.
  var refusal: String? {
    guard graphicsWish != .automatic, report.isComplete || !mayBeAsked else { return nil }
    return GraphicsChoice(
      graphicsWish, report, halfBlocks: capabilities.appearance.halfBlocks
    ).reason
  }

  /// Takes the answers that are still on their way, so that they do not come to the shell as if they were typed. Keys that
  /// are typed meanwhile are dropped.
  func takeLastAnswers() {
    let now = MonotonicClock.now
    let isAsked = askedAt.map { !report.isComplete && now - $0 < Self.answerSeconds } ?? false
    guard !isGivenUp, isAsked || isTakingPicture else { return }
    let end = now + Self.answerSeconds
    while isTakingPicture || (isAsked && !report.isComplete) {
      let left = end - MonotonicClock.now
      var file = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
      guard left > 0, poll(&file, 1, Int32(left * 1000) + 1) > 0 else { break }
      let reading = read(at: MonotonicClock.now)
      if reading.closed { break }
      for case .answer(let answer) in reading.events {
        if case .picture(KittyPictures.ahead, _) = answer { isTakingPicture = false }
        report.take(answer)
      }
    }
    tcflush(STDIN_FILENO, TCIFLUSH)
  }

  /// So long an answer may take on a slow line.
  private static let answerSeconds = 3.0

  /// Draws the image in the best way that is known of and wanted; true when that is another one.
  @discardableResult
  func chooseGraphics() -> Bool {
    let choice = GraphicsChoice(
      graphicsWish, report, halfBlocks: capabilities.appearance.halfBlocks)
    guard choice.mode != capabilities.appearance.graphics else { return false }
    use(choice.mode)
    return true
  }

  /// Takes another size of a cell; true where pictures are drawn anew because of it.
  @discardableResult
  func takeCell(_ cell: (width: Int, height: Int)?) -> Bool {
    report.cell = cell ?? report.cell
    guard capabilities.appearance.graphics == .sixel else { return chooseGraphics() }
    use(.sixel)
    return true
  }

  /// Asks for the size of a cell again where the window does not tell it.
  func askForCell() {
    guard cellOfWindow == nil, askedAt != nil else { return }
    write(report.questionForCell)
  }

  /// Sends one of the pictures that may be asked for next, where the terminal keeps pictures and has taken the one before:
  /// on a slow line keys wait for one picture at most.
  func sendAhead(_ pictures: [CellPicture], image: (CellPicture.Content) -> GreyImage) {
    guard !isTakingPicture else { return }
    let bytes = writer.ahead(pictures, image: image)
    guard !bytes.isEmpty else { return }
    isTakingPicture = true
    write(bytes)
  }
}

extension TerminalReport {
  /// What the environment says, before the terminal is asked.
  package init(surroundings environment: [String: String], name: String) {
    self.init()
    if environment["TMUX"] != nil || name.hasPrefix("tmux") {
      multiplexer = "tmux"
    } else if environment["STY"] != nil || name.hasPrefix("screen") {
      multiplexer = "screen"
    }
    cell = Self.cellOfWindow()
  }

  /// Pixels of a cell by the window's size; nil where the system does not know it.
  static func cellOfWindow() -> (width: Int, height: Int)? {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 else { return nil }
    return cell(of: size)
  }

  static func cell(of size: winsize) -> (width: Int, height: Int)? {
    guard size.ws_col > 0, size.ws_row > 0, size.ws_xpixel > 0, size.ws_ypixel > 0 else {
      return nil
    }
    return (Int(size.ws_xpixel) / Int(size.ws_col), Int(size.ws_ypixel) / Int(size.ws_row))
  }
}
