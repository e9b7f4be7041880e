import Testing

@testable import Viewer

/// Which way of drawing a terminal's answers lead to.
struct GraphicsChoiceTests {
  private func report(_ answers: [TerminalAnswer], multiplexer: String? = nil) -> TerminalReport {
    var report = TerminalReport()
    for answer in answers { report.take(answer) }
    report.multiplexer = multiplexer
    return report
  }

  private static let kitty: [TerminalAnswer] = [
    .version("kitty(0.26.5)"),
    .picture(number: TerminalReport.probedPicture, isDone: true),
    .cellSize(width: 10, height: 19), .mode(2026, isKnown: true), .keyboard, .attributes([62, 0]),
  ]
  private static let sixel: [TerminalAnswer] = [
    .cellSize(width: 10, height: 19), .attributes([63, 1, 2, 3, 4, 6]),
  ]

  private func mode(
    _ wish: GraphicsWish, _ report: TerminalReport, halfBlocks: Bool = true
  ) -> GraphicsMode { GraphicsChoice(wish, report, halfBlocks: halfBlocks).mode }

  @Test func theBestThatIsThere() {
    #expect(mode(.automatic, report(Self.kitty)) == .kitty)
    #expect(mode(.automatic, report(Self.sixel)) == .sixel)
    #expect(mode(.automatic, report([.attributes([62, 22])])) == .blocks)
    #expect(mode(.automatic, report([])) == .blocks)
    // A terminal of kind 4 says nothing about sixel, and without pixels of a cell none can be placed.
    #expect(
      mode(.automatic, report([.cellSize(width: 9, height: 18), .attributes([4, 6])])) == .blocks)
    #expect(mode(.automatic, report([.attributes([63, 4])])) == .blocks)
    #expect(mode(.automatic, report(Self.kitty, multiplexer: "tmux")) == .blocks)
    #expect(mode(.automatic, report(Self.kitty), halfBlocks: false) == .blocks)
  }

  @Test func aWishIsFollowedWhereItCanBe() {
    for name in ["kitty", "sextants", "quadrants", "blocks"] {
      let wish = GraphicsWish(name: name)
      #expect(wish.map { mode($0, report([])).rawValue } == name)
    }
    #expect(mode(.mode(.sixel), report([])) == .blocks)
    #expect(
      GraphicsChoice(.mode(.sixel), report([]), halfBlocks: true).reason?.contains("pixels") == true
    )
    #expect(mode(.mode(.sixel), report([.cellSize(width: 8, height: 16)])) == .sixel)
    #expect(GraphicsWish(name: "auto") == .automatic && GraphicsWish(name: "vga") == nil)
  }

  @Test func aPictureOfOursIsNoAnswerToTheQuestion() {
    #expect(!report([.picture(number: 4, isDone: true)]).hasKittyGraphics)
    #expect(
      !report([.picture(number: TerminalReport.probedPicture, isDone: false)]).hasKittyGraphics)
  }
}
