/// Finds in what the viewer writes where frames begin and end, by the marks of synchronised updates, and the question that
/// ends the others: what the terminal's attributes are (DA1, `ESC [ c`).
struct UpdateMarks {
  /// `ESC [ ? 2 0 2 6 h`: eight bytes, as one number.
  private static let start: UInt64 = 0x1B_5B_3F_32_30_32_36_68
  private static let end: UInt64 = 0x1B_5B_3F_32_30_32_36_6C

  private var last: UInt64 = 0
  /// Whether a frame has begun that has not ended.
  private(set) var isOpen = false
  /// How many have ended.
  private(set) var ended = 0

  /// How often the terminal was asked for its attributes.
  private(set) var questions = 0

  mutating func feed(_ bytes: [UInt8]) {
    for byte in bytes {
      last = last << 8 | UInt64(byte)
      if last == Self.start {
        isOpen = true
      } else if last == Self.end, isOpen {
        isOpen = false
        ended += 1
      } else if last & 0xFF_FFFF == 0x1B_5B_63 {
        questions += 1
      }
    }
  }
}
