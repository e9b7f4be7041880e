import Annotation
import Volume

/// What a brush paints while it moves, over as many slices as it reaches.
extension ViewerState {
  /// Linear offsets of what a brush covers while its middle runs along a path of the slice on screen.
  func voxels(along path: [SlicePoint], with brush: BrushForm) -> [Int] {
    let layout = layout
    return brush.layers(layout).flatMap { layer -> [Int] in
      let slice = slice + layer.slice
      guard (0..<layout.slices).contains(slice) else { return [] }
      return voxels(Brush.sweep(path, with: layer.points), onSlice: slice)
    }
  }

  /// Says what the brush is like now, and how many slices a ball reaches.
  mutating func sayBrush() {
    guard pen.brush.isDeep else { return say(pen.brush.sentence) }
    let layout = layout
    let count = pen.brush.layers(layout).count
    let size = Double(pen.brush.diameter) * min(layout.columnSpacing, layout.rowSpacing)
    let room = Numbers.fixed(layout.sliceSpacing, 1)
    say(
      "\(pen.brush.sentence), \(Numbers.fixed(size, 1)) mm"
        + (count > 1
          ? " over \(count) slices" : ": too small for slices \(room) mm apart, ) enlarges it"))
  }

  /// `:set brush`: a size and what it is like, in any order.
  mutating func typedBrush(_ words: [String]) {
    var brush = pen.brush
    for word in words {
      switch word.lowercased() {
      case "square": brush.isSquare = true
      case "round": brush.isSquare = false
      case "3d": brush.isDeep = true
      case "flat", "2d": brush.isDeep = false
      default:
        guard let size = Int(word), (1...Brush.largest).contains(size) else {
          return sayExpectedBrush(found: word)
        }
        brush.diameter = size
      }
    }
    guard !words.isEmpty else { return sayExpectedBrush(found: "nothing") }
    pen.brush = brush
    sayBrush()
  }

  private mutating func sayExpectedBrush(found word: String) {
    say(
      "expected :set brush SIZE from 1 to \(Brush.largest), round or square, flat or 3d; "
        + "found \(word)", .warning)
  }
}

extension StrokeUnderWay {
  /// Takes the slices into account that an edit has changed.
  mutating func note(_ edit: Edit, _ size: GridSize, through axis: Axis) {
    for change in edit.changes {
      let slice = size.voxel(at: change.voxel)[axis]
      slices = min(slices?.lowerBound ?? slice, slice)...max(slices?.upperBound ?? slice, slice)
    }
  }
}
