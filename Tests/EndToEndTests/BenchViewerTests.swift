import Foundation
import Testing

@testable import inkling

/// `inkling bench viewer` on a phantom: what it reports, not how fast it is.
@Suite(.serialized) struct BenchViewerTests {
  private let place: ViewingPlace

  init() throws { place = try ViewingPlace() }

  private func bench(_ arguments: String..., temporary: String? = nil) throws
    -> CommandRunner.Result
  {
    try CommandRunner.run(
      ["bench", "viewer", place.image.path] + arguments,
      environment: temporary.map { ["TMPDIR": $0] } ?? [:])
  }

  @Test func everyKindIsMeasuredAndTheScreenIsRight() throws {
    let temporary = place.folder.appendingPathComponent("temporary")
    try FileManager.default.createDirectory(at: temporary, withIntermediateDirectories: true)
    let result = try bench(
      "--events", "4", "--starts", "2", "--size", "80x24", "--size", "120x40", "--busy", "1",
      "--json", temporary: temporary.path)
    #expect(result.status == 0, "\(result.messages)\(result.output)")
    let sizes = try #require(result.json["sizes"] as? [[String: Any]])
    #expect(sizes.map { $0["columns"] as? Int } == [80, 120])
    for size in sizes {
      #expect(size["finalScreenEqualsRedraw"] as? Bool == true)
      #expect((size["peakResidentMegabytes"] as? Double ?? 0) > 1)
      let kinds = try #require(size["kinds"] as? [[String: Any]])
      #expect(
        kinds.map { $0["kind"] as? String } == [
          "cursor", "stroke by keys", "stroke by mouse", "slice", "slice zoomed", "zoom", "pan",
          "undo and redo", "help",
        ])
      for kind in kinds {
        #expect(kind["events"] as? Int == 4)
        let name = kind["kind"] as? String ?? ""
        #expect(kind["unanswered"] as? Int == 0, "\(name)")
        let last = (kind["lastByteMilliseconds"] as? [String: Double])?["max"] ?? 0
        let first = (kind["firstByteMilliseconds"] as? [String: Double])?["median"] ?? 0
        #expect(first > 0 && last >= first, "\(name)")
      }
    }
    // The image's folder is as it was, and nothing is left elsewhere.
    #expect(!FileManager.default.fileExists(atPath: place.project.path))
    #expect(try FileManager.default.contentsOfDirectory(atPath: temporary.path).isEmpty)
  }

  @Test func everyEventOfABurstIsInTheProject() throws {
    let result = try bench("--mouse-burst", "3000", "--size", "120x40", "--json")
    #expect(result.status == 0, "\(result.messages)\(result.output)")
    #expect(result.json["strokesSent"] as? Int == 300)
    #expect(result.json["strokesSaved"] as? Int == 300)
    #expect(result.json["voxelsSaved"] as? Int == result.json["voxelsExpected"] as? Int)
    #expect(result.json["mapIsRight"] as? Bool == true)
  }

  @Test func whatMakesNoSenseIsRefused() throws {
    for arguments in [
      ["--size", "120"], ["--size", "10x10"], ["--events", "0"], ["--busy", "-1"],
    ] {
      let result = try CommandRunner.run(["bench", "viewer", place.image.path] + arguments)
      #expect(result.status == 64, "\(arguments)")
    }
  }

  @Test func theViewersOwnSentenceIsGiven() throws {
    for (arguments, words) in [
      (["--term", "dumb"], "has ended by itself: The viewer needs a terminal that can place"),
      (["--term", "nosuch"], "has ended by itself: This machine knows no terminal called nosuch"),
      (["--", "--foo"], "has ended by itself: Unknown option '--foo'"),
      (["--", "--case", "nobody"], "nobody"),
    ] {
      let result = try CommandRunner.run(["bench", "viewer", place.image.path] + arguments)
      #expect(result.status == 1 && result.messages.contains(words), "\(result.messages)")
      #expect(!result.messages.contains("Usage: inkling open"), "\(result.messages)")
    }
  }

  // MARK: Parts

  @Test func spreadsAreValuesThatOccurred() {
    let spread = ViewerSpread((1...200).map(Double.init).shuffled())
    #expect(spread.median == 100 && spread.p90 == 180 && spread.p99 == 198 && spread.max == 200)
    #expect(ViewerSpread([3]).p99 == 3 && ViewerSpread([]).max == 0)
  }

  @Test func framesAreFoundHoweverTheyAreCut() {
    var marks = UpdateMarks()
    for byte in Array("x\u{1b}[?2026habc\u{1b}[?2026l\u{1b}[?2026h\u{1b}[?2026".utf8) {
      marks.feed([byte])
    }
    #expect(marks.ended == 1 && marks.isOpen)
    marks.feed(Array("l\u{1b}[?2026l".utf8))
    #expect(marks.ended == 2 && !marks.isOpen)
    marks.feed(Array("\u{1b}[>q\u{1b}[c".utf8))
    #expect(marks.questions == 1)
  }

  /// Whoever leaves out one of a stroke's drags paints other voxels.
  @Test func aStrokeOfTheBurstHasNoIdleEvent() {
    let place = ViewerScript.Place(columns: 120, rows: 40, slices: 6)
    let stroke = MouseBurst.stroke(button: 0, place)
    #expect(stroke.count == 10 && Set(stroke).count == 10)
  }
}
