/// What scribbles/CASE.nii.gz and labels/CASE.nii.gz say about themselves in their description field: which journal
/// record they were written at.
///
/// `inkling scribbles S=1234 crc=1a2b3c4d`
struct ScribbleStamp: Equatable {
  /// Which of the two.
  enum Kind: String { case scribbles, accepted }

  var kind = Kind.scribbles
  /// The map is the journal replayed up to this record.
  var sequence: Int
  /// CRC-32 of the voxels, to tell a map that another program has changed.
  var checksum: String

  init(kind: Kind = .scribbles, sequence: Int, map voxels: [UInt8]) {
    self.kind = kind
    self.sequence = sequence
    checksum = Checksum(of: voxels).text
  }

  /// Reads a description; nil when it is not one of ours.
  init?(_ description: String, kind: Kind = .scribbles) {
    let words = description.split(separator: " ")
    guard words.count >= 4, words[0] == "inkling", words[1] == kind.rawValue,
      words[2].hasPrefix("S="), let sequence = Int(words[2].dropFirst(2)), sequence >= 0,
      words[3].hasPrefix("crc="), words[3].count == 12
    else { return nil }
    self.kind = kind
    self.sequence = sequence
    checksum = String(words[3].dropFirst(4))
  }

  var description: String { "inkling \(kind.rawValue) S=\(sequence) crc=\(checksum)" }
}
