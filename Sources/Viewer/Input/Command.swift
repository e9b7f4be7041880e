/// Everything a key can do. What it means in the present screen is `update`'s business.
package enum Command: Hashable, Sendable {
  // Moving
  case cursor(columns: Int, rows: Int)
  case slice(Int)
  case firstSlice, lastSlice
  case annotated(forward: Bool)
  case uncertain(forward: Bool)
  case plane(Int)
  case otherCase(Int)
  case caseList, worklist, strokes
  // Looking
  case zoom(Int)
  case zoomToCell, fit, centre
  case pan(columns: Int, rows: Int)
  case windowMode, automaticWindow
  case toggle(Layer)
  case outline
  case opacity(Int)
  case panel, contrast, views
  case frame(Int)
  case cine
  // Drawing
  case label(UInt8)
  case nextLabel(Int)
  case swapLabel, pickLabel
  case pen, enter, line, eraser
  case closeShape(fills: Bool)
  case flood, squareBrush, deepBrush, straight
  case brush(Int)
  case undo, redo, repeatStroke
  case copyStrokes, pasteStrokes, clearSlice, removeStroke
  case protect
  // Training
  case trainingPage, train, autoTrain, stopTraining, pauseTraining
  // Review
  case accept, reject, promote, markEmpty
  case interpolate, note, compareBefore, compareDifference, changed
  case exportLabels
  // The program
  case commandLine, help, quit, cancel, suspend, redraw, interrupt
  // Lists and pages of text
  case scroll(Int)
  case page(Int)
  case top, bottom, choose, close
  case search
  case searchNext(forward: Bool)
  // The training page
  case change(Int)
  case reset, showLog

  /// A layer over the image that can be shown or hidden.
  package enum Layer: Hashable, Sendable {
    /// The person's strokes.
    case scribbles
    /// Predicted and accepted labels.
    case prediction
    /// Where the network is unsure.
    case uncertainty
    /// The box that training is bounded to.
    case region
  }
}
