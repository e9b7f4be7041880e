import Annotation
import Volume

/// What strokes are made with, and the stroke that is being made.
struct Pen: Equatable, Sendable {
  /// Whether strokes remove scribbles instead of making them.
  var erases = false
  /// The label that strokes paint: 1…K, or 255 for background.
  var label: UInt8 = 1
  /// The label before it, for `x`.
  var previousLabel: UInt8 = Scribbles.background
  /// What its tip covers.
  var brush = BrushForm()
  /// How far a flood fill goes.
  var flood = FloodLimits()
  /// Whether lines and mouse strokes keep to multiples of 45 degrees.
  var isStraight = false
  /// Whether voxels that carry another label are left alone.
  var protects = false
  /// The stroke under way.
  var stroke: StrokeUnderWay?
  /// The key that holds the pen down.
  var hold = PenHold()
  /// Where the next piece of a line starts, while one is being laid.
  var anchor: SlicePoint?
  /// The pieces of that line so far: one stroke, which goes on with the next piece.
  var line: StrokeUnderWay?
  /// The straight line that the mouse is drawing.
  var drag: StraightDrag?
  /// Digits typed in a row, which may become a count.
  var digits: PendingDigits?
  /// The last finished stroke, for `.` and to be closed and filled.
  var last: StrokeShape?
  /// Strokes copied with `y`.
  var copied: CopiedStrokes?

  /// Whether a stroke has begun that has not ended.
  var isDrawing: Bool {
    stroke != nil || line != nil || drag != nil || digits?.stroke != nil || digits?.line != nil
  }
}

/// A stroke between pen down and pen up.
struct StrokeUnderWay: Equatable, Sendable {
  /// Its number in the journal.
  let number: Int
  /// What it paints; 0 erases.
  let label: UInt8
  /// Whether the mouse draws it; otherwise the keyboard's pen is down.
  let byMouse: Bool
  /// Where the tip is; nil while the mouse is beside the image, or right after the slice changed under it.
  var tip: SlicePoint?
  /// Every point that the tip has been to, for `.`.
  var path: [SlicePoint]
  /// Where in the path the slice on screen begins: the mouse goes on with a stroke on another slice.
  var firstOnSlice = 0
  /// The slices that a brush in three dimensions has changed so far.
  var slices: ClosedRange<Int>?
  /// Voxels changed so far.
  var changed = 0
}

/// A finished stroke, to be drawn again elsewhere.
struct StrokeShape: Equatable, Sendable {
  /// Points of the tip relative to the first.
  let path: [SlicePoint]
  /// What it painted; 0 erased.
  let label: UInt8
  /// The brush it was drawn with.
  let brush: BrushForm
  /// Where it was drawn.
  var place: StrokePlace
  /// Whether its end was joined with its beginning later on.
  var isClosed = false
  /// Whether it was filled.
  var isFilled = false

  /// The points of its tip on the slice where it ended, seen from a start.
  func outline(from start: SlicePoint) -> [SlicePoint] {
    path[place.firstOnSlice...].map {
      SlicePoint(column: $0.column + start.column, row: $0.row + start.row)
    }
  }
}

/// Where a stroke was drawn, to be closed and filled there.
struct StrokePlace: Equatable, Sendable {
  let plane: Plane
  /// The slice on which it ended.
  let slice: Int
  /// Its first point.
  let start: SlicePoint
  /// Where in its path that slice begins.
  let firstOnSlice: Int
}

/// The strokes of one slice, to be put on another.
struct CopiedStrokes: Equatable, Sendable {
  /// The plane they were copied in, where alone they can be put down again.
  let plane: Plane
  /// The slice they come from.
  let slice: Int
  /// Points with their labels.
  let points: [UInt8: [SlicePoint]]

  var count: Int { points.values.reduce(0) { $0 + $1.count } }
}
