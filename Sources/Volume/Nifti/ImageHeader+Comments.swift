import CNifti

/// Comments (extension code 6 of the NIfTI standard) between header and voxels.
extension ImageHeader {
  /// The extensions one after another: code and content; nil where the bytes do not spell whole extensions.
  private var entries: [(code: Int, content: ArraySlice<UInt8>)]? {
    guard extensions.count >= 4 else { return nil }
    guard extensions[0] != 0 else { return extensions.count == 4 ? [] : nil }
    var entries: [(Int, ArraySlice<UInt8>)] = []
    var place = 4
    while place < extensions.count {
      guard place + 8 <= extensions.count else { return nil }
      let (length, code) = (number(at: place), number(at: place + 4))
      guard length >= 16, length % 16 == 0, place + length <= extensions.count else { return nil }
      entries.append((code, extensions[place + 8..<place + length]))
      place += length
    }
    return entries
  }

  private func number(at place: Int) -> Int {
    let bytes = extensions[place..<place + 4]
    let ordered = bigEndian ? Array(bytes) : bytes.reversed()
    return ordered.reduce(0) { $0 << 8 | Int($1) }
  }

  /// The texts of all comments, without the zero bytes that fill them up.
  package var comments: [String] {
    (entries ?? []).filter { $0.code == Int(NIFTI_ECODE_COMMENT) }.map {
      String(decoding: $0.content.prefix { $0 != 0 }, as: UTF8.self)
    }
  }

  /// The header with one more comment; unchanged where the present extensions cannot be told apart.
  package func adding(comment: String) -> ImageHeader {
    guard entries != nil else { return self }
    var header = self
    let text = Array(comment.utf8)
    // Size, code and text fill a multiple of sixteen bytes, the text ending in at least one zero.
    let length = (8 + text.count + 1 + 15) / 16 * 16
    func bytes(_ value: Int) -> [UInt8] {
      let number = UInt32(truncatingIfNeeded: value)
      return withUnsafeBytes(of: bigEndian ? number.bigEndian : number.littleEndian) { Array($0) }
    }
    header.extensions[0] = 1
    header.extensions += bytes(length) + bytes(Int(NIFTI_ECODE_COMMENT)) + text
    header.extensions += [UInt8](repeating: 0, count: length - 8 - text.count)
    return header
  }
}
