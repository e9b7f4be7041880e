import Foundation
import Volume

/// A number of metrics.csv that is worth a curve.
package enum MetricsTerm: Int, CaseIterable, Sendable {
  case loss, pce, kd, contrast, extra, dice, agreement

  /// What people call it.
  package var name: String {
    switch self {
    case .loss: "loss"
    case .pce: "pce"
    case .kd: "kd"
    case .contrast: "contrast"
    case .extra: "extra"
    case .dice: "Dice"
    case .agreement: "agreement"
    }
  }

  /// Whether it is a part of one, and no loss.
  package var isShare: Bool { self == .dice || self == .agreement }

  func value(in row: MetricsRow) -> Double? {
    switch self {
    case .loss: row.loss
    case .pce: row.pce
    case .kd: row.kd
    case .contrast: row.contrast
    case .extra: row.extra
    case .dice: row.dice
    case .agreement: row.agreement
    }
  }
}

/// A run's metrics in few points: means over equally many rows, so that a run of any length takes the same memory and time.
package struct MetricsCurve: Equatable, Sendable {
  /// Means over some rows that follow each other.
  package struct Point: Equatable, Sendable {
    /// The last step of them.
    package fileprivate(set) var step: Int
    fileprivate var rows = 0
    private var sums = SIMD8<Double>()
    private var counts = SIMD8<Double>()

    fileprivate init(_ row: MetricsRow) {
      step = row.step
      add(row)
    }

    /// The mean of a term; nil where no row has it.
    package func value(_ term: MetricsTerm) -> Double? {
      counts[term.rawValue] > 0 ? sums[term.rawValue] / counts[term.rawValue] : nil
    }

    fileprivate mutating func add(_ row: MetricsRow) {
      step = row.step
      rows += 1
      for term in MetricsTerm.allCases {
        guard let value = term.value(in: row), value.isFinite else { continue }
        sums[term.rawValue] += value
        counts[term.rawValue] += 1
      }
    }

    fileprivate mutating func add(_ other: Point) {
      (step, rows) = (other.step, rows + other.rows)
      sums += other.sums
      counts += other.counts
    }
  }

  /// The means, oldest first.
  package private(set) var points: [Point] = []
  /// Rows in a point that is full.
  private var rowsPerPoint = 1

  /// Most points that are kept.
  static let most = 2048

  /// No rows yet.
  package init() {}

  mutating func add(_ row: MetricsRow) {
    if let last = points.last, last.rows < rowsPerPoint {
      points[points.count - 1].add(row)
    } else {
      points.append(Point(row))
    }
    guard points.count > Self.most else { return }
    rowsPerPoint *= 2
    points = stride(from: 0, to: points.count, by: 2).map { place in
      var point = points[place]
      if place + 1 < points.count { point.add(points[place + 1]) }
      return point
    }
  }
}

/// Reads metrics.csv as it grows: only what is new, and of a long file a piece at a time.
package struct MetricsFollower: Sendable {
  /// What was read so far, but for the last row.
  private var whole = MetricsCurve()
  /// The last row: it may still be replaced by one that knows more.
  private var last: MetricsRow?
  private var header: [UInt8] = []
  /// Where the last row begins, or the next one where there is none.
  private var place = 0
  private var seen: FileSignature?

  /// Bytes that one look reads at most.
  static let piece = 1 << 17
  /// A longer line is no row of metrics.
  private static let longestLine = 1 << 12

  /// Nothing read yet.
  package init() {}

  /// The rows that were read.
  package private(set) var curve = MetricsCurve()

  /// Reads on.
  /// - Returns: whether there was something new.
  package mutating func read(_ url: URL) -> Bool {
    let found = FileSignature(of: url)
    guard found != seen || found.size > end else { return false }
    if found.inode != seen?.inode || found.size < place {
      let hadRows = !curve.points.isEmpty
      self = MetricsFollower()
      // What is gone is news too.
      if found.size < 0 {
        seen = found
        return hadRows
      }
    }
    seen = found
    guard let file = try? RegularFile(url), readHeader(file),
      let bytes = try? file.read(Self.piece, at: place)
    else { return false }
    guard let newline = bytes.lastIndex(of: 10) else {
      if bytes.count > Self.longestLine { place += bytes.count }
      end = place + bytes.count
      return false
    }
    end = bytes.count < Self.piece ? place + bytes.count : place + newline + 1
    return take(bytes[...newline])
  }

  /// Where the last look has ended: what lies behind it is still to be read.
  private var end = 0

  private mutating func readHeader(_ file: RegularFile) -> Bool {
    guard header.isEmpty else { return true }
    guard let head = try? file.read(512, at: 0), let newline = head.firstIndex(of: 10) else {
      return false
    }
    header = Array(head[...newline])
    place = header.count
    end = place
    return true
  }

  private mutating func take(_ lines: ArraySlice<UInt8>) -> Bool {
    let rows = MetricsFile.rows(header + lines)
    let lastLine = lines.dropLast().lastIndex(of: 10).map { $0 + 1 } ?? lines.startIndex
    place += lastLine - lines.startIndex
    guard !rows.isEmpty else { return false }
    let before = (last, curve.points.count)
    for row in rows {
      // The last row is read once more with what follows it.
      if let last {
        // Steps rise in what a trainer has written; anything else is no curve.
        guard row.step >= last.step else { continue }
        if row.step > last.step { whole.add(last) }
      }
      last = row
    }
    guard rows.count > 1 || last != before.0 else { return false }
    curve = whole
    if let last { curve.add(last) }
    return true
  }
}
