import Foundation

/// A number measured many times.
struct ViewerSpread: Encodable, Equatable {
  let median: Double
  let p90: Double
  let p99: Double
  let max: Double

  /// Each is one of the values: the smallest that so many of them do not exceed. All are 0 where there are none.
  init(_ values: [Double]) {
    let sorted = values.sorted()
    func rank(_ share: Double) -> Double {
      guard let last = sorted.last else { return 0 }
      let place = Int((share * Double(sorted.count)).rounded(.up)) - 1
      return place < sorted.count ? sorted[Swift.max(0, place)] : last
    }
    (median, p90, p99, max) = (rank(0.5), rank(0.9), rank(0.99), rank(1))
  }

  /// The four numbers, each in so many characters.
  func text(width: Int, digits: Int) -> String {
    [median, p90, p99, max].map { String(format: "%\(width).\(digits)f", $0) }.joined()
  }
}

/// What was measured of one kind of event.
struct ViewerEventFigures: Encodable {
  let kind: String
  let events: Int
  /// Events after which nothing was drawn.
  let unanswered: Int
  let firstByteMilliseconds: ViewerSpread
  let lastByteMilliseconds: ViewerSpread
  let bytes: ViewerSpread

  init(_ kind: String, _ answers: [ViewerProcess.Answer]) {
    self.kind = kind
    events = answers.count
    unanswered = answers.count(where: { $0.firstByte == nil })
    firstByteMilliseconds = ViewerSpread(answers.compactMap { $0.firstByte.map { $0 * 1e3 } })
    lastByteMilliseconds = ViewerSpread(answers.compactMap { $0.lastByte.map { $0 * 1e3 } })
    bytes = ViewerSpread(answers.filter { $0.firstByte != nil }.map { Double($0.bytes.count) })
  }

  static let head = """
                         first byte, ms             last byte, ms                 bytes
                      median   p90   p99   max   median   p90   p99   max   median    p90    p99    max
    """

  var line: String {
    kind.padding(toLength: 20, withPad: " ", startingAt: 0)
      + firstByteMilliseconds.text(width: 6, digits: 1) + "  "
      + lastByteMilliseconds.text(width: 6, digits: 1) + "  " + bytes.text(width: 7, digits: 0)
      + (unanswered > 0 ? "   \(unanswered) of \(events) without an answer" : "")
  }
}

/// What was measured at one size of the screen.
struct ViewerFigures: Encodable {
  let columns: Int
  let rows: Int
  /// From the start of the process to the end of the first frame.
  let firstFrameMilliseconds: ViewerSpread
  let starts: Int
  let peakResidentMegabytes: Double
  /// The same without the image's voxels, four bytes each.
  let besideVoxelsMegabytes: Double
  /// Memory of its own, and of program and libraries, at the end.
  let anonymousMegabytes: Double
  let mappedMegabytes: Double
  let kinds: [ViewerEventFigures]
  /// Where the screen differed from one drawn anew, by kind of event.
  let differences: [String: String]
  /// Whether there were none, in the end and after each kind of event.
  let finalScreenEqualsRedraw: Bool

  var text: String {
    let memory = String(
      format:
        "at most %.1f MB resident, %.1f MB beside the voxels (in the end %.1f MB of its own, %.1f MB mapped)",
      peakResidentMegabytes, besideVoxelsMegabytes, anonymousMegabytes, mappedMegabytes)
    let start = String(
      format: "start to first frame %.0f ms, the slowest of %d %.0f ms",
      firstFrameMilliseconds.median,
      starts, firstFrameMilliseconds.max)
    return
      (["\(columns)x\(rows)", start, memory, ViewerEventFigures.head] + kinds.map(\.line)
      + differences.sorted { $0.key < $1.key }.map { "after \($0.key): \($0.value)" }
      + ["final screen equals a full redraw: \(finalScreenEqualsRedraw ? "yes" : "no")"])
      .joined(separator: "\n")
  }
}

/// What `inkling bench viewer` measured, and where.
struct ViewerReport: Encodable {
  let version = Version.number
  let processor: String
  let image: String
  let voxels: Int
  let terminal: String
  let events: Int
  let busyProcesses: Int
  let quietMilliseconds: Double
  let sizes: [ViewerFigures]
}
