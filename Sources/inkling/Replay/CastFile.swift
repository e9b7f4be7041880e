import Foundation

/// What a terminal is sent, written as an asciicast (version 2), which `asciinema play` shows.
final class CastFile {
  private let file: FileHandle
  private let url: URL
  private let clock = ContinuousClock()
  private let began: ContinuousClock.Instant
  /// Bytes of a character whose rest is still to come.
  private var cut: [UInt8] = []
  /// Why nothing more is written.
  private(set) var failure: Failure?

  private struct Header: Encodable {
    let version = 2
    let width: Int
    let height: Int
    let timestamp: Int
    let env: [String: String]
  }

  init(_ url: URL, columns: Int, rows: Int, term: String) throws {
    self.url = url
    try Data().write(to: url)
    file = try FileHandle(forWritingTo: url)
    began = clock.now
    try write(
      Header(
        width: columns, height: rows, timestamp: Int(Date().timeIntervalSince1970),
        env: ["TERM": term]))
  }

  /// Output that has come now.
  func take(_ bytes: [UInt8]) {
    let all = cut + bytes
    let whole = all.count - Self.cutTail(all)
    cut = Array(all[whole...])
    if whole > 0 { note("o", String(decoding: all[..<whole], as: UTF8.self)) }
  }

  /// The screen has another size now.
  func resize(columns: Int, rows: Int) { note("r", "\(columns)x\(rows)") }

  private func note(_ letter: String, _ text: String) {
    guard failure == nil else { return }
    let time = (((clock.now - began) / .seconds(1)) * 1e6).rounded() / 1e6
    do { try write(Line(time: time, letter: letter, text: text)) } catch {
      failure = Failure("\(url.path) could not be written: \(error)")
    }
  }

  private struct Line: Encodable {
    let time: Double
    let letter: String
    let text: String

    func encode(to encoder: any Encoder) throws {
      var values = encoder.unkeyedContainer()
      try values.encode(time)
      try values.encode(letter)
      try values.encode(text)
    }
  }

  private func write(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    try file.write(contentsOf: try encoder.encode(value) + Data("\n".utf8))
  }

  /// How many bytes at the end begin a character of UTF-8 and do not end it.
  static func cutTail(_ bytes: [UInt8]) -> Int {
    for (count, byte) in zip(1...3, bytes.reversed()) where byte & 0xC0 != 0x80 {
      let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1
      return count < length ? count : 0
    }
    return 0
  }
}
