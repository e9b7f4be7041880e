/// What CASE.nii.gz says about itself in its description field: which journal record it was written at.
///
/// `inkling scribbles S=1234 crc=1a2b3c4d`
struct ScribbleStamp: Equatable {
  /// The map is the journal replayed up to this record.
  var sequence: Int
  /// CRC-32 of the voxels, to tell a map that another program has changed.
  var checksum: String

  init(sequence: Int, map voxels: [UInt8]) {
    self.sequence = sequence
    checksum = Checksum(of: voxels).text
  }

  /// Reads a description; nil when it is not one of ours.
  init?(_ description: String) {
    let words = description.split(separator: " ")
    guard words.count >= 4, words[0] == "inkling", words[1] == "scribbles",
      words[2].hasPrefix("S="), let sequence = Int(words[2].dropFirst(2)), sequence >= 0,
      words[3].hasPrefix("crc="), words[3].count == 12
    else { return nil }
    self.sequence = sequence
    checksum = String(words[3].dropFirst(4))
  }

  var description: String { "inkling scribbles S=\(sequence) crc=\(checksum)" }
}
