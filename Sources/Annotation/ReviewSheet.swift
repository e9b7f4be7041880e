import Foundation
import Volume

/// What a person has decided about a slice's prediction.
public enum ReviewState: String, Codable, CaseIterable, Sendable {
  /// Not looked at.
  case todo
  /// Right as it was.
  case accepted
  /// Wrong; needs scribbles.
  case rejected
  /// Accepted once, then changed by hand.
  case corrected

  /// Whether nothing is left to do.
  public var isDone: Bool { self == .accepted || self == .corrected }
}

/// review/CASE.csv: slice, state, generation, time. Slices without a row are `todo`.
public struct ReviewSheet: Equatable, Sendable {
  /// One row.
  public struct Row: Equatable, Sendable {
    /// The decision.
    public var state: ReviewState
    /// Generation of the prediction that was on screen; nil = none.
    public var generation: Int?
    /// When it was decided.
    public var time: Date

    /// A row; fractions of a second are dropped.
    public init(state: ReviewState, generation: Int?, time: Date) {
      (self.state, self.generation, self.time) = (state, generation, time.wholeSeconds)
    }
  }

  /// Rows by slice.
  public private(set) var rows: [Int: Row] = [:]

  /// A sheet on which everything is `todo`.
  public init() {}

  /// The state of a slice.
  public func state(of slice: Int) -> ReviewState {
    rows[slice]?.state ?? .todo
  }

  /// Sets the state of a slice.
  /// - Returns: what changed.
  @discardableResult
  public mutating func set(
    _ state: ReviewState, slice: Int, generation: Int?, time: Date = Date()
  ) -> ReviewChange? {
    guard slice >= 0 else { return nil }
    let change = ReviewChange(
      slice: slice, before: rows[slice],
      after: Row(state: state, generation: generation, time: time))
    apply(change)
    return change
  }

  /// Does what a change says.
  public mutating func apply(_ change: ReviewChange) { rows[change.slice] = change.after }

  /// Notes that a person drew on a slice: an accepted one becomes `corrected`.
  /// - Returns: what changed; nil = nothing.
  @discardableResult
  public mutating func noteEdit(slice: Int, time: Date = Date()) -> ReviewChange? {
    guard let row = rows[slice], row.state == .accepted else { return nil }
    return set(.corrected, slice: slice, generation: row.generation, time: time)
  }

  /// Slices in a state, ascending.
  public func slices(in state: ReviewState) -> [Int] {
    rows.filter { $0.value.state == state }.keys.sorted()
  }

  /// How far a volume of `slices` slices is.
  public func progress(slices: Int) -> ReviewProgress {
    ReviewProgress(
      done: rows.filter { $0.key < slices && $0.value.state.isDone }.count, total: slices)
  }
}

/// How much of a volume is reviewed.
public struct ReviewProgress: Equatable, Sendable {
  /// Slices accepted or corrected.
  public var done: Int
  /// Slices there are.
  public var total: Int

  /// A count of `done` among `total`.
  public init(done: Int, total: Int) {
    self.done = done
    self.total = total
  }

  /// "37 of 61 slices done".
  public var sentence: String { "\(done) of \(total) slices done" }
}

extension ReviewSheet {
  /// First line of the file.
  public static let header = "slice,state,generation,time"

  /// The file's text.
  public var text: String {
    let lines = rows.sorted { $0.key < $1.key }.map { slice, row in
      "\(slice),\(row.state.rawValue),\(row.generation.map(String.init) ?? ""),"
        + row.time.formatted(.iso8601)
    }
    return ([Self.header] + lines).map { $0 + "\n" }.joined()
  }

  /// Reads a file's text; lines that are not rows are passed over, the last row of a slice counts.
  public init(text: String) {
    for line in text.split(whereSeparator: \.isNewline).dropFirst() {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
        .map { $0.trimmingCharacters(in: .whitespaces) }
      guard cells.count >= 4, let slice = Int(cells[0]), (0..<1 << 20).contains(slice),
        let state = ReviewState(rawValue: cells[1]),
        let time = try? Date(cells[3], strategy: .iso8601)
      else { continue }
      rows[slice] = Row(state: state, generation: Int(cells[2]), time: time)
    }
  }

  /// Reads review/CASE.csv; a missing file is an empty sheet.
  /// - Throws: `AnnotationError.unreadable`.
  public static func load(_ url: URL) throws -> ReviewSheet {
    ReviewSheet(
      text: String(decoding: try FileBytes.read(url, limit: 1 << 26) ?? [], as: UTF8.self))
  }

  /// Replaces the file.
  public func write(to url: URL) throws {
    try FileBytes.makeFolder(url.deletingLastPathComponent())
    try AtomicFile.write(Data(text.utf8), to: url)
  }
}
