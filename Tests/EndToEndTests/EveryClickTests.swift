import Foundation
import Testing

/// A heart by mouse alone, in a real terminal: every word beside the slice that answers a click.
@Suite(.enabled(if: Tmux.program != nil)) struct EveryClickTests {
  @Test func everyWordAnswers() throws {
    let place = try ViewingPlace()
    let tmux = try place.open(columns: 120, rows: 40)
    try tmux.wait(for: "axial 3 (0-5)")
    // A label, a drag, another slice by wheel, hint and row of slices.
    try click("label 2", within: "2  label 2", tmux)
    try tmux.wait(for: "> 2  label 2")
    try drag(from: (30, 20), to: (40, 20), tmux)
    try tmux.wait(for: "of label 2")
    try report(65, 30, 20, tmux)
    try tmux.wait(for: "axial 4 (0-5)")
    try click("p", within: "n p slice", tmux)
    try tmux.wait(for: "axial 3 (0-5)")
    try click("s", within: "···s··", tmux)
    try tmux.wait(for: "axial 3 (0-5)")
    // What the panel offers.
    try click("auto off", within: "train  auto off", tmux)
    try tmux.wait(for: "train  auto on")
    try click("auto on", within: "train  auto on", tmux)
    try click("train", within: "train  auto", tmux)
    try tmux.wait(for: "background scribbles")
    try click("accept", within: "accept  reject", tmux)
    try tmux.wait(for: "A again accepts")
    try click("accept", within: "accept  reject", tmux)
    try tmux.wait(for: "slice 3 accepted")
    try click("reject", within: "reject  keep", tmux)
    try tmux.wait(for: "slice 3 rejected")
    try click("keep", within: "keep  export", tmux)
    try click("keep", within: "keep  export", tmux)
    try tmux.wait(for: "kept as labels")
    try click("export", within: "keep  export", tmux)
    try tmux.wait(for: ":export labels")
    try click("leave", within: "Esc leave", tmux)
    try tmux.wait("the line's end") { !$0.hasPrefix(" COMMAND") }
    // Pages, from the first row and by help; every one closes by its hint.
    try report(0, 115, 0, tmux)
    try tmux.wait(for: " TRAINING")
    try click("close", within: "Esc close", tmux)
    try click("help", within: "? help", tmux)
    try click("list of volumes", within: "list of volumes", tmux)
    try tmux.wait(for: "Volumes of heart")
    try click("close", within: "close", tmux)
    try click("Labels", within: "Labels ─", tmux)
    try tmux.wait(for: "Labels of heart")
    try click("close", within: "close", tmux)
    try click("axial", within: "axial 3 (0-5)", tmux)
    try tmux.wait(for: "coronal ")
    try click("quit", within: "q quit", tmux)
    try tmux.waitForEnd(0)
    #expect(place.count("paint") == 2, "the drag, and no click beside the slice, has drawn")
  }

  /// Clicks on the first letter of a word within the last place of a text on the screen.
  private func click(_ word: String, within text: String, _ tmux: Tmux) throws {
    let screen = try tmux.wait(for: text).split(separator: "\n", omittingEmptySubsequences: false)
    let row = try #require(screen.lastIndex { $0.contains(text) })
    let place = try #require(
      screen[row].range(of: text).flatMap { screen[row].range(of: word, range: $0) })
    let column = screen[row].distance(from: screen[row].startIndex, to: place.lowerBound)
    try report(0, column, row, tmux)
    try report(0, column, row, tmux, "m")
  }

  private func drag(from: (Int, Int), to: (Int, Int), _ tmux: Tmux) throws {
    try report(0, from.0, from.1, tmux)
    try report(32, to.0, to.1, tmux)
    try report(0, to.0, to.1, tmux, "m")
  }

  /// What a terminal reports of the mouse at a cell.
  private func report(
    _ code: Int, _ column: Int, _ row: Int, _ tmux: Tmux, _ final: String = "M"
  ) throws {
    try tmux.hexadecimal("\u{1b}[<\(code);\(column + 1);\(row + 1)\(final)")
  }
}
