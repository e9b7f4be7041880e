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
      pen.diameter = max(1, min(Brush.largest, pen.diameter + step))
      say("brush of \(Words.count(pen.diameter, "voxel"))")
    case .protect:
      pen.protects.toggle()
      say(pen.protects ? "strokes leave painted voxels alone" : "strokes paint over others")
    case .undo: undo()
    case .redo: redo()
    case .repeatStroke: repeatStroke()
    case .copyStrokes: copyStrokes()
    case .pasteStrokes: pasteStrokes()
    case .clearSlice: clearSlice()
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
