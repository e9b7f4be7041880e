/// Which slices are on the screen together.
enum Arrangement: String, CaseIterable, Sendable {
  /// One slice, as large as there is room.
  case large
  /// The three planes through the cursor's voxel.
  case three
  /// Slices of one plane in a grid, to choose from.
  case mosaic

  /// Columns of the screen that three views need.
  static let columnsOfThree = 160

  /// The next one, as a key goes through them.
  var next: Arrangement {
    switch self {
    case .large: .three
    case .three: .mosaic
    case .mosaic: .large
    }
  }

  /// What a screen with too few columns for three views says.
  static func refusal(columns: Int) -> String {
    "three views need \(columnsOfThree) columns, this screen has \(columns)"
  }
}
