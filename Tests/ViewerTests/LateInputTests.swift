import Foundation
import Testing
import Volume

@testable import Viewer

/// Sequences that are cut, late, unknown or too long: whatever the pauses, no byte of them is a key of its own.
struct LateInputTests {
  /// Feeds pieces with pauses between them, waking the decoder when it asks for it, as the viewer does.
  private func play(_ pieces: [(bytes: [UInt8], pause: Double)], then: Double = 20) -> [InputEvent]
  {
    var decoder = InputDecoder()
    var events: [InputEvent] = []
    var now = 100.0
    for piece in pieces {
      events += decoder.feed(piece.bytes, at: now)
      let next = now + piece.pause
      while let deadline = decoder.deadline, deadline < next {
        events += decoder.pass(to: max(now, deadline))
      }
      now = next
    }
    return events
  }

  /// What is left when the Esc key and sentences are taken away: a late rest may follow an Esc key.
  private func meant(_ events: [InputEvent]) -> [InputEvent] {
    events.filter {
      if case .leftOut = $0 { false } else { $0 != .key("Esc") }
    }
  }

  private static let pauses = [0.0, 0.005, 0.06, 0.2, 0.4, 1, 3]

  private typealias Sequence = (text: [UInt8], event: InputEvent?)

  /// Sequences with what they mean.
  private static let sequences: [Sequence] = keys + reports + answers + bytes + unknown

  private static let keys: [Sequence] = {
    let names: [(String, Key)] = [
      ("\u{1b}[A", "Up"), ("\u{1b}OB", "Down"), ("\u{1b}[1;5C", "Ctrl-Right"),
      ("\u{1b}[1;2D", "Shift-Left"), ("\u{1b}O5A", "Ctrl-Up"), ("\u{1b}[5~", "PgUp"),
      ("\u{1b}[6~", "PgDn"), ("\u{1b}[H", "Home"), ("\u{1b}OF", "End"), ("\u{1b}[3~", "Delete"),
      ("\u{1b}[Z", "Shift-Tab"), ("\u{1b}OP", "F1"), ("\u{1b}[[A", "F1"), ("\u{1b}[24~", "F12"),
      ("é", "é"), ("脳", "脳"),
    ]
    return names.map { (Array($0.0.utf8), .key($0.1)) }
  }()

  private static let reports: [Sequence] = [
    (Array("\u{1b}[<0;10;5M".utf8), .mouse(MouseEvent(.press, .left, column: 9, row: 4))),
    (Array("\u{1b}[M AA".utf8), .mouse(MouseEvent(.press, .left, column: 32, row: 32))),
  ]

  /// What terminals answer: xterm 379, mlterm 3.9, kitty 0.26, foot 1.13.
  private static let answers: [Sequence] = {
    let all: [(String, TerminalAnswer)] = [
      ("\u{1b}P>|XTerm(379)\u{1b}\\", .version("XTerm(379)")),
      ("\u{1b}_Gi=31;OK\u{1b}\\", .picture(number: 31, isDone: true)),
      ("\u{1b}_Gi=31;EINVAL:no\u{1b}\\", .picture(number: 31, isDone: false)),
      ("\u{1b}[6;19;10t", .cellSize(width: 10, height: 19)),
      ("\u{1b}[?2026;2$y", .mode(2026, isKnown: true)),
      ("\u{1b}[?2026;0$y", .mode(2026, isKnown: false)), ("\u{1b}[?0u", .keyboard),
      ("\u{1b}[?62;c", .attributes([62, 0])), ("\u{1b}[?62;4;22c", .attributes([62, 4, 22])),
      (
        "\u{1b}[?64;1;2;6;9;15;16;17;18;21;22;28c",
        .attributes([64, 1, 2, 6, 9, 15, 16, 17, 18, 21, 22, 28])
      ),
    ]
    return all.map { (Array($0.0.utf8), .answer($0.1)) }
  }()

  /// Control characters of eight bits, and characters that are none.
  private static let bytes: [Sequence] = [
    ([0x9B, 65], .key("Up")), ([0x8F, 65], .key("Up")), ([0xC2, 0x9B, 65], .key("Up")),
    ([27, 0x9B, 65], .key("Up")), ([0xE8, 0x84], nil), ([0xFF], nil), ([0xC0], nil), ([0x85], nil),
    ([0x9D, 49, 59, 65, 0x9C], nil), ([0x90, 49, 65, 0x9C], nil),
  ]

  private static let unknown: [Sequence] = {
    let texts: [String] = [
      "\u{1b}[I", "\u{1b}[6;0;10t", "\u{1b}[57441u", "\u{1b}[<999;1;1M",
      "\u{1b}[M\u{7f}!!", "\u{1b}[15;1z", "\u{1b}[" + String(repeating: "1;", count: 200) + "A",
      "\u{1b}[<" + String(repeating: "1", count: 200) + "M",
      "\u{1b}O" + String(repeating: "1", count: 99) + "A",
      "\u{1b}]11;rgb:1111/2222/3333\u{7}", "\u{1b}]52;c;QUFSbXQ=\u{1b}\\", "\u{1b}P1$r0m\u{1b}\\",
      "\u{1b}_Gm=1;OK\u{1b}\\", "\u{1b}^private A\u{1b}\\", "\u{1b}Xstart t\u{1b}\\",
      "\u{1b}]2;“A” m\u{7}",
    ]
    return texts.map { (Array($0.utf8), nil) }
  }()

  @Test(arguments: sequences.indices) func cutOnce(at index: Int) {
    let (bytes, event) = Self.sequences[index]
    for place in 0...bytes.count {
      for pause in Self.pauses {
        let pieces: [([UInt8], Double)] = [
          (Array(bytes[..<place]), pause), (Array(bytes[place...]), 0), (Array("q".utf8), 1),
        ]
        // A broken character ends where something else begins.
        #expect(
          meant(play(pieces)) == [event, .key("q")].compactMap { $0 },
          "\(bytes), cut at \(place) for \(pause) s")
      }
    }
  }

  @Test(arguments: sequences.indices) func cutEverywhere(at index: Int) {
    let (bytes, event) = Self.sequences[index]
    var random = SplitMix64(seed: UInt64(index))
    for _ in 0..<25 {
      // Three long pauses at most: a string of the terminal that lasts longer than 10 s has lost its end.
      var pieces = bytes.map { ([$0], Self.pauses.prefix(3).randomElement(using: &random) ?? 0) }
      for _ in 0..<3 {
        let place = Int.random(in: pieces.indices, using: &random)
        pieces[place].1 = Self.pauses.randomElement(using: &random) ?? 0
      }
      let expected = [event, .key("q")].compactMap { $0 }
      #expect(meant(play(pieces + [(Array("q".utf8), 1)])) == expected, "\(pieces)")
    }
  }

  /// The rest never comes: what came is no key, and after a pause keys are keys again.
  @Test(arguments: sequences.indices) func cutForGood(at index: Int) {
    let bytes = Self.sequences[index].text
    for count in 1..<max(2, bytes.count) {
      let events = play([(Array(bytes.prefix(count)), 4), (Array("q".utf8), 1)])
      let characters = meant(events).filter { if case .key = $0 { true } else { false } }
      #expect(characters.last == .key("q") && characters.count <= 2, "\(bytes) \(count)")
      if count < bytes.count { #expect(characters == [.key("q")], "\(bytes) \(count)") }
    }
  }

  /// Sequences that nobody has thought of, by the grammar that all of them share.
  @Test(arguments: 0..<60) func unknownSequences(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    func some(_ range: ClosedRange<UInt8>, _ count: ClosedRange<Int>) -> [UInt8] {
      (0..<Int.random(in: count, using: &random)).map { _ in UInt8.random(in: range, using: &random)
      }
    }
    for _ in 0..<10 {
      let control: [UInt8] = [27, 91] + some(0x30...0x3F, 0...80) + some(0x20...0x2F, 0...3)
      // Not those that stand for a key, open a paste or take bytes after their end.
      let finals = Array("abcdefghijklnopqrstuvwxyzEGIJKLNOTUVWXY@^_`{|}".utf8)
      let bytes =
        switch Int.random(in: 0..<3, using: &random) {
        case 0: control + [finals.randomElement(using: &random) ?? 99]
        case 1:
          [27, Array("]PX^_".utf8).randomElement(using: &random) ?? 93] + some(0x20...0x7E, 0...300)
            + [27, 92]
        default: [27, 40] + some(0x20...0x2F, 0...3) + some(0x30...0x7E, 1...1)
        }
      // The letter after `ESC (` is told from a typed one only while the ESC has not become a key.
      let calm = bytes[1] == 40
      var pieces: [([UInt8], Double)] = []
      var rest = bytes[...]
      // A string of the terminal that lasts longer than 10 s has lost its end.
      var left = 9.0
      while !rest.isEmpty {
        let piece = rest.prefix(Int.random(in: 1...max(1, rest.count), using: &random))
        rest = rest.dropFirst(piece.count)
        let pause = calm ? 0.1 : min(left, Self.pauses.randomElement(using: &random) ?? 0)
        left -= pause
        pieces.append((Array(piece), pause))
      }
      pieces[pieces.count - 1].1 = 0
      #expect(meant(play(pieces + [(Array("q".utf8), 1)])) == [.key("q")], "\(pieces)")
    }
  }

  /// Whatever comes in, nothing is kept out for good.
  @Test(arguments: 0..<100) func keysComeBackAfterAnything(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    let likely: [UInt8] = Array("\u{1b}\u{1b}[<;0123456789MmOPA~]\u{7}\\".utf8)
    var pieces = (0..<500).map { _ -> ([UInt8], Double) in
      let byte =
        Bool.random(using: &random)
        ? likely.randomElement(using: &random) ?? 27 : UInt8.random(in: 0...255, using: &random)
      return ([byte], Self.pauses.randomElement(using: &random) ?? 0)
    }
    pieces.append(([], 4))
    #expect(play(pieces + [(Array("q".utf8), 1)]).last == .key("q"))
  }

  @Test func escapeIsAKeyAfterAShortWait() {
    var decoder = InputDecoder()
    #expect(decoder.feed([27], at: 5) == [])
    #expect(decoder.deadline == 5.15)
    #expect(decoder.pass(to: 5.1) == [])
    #expect(decoder.pass(to: 5.15) == [.key("Esc")])
    #expect(decoder.deadline == nil)
    // A letter after it is a key; a bracket may be the rest of one.
    #expect(decoder.feed("n".utf8, at: 5.3) == [.key("n")])
    #expect(decoder.feed("[".utf8, at: 5.4) == [.key("[")])
    #expect(decoder.feed([27], at: 6) + decoder.pass(to: 6.2) == [.key("Esc")])
    #expect(decoder.feed("[".utf8, at: 6.5) == [])
    #expect(decoder.pass(to: 7) == [.leftOut(.unfinished)])
    #expect(decoder.feed("A".utf8, at: 7.1) == [.key("Up")])
    // After a while it is forgotten.
    #expect(decoder.feed([27], at: 8) + decoder.pass(to: 8.7) == [.key("Esc")])
    #expect(decoder.feed("[".utf8, at: 12) == [.key("[")])
    // The program was busy: the key is told by when it came to be read.
    #expect(decoder.feed([27], at: 20) == [])
    #expect(decoder.feed("n".utf8, at: 20.3) == [.key("Esc"), .key("n")])
  }

  @Test func aSlowLineIsGivenTime() {
    var decoder = InputDecoder()
    // The first late arrow is an Esc key and an arrow, those after it arrows alone.
    #expect(decoder.feed([27], at: 0) + decoder.pass(to: 0.2) == [.key("Esc")])
    #expect(decoder.feed("[A".utf8, at: 0.25) == [.key("Up")])
    #expect(decoder.feed([27], at: 1) + decoder.pass(to: 1.4) == [])
    #expect(decoder.feed("[A".utf8, at: 1.45) == [.key("Up")])
    // The Esc key still comes, and no line is so slow that it takes longer than this.
    #expect(decoder.feed([27], at: 2) + decoder.feed("[A".utf8, at: 4) == [.key("Up")])
    #expect(decoder.feed([27], at: 5) + decoder.pass(to: 5.61) == [.key("Esc")])
    // Keys that a person types one after the other say nothing about the line.
    var other = InputDecoder()
    #expect(other.feed([27], at: 0) + other.pass(to: 0.2) == [.key("Esc")])
    #expect(other.feed("n".utf8, at: 0.5) + other.feed([27], at: 1) == [.key("n")])
    #expect(other.pass(to: 1.16) == [.key("Esc")])
  }

  @Test func aStringWithoutEndKeepsNobodyOut() {
    // Somebody types on and on, with the pauses of a person.
    for opening in ["\u{1b}]11;rgb:", "\u{1b}P", "\u{1b}[200~some text"] {
      let keys = (0..<60).map { _ in (Array("n".utf8), 0.6) }
      let events = play([(Array(opening.utf8), 0.6)] + keys)
      #expect(events.filter { $0 == .key("n") }.count > 30, "\(opening)")
      #expect(events.contains(.leftOut(.unfinished)))
    }
    // Esc ends it at once.
    let events = play([
      (Array("\u{1b}]11;rgb:".utf8), 0.6), ([27], 0.3), (Array("n".utf8), 1),
    ])
    #expect(meant(events) == [.key("n")])
  }
}
