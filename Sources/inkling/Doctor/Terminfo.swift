import Foundation
import Volume

/// What the terminal database says about a terminal, read without starting ncurses.
///
/// Compiled entries are described in term(5): a header of six 16-bit numbers (magic, and the sizes of names,
/// flags, numbers, offsets and strings), then the parts. The number of colours is number 13.
struct Terminfo: Equatable {
  /// The file that it was found in.
  var file: String
  /// Number of colours; nil = the entry names none.
  var colours: Int?

  /// Looks an entry up where ncurses does.
  init?(_ name: String, environment: [String: String] = ProcessInfo.processInfo.environment) {
    guard let first = name.utf8.first, !name.contains("/") else { return nil }
    let letter = String(decoding: [first], as: UTF8.self)
    let folders =
      [environment["TERMINFO"], environment["HOME"].map { $0 + "/.terminfo" }].compactMap { $0 }
      + (environment["TERMINFO_DIRS"] ?? "").split(separator: ":").map(String.init)
      + ["/etc/terminfo", "/lib/terminfo", "/usr/share/terminfo", "/usr/lib/terminfo"]
    for folder in folders {
      for part in [letter, String(first, radix: 16)] {
        let file = "\(folder)/\(part)/\(name)"
        guard let data = try? RegularFile(URL(fileURLWithPath: file)).readAll(limit: 1 << 16)
        else { continue }
        self.file = file
        colours = Self.colours(data)
        return
      }
    }
    return nil
  }

  /// The number of colours in a compiled entry; nil when it names none or is no entry.
  static func colours(_ bytes: [UInt8]) -> Int? {
    func short(_ offset: Int) -> Int? {
      guard offset >= 0, offset + 1 < bytes.count else { return nil }
      return Int(bytes[offset]) | Int(bytes[offset + 1]) << 8
    }
    guard let magic = short(0), magic == 0o432 || magic == 0o1036,
      let names = short(2), let flags = short(4), let numbers = short(6), numbers > 13
    else { return nil }
    let width = magic == 0o432 ? 2 : 4
    let start = 12 + names + flags
    // Numbers begin at an even offset.
    let place = start + start % 2 + 13 * width
    guard let low = short(place) else { return nil }
    let high = width == 4 ? short(place + 2) ?? 0 : 0
    let value = low | high << 16
    // -1 and -2 stand for absent and cancelled.
    return value >= (width == 2 ? 0x8000 : 0x8000_0000) ? nil : value
  }
}
