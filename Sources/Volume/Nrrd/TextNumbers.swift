import Foundation

/// Numbers written as text, as the bytes of 64-bit floats (low byte first).
final class TextNumbers: ByteStream {
  private let source: ByteSource
  private var buffer: [UInt8] = []
  private var place = 0
  private var count = 0

  /// The longest word that can be a number.
  private static let longestWord = 64

  init(_ source: ByteSource) { self.source = source }

  func read(into target: UnsafeMutableRawBufferPointer) throws -> Int {
    let size = MemoryLayout<Double>.size
    var done = 0
    while done + size <= target.count, let number = try next() {
      target.storeBytes(of: number.bitPattern.littleEndian, toByteOffset: done, as: UInt64.self)
      done += size
    }
    return done
  }

  func skip(_ bytes: Int) throws {
    var left = bytes / MemoryLayout<Double>.size
    while left > 0, try next() != nil { left -= 1 }
  }

  func finish() -> Bool { source.finish() }

  /// The next number; nil at the end.
  private func next() throws -> Double? {
    while let byte = peek(), Self.isBlank(byte) { place += 1 }
    var word: [UInt8] = []
    while let byte = peek(), !Self.isBlank(byte), word.count <= Self.longestWord {
      word.append(byte)
      place += 1
    }
    if word.isEmpty { return nil }
    let text = String(decoding: word, as: UTF8.self)
    guard let number = Double(text) else {
      throw VolumeError.badHeader(
        source.url,
        reason: "its voxel number \(count) is \"\(text.prefix(30).plainLine)\", expected a number")
    }
    count += 1
    return number
  }

  private func peek() -> UInt8? {
    if place == buffer.count { (buffer, place) = (source.read(1 << 16), 0) }
    return buffer.isEmpty ? nil : buffer[place]
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte <= 32 || byte == UInt8(ascii: ",")
  }
}
