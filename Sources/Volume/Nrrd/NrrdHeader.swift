import Foundation

/// The text at the start of an NRRD file: its fields and keys as they stand there.
///
/// The format: https://teem.sourceforge.net/nrrd/format.html
struct NrrdHeader {
  let url: URL
  /// Bytes of the text, the blank line that ends it included.
  let byteCount: Int
  /// Descriptions by the names of fields, in lower case without blanks.
  private let fields: [String: String]
  /// What programs have added: `KEY:=VALUE`.
  let keys: [String: String]

  /// The longest text that is believed. Segmentations of whole atlases have some 100 KB.
  private static let mostBytes = 4 << 20

  /// Whether a file begins as NRRD files do.
  static func isRecognised(_ start: [UInt8]) -> Bool { start.starts(with: "NRRD0".utf8) }

  /// Reads the text.
  ///
  /// - Throws: `VolumeError` where it does not end, or a line means nothing.
  init(_ url: URL) throws {
    self.url = url
    let text = try NrrdHeader.text(at: url)
    byteCount = text.count
    var fields: [String: String] = [:]
    var keys: [String: String] = [:]
    for (index, bytes) in text.split(separator: 10, omittingEmptySubsequences: false).enumerated() {
      let line = String(decoding: bytes.last == 13 ? bytes.dropLast() : bytes, as: UTF8.self)
      if index == 0 {
        try NrrdHeader.checkVersion(line, url)
        continue
      }
      if line.isEmpty || line.hasPrefix("#") { continue }
      guard let colon = line.utf8.firstIndex(of: UInt8(ascii: ":")) else {
        throw VolumeError.badHeader(
          url,
          reason: "line \(index + 1) is \"\(line.prefix(40).plainLine)\", expected FIELD: VALUE")
      }
      let (name, rest) = (String(line[..<colon]), line[line.utf8.index(after: colon)...])
      if rest.hasPrefix("=") {
        keys[name] = NrrdText.unescaped(rest.dropFirst())
      } else {
        let plain = name.lowercased().filter { $0 != " " }
        guard fields.updateValue(rest.trimmingCharacters(in: .whitespaces), forKey: plain) == nil
        else {
          throw VolumeError.badHeader(
            url, reason: "it gives \"\(name.prefix(40).plainLine)\" twice")
        }
      }
    }
    (self.fields, self.keys) = (fields, keys)
  }

  /// All bytes up to the end of the first blank line.
  private static func text(at url: URL) throws -> ArraySlice<UInt8> {
    let source = try ByteSource(url)
    var bytes: [UInt8] = []
    while bytes.count < mostBytes {
      let more = source.read(1 << 16)
      let known = max(1, bytes.count)
      bytes += more
      // A line that is empty but for a carriage return.
      for index in known..<max(known, bytes.count) where bytes[index] == 10 {
        let before = bytes[index - 1] == 13 && index > 1 ? index - 2 : index - 1
        if bytes[before] == 10 { return bytes[...index] }
      }
      if more.isEmpty { return bytes[...] }
    }
    throw VolumeError.badHeader(
      url, reason: "no blank line ends it within \(ByteCount.words(Double(mostBytes)))")
  }

  private static func checkVersion(_ line: String, _ url: URL) throws {
    let version = Int(line.dropFirst(4).prefix { !$0.isWhitespace })
    guard let version, (1...5).contains(version) else {
      throw VolumeError.unsupported(
        url, found: "it begins with \"\(line.prefix(12).plainLine)\", expected NRRD0001 to NRRD0005"
      )
    }
  }

  /// The description of a field, whose name is given in lower case without blanks; nil where there is none.
  func text(_ field: String) -> String? { fields[field].flatMap { $0.isEmpty ? nil : $0 } }

  /// The description of a field that must be there.
  func needed(_ field: String) throws -> String {
    guard let text = text(field) else {
      throw VolumeError.badHeader(url, reason: "it has no field \"\(field)\"")
    }
    return text
  }

  /// The words of a field; nil where it is missing.
  /// - Throws: where there are others than `count`.
  func words(_ field: String, count: Int) throws -> [String]? {
    guard let text = text(field) else { return nil }
    let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
    guard words.count == count else { throw wrong(field, expected: "\(count) entries") }
    return words
  }

  /// The whole number of a field; nil where it is missing.
  func whole(_ field: String) throws -> Int? {
    guard let text = text(field) else { return nil }
    guard let number = Int(text) else { throw wrong(field, expected: "a whole number") }
    return number
  }

  /// Vectors such as `(0.5,0,0)`, nil for `none`; nil where the field is missing.
  func vectors(_ field: String) throws -> [[Double]?]? {
    guard let text = text(field) else { return nil }
    guard let vectors = NrrdText.vectors(text) else {
      throw wrong(field, expected: "vectors such as (1,0,0)")
    }
    return vectors
  }

  /// What is wrong with the description of a field.
  func wrong(_ field: String, expected: String) -> VolumeError {
    .badHeader(
      url,
      reason:
        "its \"\(field)\" is \"\((fields[field] ?? "").prefix(60).plainLine)\", expected \(expected)"
    )
  }
}
