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
  /// Diameter in voxels of the smaller in-plane spacing.
  var diameter = 1
  /// Whether voxels that carry another label are left alone.
  var protects = false
  /// The stroke under way.
  var stroke: StrokeUnderWay?
  /// Where the next piece of a line starts, while one is being laid.
  var anchor: SlicePoint?
  /// The pieces of that line so far: one stroke, which goes on with the next piece.
  var line: StrokeUnderWay?
  /// The last finished stroke, for `.`.
  var last: StrokeShape?
  /// Strokes copied with `y`.
  var copied: CopiedStrokes?

  /// Whether a stroke has begun that has not ended.
  var isDrawing: Bool { stroke != nil || line != nil }
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
  let diameter: Int
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
