import Foundation
import Testing
import Volume

@testable import Project

/// metrics.csv followed as it grows, in few points.
@Suite struct MetricsCurveTests {
  private let file = FileManager.default.temporaryDirectory
    .appendingPathComponent("inkling-curve-\(UUID().uuidString).csv")

  /// Reads on with every look.
  private final class Reader {
    private var follower = MetricsFollower()
    var curve: MetricsCurve { follower.curve }
    func last(_ term: MetricsTerm) -> Double? {
      curve.points.reversed().lazy.compactMap { $0.value(term) }.first
    }
    func read(_ url: URL) -> Bool { follower.read(url) }
  }

  private func rows(_ steps: ClosedRange<Int>, loss: Double = 1) -> [MetricsRow] {
    steps.map { MetricsRow(step: $0, seconds: Double($0), loss: loss) }
  }

  @Test func onlyWhatIsNewIsRead() throws {
    defer { try? FileManager.default.removeItem(at: file) }
    let follower = Reader()
    #expect(!follower.read(file))
    try MetricsFile.append(rows(1...3), to: file)
    #expect(follower.read(file))
    #expect(follower.curve.points.map(\.step) == [1, 2, 3])
    #expect(!follower.read(file), "nothing new")
    try MetricsFile.append(rows(4...5, loss: 2), to: file)
    #expect(follower.read(file))
    #expect(follower.curve.points.map(\.step) == [1, 2, 3, 4, 5])
    #expect(follower.last(.loss) == 2)
    // The last row again, with a score.
    var scored = rows(5...5)[0]
    (scored.dice, scored.agreement) = (0.75, 0.5)
    try MetricsFile.append([scored], to: file)
    #expect(follower.read(file))
    #expect(follower.curve.points.count == 5)
    #expect(follower.last(.dice) == 0.75 && follower.last(.agreement) == 0.5)
  }

  @Test func aNewRunBeginsANewCurve() throws {
    defer { try? FileManager.default.removeItem(at: file) }
    let follower = Reader()
    try MetricsFile.append(rows(1...30), to: file)
    #expect(follower.read(file))
    let text = MetricsRow.header + "\n" + rows(1...2, loss: 7).map { $0.line + "\n" }.joined()
    try AtomicFile.write(Data(text.utf8), to: file)
    #expect(follower.read(file))
    #expect(follower.curve.points.map(\.step) == [1, 2] && follower.last(.loss) == 7)
    try FileManager.default.removeItem(at: file)
    #expect(follower.read(file))
    #expect(follower.curve.points.isEmpty)
  }

  @Test func aLongFileIsReadInPiecesAndKeptSmall() throws {
    defer { try? FileManager.default.removeItem(at: file) }
    let all = (1...20_000).map {
      MetricsRow(step: $0, seconds: Double($0), loss: Double($0), dice: $0 == 3 ? 0.5 : nil)
    }
    try MetricsFile.append(all, to: file)
    let follower = Reader()
    var looks = 0
    while follower.read(file), looks < 1000 { looks += 1 }
    #expect(looks > 2, "one look does not take all")
    let points = follower.curve.points
    #expect((MetricsCurve.most / 2...MetricsCurve.most).contains(points.count))
    #expect(points.last?.step == 20_000)
    #expect(points.map(\.step) == points.map(\.step).sorted())
    #expect(points.first?.value(.dice) == 0.5, "what is rare is not lost")
    // Whole points are means of equally many rows: the first of rows 1 to 16.
    #expect(points.first?.value(.loss) == 8.5)
  }

  @Test func whatIsNoTableIsPassedOver() throws {
    defer { try? FileManager.default.removeItem(at: file) }
    let follower = Reader()
    try Data(repeating: 65, count: 1 << 20).write(to: file)
    for _ in 0..<20 { #expect(!follower.read(file)) }
    try FileManager.default.removeItem(at: file)
    try Data("step,seconds,loss\n1,1,nan\n2,x,3\n3,3,0.5\n2,2,9\n4,4".utf8).write(to: file)
    _ = follower.read(file)
    #expect(follower.curve.points.map(\.step) == [1, 3])
    #expect(follower.curve.points.first?.value(.loss) == nil)
    #expect(follower.last(.loss) == 0.5)
  }
}
