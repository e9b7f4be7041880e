import Foundation
import Glibc
import Pictures

/// What the terminal is asked about itself, and how the image is drawn because of what it says.
extension Terminal {
  /// Asks everything in one write. Nothing waits for the answers: graphics change when they are there.
  ///
  /// tmux and screen take a question about pictures for a title, and simple terminals may print it.
  func askAboutItself() {
    guard mayBeAsked, report.multiplexer == nil || report.isPassedThrough else { return }
    write(report.questions)
  }

  /// Whether answers could change how the image is drawn.
  var mayBeAsked: Bool {
    capabilities.isModern && graphicsWish == .automatic && capabilities.appearance.halfBlocks
  }

  /// Takes note that tmux passes on what is wrapped.
  func notePassthrough() {
    report.isPassedThrough = true
    askAboutItself()
  }

  /// Takes an answer; true when the image is drawn in another way from now on.
  func take(_ answer: TerminalAnswer) -> Bool {
    if case .picture(KittyPictures.ahead, _) = answer { isTakingPicture = false }
    report.take(answer)
    return chooseGraphics()
  }

  /// Draws the image in the best way that is known of and wanted; true when that is another one.
  @discardableResult
  func chooseGraphics() -> Bool {
    let choice = GraphicsChoice(
      graphicsWish, report, halfBlocks: capabilities.appearance.halfBlocks)
    guard choice.mode != capabilities.appearance.graphics else { return false }
    use(choice.mode)
    return true
  }

  /// The size of a cell may have changed with that of the window.
  func measureCell() { report.cell = TerminalReport.cellOfWindow() ?? report.cell }

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
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0,
      size.ws_xpixel > 0, size.ws_ypixel > 0
    else { return nil }
    return (Int(size.ws_xpixel) / Int(size.ws_col), Int(size.ws_ypixel) / Int(size.ws_row))
  }
}
