import Annotation
import Foundation

/// Digits that were typed in a row. The first chooses its label at once; a second one makes a count of both, and takes
/// back what the first has done.
struct PendingDigits: Equatable, Sendable {
  /// Seconds after which a single digit is a label for good.
  static let patience = 0.7
  /// The largest count.
  static let largest = 9999

  /// The number that they make.
  private(set) var number: Int
  /// Whether there are two or more.
  private(set) var isCount = false
  /// When the first was typed.
  let time: Date

  /// What strokes were made with before.
  let label: UInt8
  let previousLabel: UInt8
  let erases: Bool
  /// The stroke, or the line, that the first digit has interrupted; it ends when no second one follows.
  var stroke: StrokeUnderWay?
  var line: StrokeUnderWay?
  /// The label that the first digit has added; it is recorded when no second one follows.
  var added: LabelChange?

  /// The first digit.
  init(_ digit: Int, _ pen: Pen, time: Date) {
    number = digit
    self.time = time
    (label, previousLabel, erases) = (pen.label, pen.previousLabel, pen.erases)
    (stroke, line) = (pen.stroke, pen.line)
  }

  /// The digit alone is a count.
  mutating func takeAsCount() {
    isCount = true
    (stroke, line, added) = (nil, nil, nil)
  }

  /// One more digit.
  mutating func append(_ digit: Int) {
    number = min(Self.largest, number * 10 + digit)
    takeAsCount()
  }
}
