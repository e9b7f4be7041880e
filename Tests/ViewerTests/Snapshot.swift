import Foundation
import Testing

@testable import Viewer

/// Screens compared as text with files in Snapshots/. RECORD_SNAPSHOTS=1 writes them anew and fails the run.
enum Snapshot {
  static func check(
    _ text: String, _ name: String, folder: String = "Snapshots",
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent(folder).appendingPathComponent(name).standardizedFileURL
    let expected = try? String(contentsOf: file, encoding: .utf8)
    let isRecording = ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] != nil
    if isRecording || expected == nil {
      try? FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try? text.write(to: file, atomically: true, encoding: .utf8)
      Issue.record("recorded \(name): look at it, then run again", sourceLocation: sourceLocation)
      return
    }
    guard expected != text else { return }
    Issue.record(
      "\(name) differs.\n--- expected\n\(expected ?? "")\n--- found\n\(text)",
      sourceLocation: sourceLocation)
  }

  /// Glyphs, and below them a letter a cell for its colours, with a legend.
  static func text(_ grid: CellGrid, colours: Bool = false) -> String {
    guard colours else { return grid.text + "\n" }
    var inks: [Ink] = []
    let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
    let layer = (0..<grid.rows).map { row in
      String(
        (0..<grid.columns).map { column -> Character in
          let cell = grid[column, row]
          let ink = Ink(cell.foreground, on: cell.background, style: cell.style)
          if !inks.contains(ink) { inks.append(ink) }
          let place = inks.firstIndex(of: ink) ?? 0
          return place < letters.count ? letters[place] : "*"
        })
    }
    let legend = inks.prefix(letters.count).enumerated().map { index, ink in
      "\(letters[index]) \(ink.foreground.number) on \(ink.background.number)"
        + (ink.style.contains(.bold) ? " bold" : "")
        + (ink.style.contains(.reverse) ? " reverse" : "")
        + (ink.style.contains(.underline) ? " underline" : "")
    }
    return ([grid.text, String(repeating: "-", count: grid.columns)] + layer + legend)
      .joined(separator: "\n") + "\n"
  }
}
