/// Keys of pen, brush and labels.
extension ViewerState {
  mutating func draw(_ command: Command) {
    switch command {
    case .label(let id): choose(label: id)
    case .nextLabel(let step): nextLabel(step)
    case .swapLabel: choose(label: pen.previousLabel)
    case .pickLabel: pickLabel()
    case .pen, .enter: if view.setsWindow { view.setsWindow = false } else { togglePen() }
    case .line: toggleLine()
    case .eraser: toggleEraser()
    case .brush(let step):
      pen.brush.diameter = max(1, min(Brush.largest, pen.brush.diameter + step))
      sayBrush()
    case .squareBrush:
      pen.brush.isSquare.toggle()
      sayBrush()
    case .deepBrush:
      pen.brush.isDeep.toggle()
      sayBrush()
    case .straight: toggleStraight()
    case .closeShape(let fills): closeShape(fills: fills)
    case .flood: floodFill()
    case .protect:
      pen.protects.toggle()
      say(pen.protects ? "strokes leave painted voxels alone" : "strokes paint over others")
    case .undo: undo()
    case .redo: redo()
    case .repeatStroke: repeatStroke()
    case .copyStrokes: copyStrokes()
    case .pasteStrokes: pasteStrokes()
    case .clearSlice: clearSlice()
    case .removeStroke: removeStroke()
    case .markEmpty: markEmpty()
    default: break
    }
  }

  private mutating func toggleEraser() {
    guard mayEdit() else { return }
    endStroke()
    pen.erases.toggle()
    say(pen.erases ? "eraser: strokes remove scribbles" : "label \(labelName(pen.label))")
  }
}
