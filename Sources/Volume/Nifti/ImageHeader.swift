/// A NIfTI header, byte for byte as the image has it.
///
/// Label maps are written with the header of their image, in which only the fields that must differ are
/// patched; what this program does not understand therefore survives. NIfTI-1 and NIfTI-2, both byte orders.
package struct ImageHeader: Hashable, Sendable {
  /// 1 for NIfTI-1, 2 for NIfTI-2.
  package let version: Int
  /// Whether numbers are stored with the high byte first.
  package let bigEndian: Bool
  /// The 348 or 540 bytes of the header.
  package internal(set) var bytes: [UInt8]
  /// Everything between the header and the voxels: extension flag, extensions, padding.
  package internal(set) var extensions: [UInt8]
  /// Where it comes from if not from a NIfTI file.
  package internal(set) var origin: Origin?

  /// A file of another format, of which the header says the same.
  package struct Origin: Hashable, Sendable {
    /// "NRRD".
    package let format: String
    /// Whether the file stores numbers with the high byte first.
    package let bigEndian: Bool
    /// What a person should know of the file, one sentence each.
    package let notes: [String]
  }

  /// The sizes in bytes of NIfTI-1 and NIfTI-2 headers.
  static let byteCounts = [1: 348, 2: 540]

  /// Recognises a header by its first four bytes, the header's own size.
  ///
  /// - Returns: version and byte order, or nil if it is neither NIfTI-1 nor NIfTI-2.
  static func recognise(_ start: [UInt8]) -> (version: Int, bigEndian: Bool)? {
    guard start.count >= 4 else { return nil }
    let little = start[..<4].reversed().reduce(0) { $0 << 8 | Int($1) }
    let big = start[..<4].reduce(0) { $0 << 8 | Int($1) }
    for (version, count) in byteCounts {
      if little == count { return (version, false) }
      if big == count { return (version, true) }
    }
    return nil
  }

  /// A header of given bytes, whose version and byte order have been recognised.
  ///
  /// - Precondition: as many bytes as the version's header has.
  init(version: Int, bigEndian: Bool, bytes: [UInt8], extensions: [UInt8]) {
    precondition(bytes.count == ImageHeader.byteCounts[version], "a whole header")
    self.version = version
    self.bigEndian = bigEndian
    self.bytes = bytes
    self.extensions = extensions
  }

  /// The bytes that an entry of a field occupies, in the file's order.
  func raw(_ field: HeaderField, _ index: Int = 0) -> ArraySlice<UInt8> {
    guard let place = field.place(version: version) else { return [] }
    let start = place.offset + index * place.kind.byteCount
    return bytes[start..<start + place.kind.byteCount]
  }

  private func bits(_ field: HeaderField, _ index: Int) -> UInt64 {
    let ordered = bigEndian ? Array(raw(field, index)) : raw(field, index).reversed()
    return ordered.reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// A whole number; nil where this version has no such field.
  package func integer(_ field: HeaderField, _ index: Int = 0) -> Int? {
    guard let place = field.place(version: version) else { return nil }
    let bits = bits(field, index)
    switch place.kind {
    case .uint8: return Int(bits)
    case .int16: return Int(Int16(truncatingIfNeeded: bits))
    case .int32: return Int(Int32(truncatingIfNeeded: bits))
    case .int64: return Int(Int64(bitPattern: bits))
    case .float32, .float64: return Int(exactly: real(field, index).rounded(.towardZero))
    case .text: return nil
    }
  }

  /// A number, possibly not finite; 0 where this version has no such field.
  package func real(_ field: HeaderField, _ index: Int = 0) -> Double {
    guard let place = field.place(version: version) else { return 0 }
    switch place.kind {
    case .float32: return Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits(field, index))))
    case .float64: return Double(bitPattern: bits(field, index))
    case .text: return 0
    default: return Double(integer(field, index) ?? 0)
    }
  }

  /// A text up to its first zero byte; bytes that are not UTF-8 become replacement characters.
  package func text(_ field: HeaderField) -> String {
    String(decoding: raw(field).prefix { $0 != 0 }, as: UTF8.self)
  }

  /// Overwrites an entry of a field; fields that this version lacks are left out.
  mutating func set(_ field: HeaderField, _ index: Int = 0, to value: Double) {
    guard let place = field.place(version: version) else { return }
    let bits: UInt64
    switch place.kind {
    case .float32: bits = UInt64(Float(value).bitPattern)
    case .float64: bits = value.bitPattern
    case .text: return
    default: bits = UInt64(bitPattern: Int64(value))
    }
    let count = place.kind.byteCount
    for byte in 0..<count {
      let position = bigEndian ? count - 1 - byte : byte
      let start = place.offset + index * count
      bytes[start + position] = UInt8(truncatingIfNeeded: bits >> (8 * UInt64(byte)))
    }
  }

  /// Overwrites a text, cut to the field's length less the closing zero, and zeroes the rest of it.
  mutating func set(_ field: HeaderField, text: String) {
    guard let place = field.place(version: version) else { return }
    let length = place.kind.byteCount
    var kept = Array(text.cut(toBytes: length - 1).utf8)
    kept += [UInt8](repeating: 0, count: length - kept.count)
    bytes.replaceSubrange(place.offset..<place.offset + length, with: kept)
  }
}
