/// The words of the command line as the bytes that they are. Names of files may be any bytes; Swift's text is UTF-8, and in
/// place of others has characters that lead to no file.
enum ArgumentBytes {
  /// - Throws: `Failure` that names the first word that is no UTF-8.
  static func check(_ words: [[UInt8]]) throws {
    guard let word = words.first(where: { String(validating: $0, as: UTF8.self) == nil }) else {
      return
    }
    throw Failure(
      "\(shellWord(word)) is not UTF-8, which names of files must be here. Rename the file or folder first, "
        + "with `mv` or `convmv`.")
  }

  /// The words that this process was given.
  static var ofThisProcess: [[UInt8]] {
    (0..<Int(CommandLine.argc)).compactMap { place in
      CommandLine.unsafeArgv[place].map { start in
        var bytes: [UInt8] = []
        var next = start
        while next.pointee != 0 {
          bytes.append(UInt8(bitPattern: next.pointee))
          next += 1
        }
        return bytes
      }
    }
  }

  /// A word that bash reads as the same bytes.
  private static func shellWord(_ word: [UInt8]) -> String {
    let digits = Array("0123456789abcdef")
    let text = word.map { byte -> String in
      let character = Character(Unicode.Scalar(byte))
      if (0x20..<0x7F).contains(byte) {
        return "'\\".contains(character) ? "\\\(character)" : String(character)
      }
      return "\\x\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
    }
    return "$'" + text.joined() + "'"
  }
}
