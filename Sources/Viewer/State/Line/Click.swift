import Volume

/// What a click beside the slice does.
enum Click: Equatable, Sendable {
  /// What a key of the slice does.
  case command(Command)
  /// What this key does at present.
  case key(Key)
  /// Chooses a label.
  case label(UInt8)
  /// Goes to a slice along the axis of review.
  case slice(Int)
  /// Puts the cursor on a voxel.
  case voxel(VoxelIndex)
  /// Does what a typed line does.
  case line(String)
  /// Opens the command line with these words.
  case typed(String)
}
