import Annotation

/// Which rows of the side panel hold what; drawing and mouse both ask.
struct PanelLayout {
  /// Labels shown: their numbers in order, background first.
  let labels: [UInt8]
  /// The row of the first label.
  let firstLabelRow: Int
  /// The row of the trainer's heading.
  let trainerRow: Int
  /// What the trainer says, broken into lines: two, or more where there is room.
  let trainerMessage: [String]
  /// How many of these lines say what it does at this moment; the others are its message.
  let activityLines: Int
  /// The row of the review's heading.
  let reviewRow: Int
  /// The row where small views may begin.
  let freeRow: Int
  let rect: CellRect

  init(_ state: ViewerState, _ rect: CellRect) {
    self.rect = rect
    let all: [UInt8] = [Scribbles.background] + state.project.labels.labels.map(\.id)
    // Trainer and review take sixteen rows; labels scroll in what is left.
    let room = max(3, min(all.count, min(rect.rows - 17, 12)))
    let chosen = all.firstIndex(of: state.pen.label) ?? 0
    let first = max(0, min(all.count - room, chosen - room / 2))
    labels = Array(all[first..<min(all.count, first + room)])
    firstLabelRow = rect.row + 1
    trainerRow = firstLabelRow + labels.count + 1
    let spare = max(0, rect.endRow - (trainerRow + 8 + Self.reviewRows))
    let words = TrainerWords(state)
    let (most, width) = (min(6, 2 + spare), Self.textColumns(rect))
    let ellipsis = Theme(state.appearance).ellipsis
    let activity = Wrapping.lines(words.activity ?? "", width: width, most: 1, ellipsis: ellipsis)
    activityLines = activity.count
    trainerMessage =
      activity
      + Wrapping.lines(
        words.message.text, width: width, most: most - activity.count, ellipsis: ellipsis)
    reviewRow = trainerRow + 6 + max(2, trainerMessage.count)
    freeRow = reviewRow + Self.reviewRows
  }

  /// The row of the review's buttons.
  var reviewButtonsRow: Int { reviewRow + Self.reviewRows - 1 }

  /// Rows of the review with its buttons.
  private static let reviewRows = 7

  /// Width of the panel's text.
  static func textColumns(_ rect: CellRect) -> Int { rect.columns - 3 }

  /// The label named in a row.
  func label(atRow row: Int) -> UInt8? {
    let index = row - firstLabelRow
    return labels.indices.contains(index) ? labels[index] : nil
  }
}
