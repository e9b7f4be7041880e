import Volume

/// The other frames of a 4D image: to look at. Strokes and decisions belong to the frame of the project.
extension ViewerState {
  /// Ctrl-F and Ctrl-B: shows the next frame or the one before; after the last comes the first.
  mutating func stepFrame(_ step: Int) {
    guard hasFrames() else { return }
    askForFrame(shownFrame + step)
  }

  /// `@`: shows all frames one after the other, over and over.
  mutating func startCine() {
    guard hasFrames() else { return }
    isCine = true
    say("all frames in turn: any key stops")
    askForFrame(shownFrame + 1)
  }

  /// Any key and any button stop it.
  mutating func stopCine() {
    isCine = false
    sayFrame()
  }

  /// The next frame is due, unless one is still being read.
  mutating func goOnWithCine() {
    guard isCine, askedFrame == nil else { return }
    askForFrame(shownFrame + 1)
  }

  /// A frame was read.
  mutating func takeOver(_ frame: Volume, of name: String) {
    guard name == open.name, askedFrame == frame.frame else { return }
    askedFrame = nil
    guard frame.geometry.size == open.volume.geometry.size else { return }
    open.otherFrame = frame.frame == open.volume.frame ? nil : frame
    if !isCine { sayFrame() }
  }

  /// A frame could not be read.
  mutating func missFrame(_ problem: String) {
    askedFrame = nil
    isCine = false
    say(problem, .failure)
  }

  /// Goes back to the frame that strokes belong to.
  mutating func leaveFrame() {
    open.otherFrame = nil
    askedFrame = nil
    sayFrame()
  }

  /// Why nothing can be drawn now; nil when the frame on screen is the project's.
  var frameReason: String? {
    guard open.otherFrame != nil || isCine else { return nil }
    return "strokes belong to frame \(open.volume.frame): Esc goes back to it"
  }

  private var shownFrame: Int { open.shownVolume.frame }

  private mutating func askForFrame(_ number: Int) {
    let count = open.volume.frames
    endStroke()
    pen.anchor = nil
    let frame = ((number % count) + count) % count
    askedFrame = frame
    outbox.append(.readFrame(frame))
  }

  private mutating func sayFrame() {
    let own = open.otherFrame == nil ? ", which strokes belong to" : ", to look at"
    say("frame \(shownFrame) (0-\(open.volume.frames - 1))\(own)")
  }

  private mutating func hasFrames() -> Bool {
    guard open.volume.frames > 1 else {
      say("this image has one frame", .warning)
      return false
    }
    return true
  }
}
