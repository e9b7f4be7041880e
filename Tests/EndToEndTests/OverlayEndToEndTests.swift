import Foundation
import Glibc
import Testing

/// What a person sees of predictions, compared with what the trainer publishes, on a volume that no refresh gets through.
@Suite(
  .enabled(if: Tmux.program != nil, "tmux is not installed: apt-get install tmux"), .serialized)
struct OverlayEndToEndTests {
  /// Outlines of classes 1 to 3 in the palette of 256 colours.
  private static let outlines: [Int: UInt8] = [68: 1, 166: 2, 29: 3]

  /// Two processes that leave the trainer half of the machine.
  private final class BusyMachine {
    private var pids: [pid_t] = []

    init() {
      for _ in 0..<2 {
        var pid: pid_t = 0
        var words: [UnsafeMutablePointer<CChar>?] = [
          strdup("/bin/sh"), strdup("-c"), strdup("while :; do :; done"), nil,
        ]
        if posix_spawn(&pid, "/bin/sh", nil, nil, &words, environ) == 0 { pids.append(pid) }
        words.forEach { free($0) }
      }
    }

    deinit {
      for pid in pids {
        kill(pid, SIGKILL)
        waitpid(pid, nil, 0)
      }
    }
  }

  @Test func theOverlayFollowsEveryGeneration() throws {
    let place = try Workplace()
    func run(_ words: [String]) throws {
      let made = try CommandRunner.run(words)
      try #require(made.status == 0, "inkling \(words[0]): \(made.messages)")
    }
    let heart = place.url.appendingPathComponent("heart").path
    let project = place.url.appendingPathComponent("p.inkling")
    try run(["phantom", "--output", heart, "--size", "112x112x60", "--seed", "3"])
    try run([
      "init", project.path, "--volume", heart + "/image.nii.gz", "--scribbles",
      heart + "/scribble.nii.gz", "--classes", "RV,Myo,LV",
    ])
    // An old whole prediction, which must never come back once there is a newer slice.
    try run(["train", project.path, "--steps", "3", "--threads", "1", "--seed", "1"])
    let machine = BusyMachine()
    defer { withExtendedLifetime(machine) {} }
    let tmux = try Tmux(
      "env TERM=tmux-256color LANG=C.UTF-8 '\(CommandRunner.program.path)' open '\(project.path)'; "
        + "sleep 600", columns: 170, rows: 66)
    try tmux.wait(for: "axial 30 (0-59)")
    try tmux.bytes(":set zoom 1\r")
    try tmux.wait("the old prediction") { $0.contains("ago, step 3") }
    // Strokes and cursor would cover outlines.
    try tmux.keys("s")
    try tmux.wait(for: "scribbles hidden")
    try tmux.bytes(":go 4 4 30\r")
    try tmux.keys("t")
    var followed = 0
    var lastStep = 0
    let end = Date().addingTimeInterval(60)
    while followed < 8, Date() < end {
      guard let live = try LivePicture(project, slice: 30), live.step > lastStep else {
        usleep(20_000)
        continue
      }
      let shown = try waitFor(live, project, tmux)
      guard shown else { continue }
      #expect(live.step > lastStep)
      lastStep = live.step
      followed += 1
    }
    #expect(followed == 8, "the overlay follows generation after generation")
    try tmux.keys("C-t")
    try tmux.wait(for: "training has stopped")
  }

  /// Waits until the outlines on screen are those of a published slice and the panel says its step.
  /// - Returns: false where a newer slice has come meanwhile, or the whole volume.
  private func waitFor(_ live: LivePicture, _ project: URL, _ tmux: Tmux) throws -> Bool {
    let deadline = Date().addingTimeInterval(5)
    var agreement = 0.0
    var text = ""
    repeat {
      let screen = try tmux.screen(colours: true)
      text = try tmux.screen()
      agreement = live.agreement(ScreenPixels(screen).points(of: Self.outlines))
      if agreement > 0.97,
        text.contains(", step \(live.step) ") || text.contains(", step \(live.step)\n")
      {
        return true
      }
      // Folded into the whole volume, where stray parts go: there is nothing left to compare with.
      guard let next = try LivePicture(project, slice: 30), next.step == live.step else {
        return false
      }
      usleep(50_000)
    } while Date() < deadline
    Issue.record(
      "step \(live.step) was published, and the screen agrees by \(agreement) only:\n\(text)")
    return true
  }
}

/// The outlines of a slice in run/live/.
private struct LivePicture {
  let step: Int
  private let edges: Set<[Int]>

  init?(_ project: URL, slice: Int) throws {
    let folder = project.appendingPathComponent("run/live")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    let suffix = String(format: "-k%04d.slice", slice)
    guard let name = names.first(where: { $0.hasSuffix(suffix) && !$0.hasPrefix(".") }),
      let data = FileManager.default.contents(atPath: folder.appendingPathComponent(name).path),
      let newline = data.firstIndex(of: 10)
    else { return nil }
    let words = String(decoding: data[..<newline], as: UTF8.self).split(separator: " ")
    func number(_ after: Substring, _ offset: Int = 1) -> Int? {
      words.firstIndex(of: after).flatMap { Int(words[$0 + offset]) }
    }
    guard let step = number("step"), let width = number("size"), let height = number("size", 2)
    else { return nil }
    self.step = step
    let labels = [UInt8](data[(newline + 1)...].prefix(width * height))
    var edges: Set<[Int]> = []
    for y in 0..<height {
      for x in 0..<width where labels[y * width + x] != 0 {
        let label = labels[y * width + x]
        let isEdge = [(x - 1, y), (x + 1, y), (x, y - 1), (x, y + 1)].contains { x, y in
          (0..<width).contains(x) && (0..<height).contains(y) && labels[y * width + x] != label
        }
        if isEdge { edges.insert([x, y, Int(label)]) }
      }
    }
    self.edges = edges
  }

  /// Share of the pixels of both outlines that agree, at the place and in the mirror image where they agree best: strokes,
  /// cursor and letters cover some.
  func agreement(_ points: [[Int]]) -> Double {
    guard !edges.isEmpty, !points.isEmpty else { return edges.isEmpty && points.isEmpty ? 1 : 0 }
    var best = 0
    for (flipX, flipY) in [(1, 1), (-1, 1), (1, -1), (-1, -1)] {
      let turned = points.map { [flipX * $0[0], flipY * $0[1], $0[2]] }
      // The shift that most pairs of a few points agree on.
      var votes: [[Int]: Int] = [:]
      for point in turned.enumerated() where point.offset % max(1, turned.count / 12) == 0 {
        for edge in edges where edge[2] == point.element[2] {
          votes[[edge[0] - point.element[0], edge[1] - point.element[1]], default: 0] += 1
        }
      }
      guard let shift = votes.max(by: { $0.value < $1.value })?.key else { continue }
      let hits = turned.filter {
        edges.contains([$0[0] + shift[0], $0[1] + shift[1], $0[2]])
      }.count
      best = max(best, hits)
    }
    return 2 * Double(best) / Double(edges.count + points.count)
  }
}

/// The colours of a screen as tmux captures them with escape sequences: two pixels a cell.
private struct ScreenPixels {
  private var pixels: [(x: Int, y: Int, colour: Int)] = []

  init(_ text: String) {
    var (front, back) = (-1, -1)
    for (row, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      var column = 0
      var rest = Substring(line)
      while let character = rest.first {
        if character == "\u{1b}", let end = rest.firstIndex(of: "m") {
          let codes = rest[..<end].dropFirst(2).split(separator: ";").compactMap { Int($0) }
          Self.take(codes, &front, &back)
          rest = rest[rest.index(after: end)...]
          continue
        }
        let (top, bottom) =
          character == "▀" ? (front, back) : character == "▄" ? (back, front) : (back, back)
        pixels.append((column, 2 * row, top))
        pixels.append((column, 2 * row + 1, bottom))
        column += 1
        rest = rest.dropFirst()
      }
    }
  }

  private static func take(_ codes: [Int], _ front: inout Int, _ back: inout Int) {
    if codes.isEmpty { (front, back) = (-1, -1) }
    var index = 0
    while index < codes.count {
      switch codes[index] {
      case 0: (front, back) = (-1, -1)
      case 38 where index + 2 < codes.count: (front, index) = (codes[index + 2], index + 2)
      case 48 where index + 2 < codes.count: (back, index) = (codes[index + 2], index + 2)
      case 39: front = -1
      case 49: back = -1
      default: break
      }
      index += 1
    }
  }

  /// Pixels that have one of these colours, as x, y and the colour's label, left of the panel.
  func points(of labels: [Int: UInt8]) -> [[Int]] {
    pixels.compactMap { pixel in
      guard pixel.x < 138, pixel.y >= 2, let label = labels[pixel.colour] else { return nil }
      return [pixel.x, pixel.y, Int(label)]
    }
  }
}
