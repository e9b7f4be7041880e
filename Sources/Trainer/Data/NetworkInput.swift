/// What the network sees of a slice: the slice, some neighbours, and where in the volume each pixel lies.
public struct NetworkInput: Equatable, Sendable {
  /// Coordinates as input channels.
  public enum Position: String, CaseIterable, Sendable {
    /// None: the network can't tell one place from another.
    case none
    /// Column and row.
    case plane
    /// Column, row and slice.
    case space

    /// Channels that they take.
    var channels: Int {
      switch self {
      case .none: 0
      case .plane: 2
      case .space: 3
      }
    }
  }

  /// The slice with its neighbours: 1, 3, 5…
  public var slices = 1
  /// Coordinates, in units of 50 mm from the middle of the volume.
  ///
  /// In one volume an organ lies in about the same place on all slices, which three scribbled slices can teach.
  public var position = Position.none
  /// Millimetres between the network's pixels, along rows and columns alike; nil = the volumes' own pixels.
  public var spacing: Double?

  /// One slice, no coordinates.
  public init() {}

  /// Input channels of the network.
  public var channels: Int { slices + position.channels }

  /// Coordinates are counted in this many millimetres.
  static let unit: Float = 50
}

/// How many columns and rows of a slice lie between two neighbouring pixels of the network.
struct PixelStep: Equatable, Sendable {
  var columns: Double
  var rows: Double

  /// - columnSpacing, rowSpacing: of the slice, in millimetres
  init(_ input: NetworkInput, columnSpacing: Double, rowSpacing: Double) {
    columns = input.spacing.map { $0 / max(columnSpacing, 1e-6) } ?? 1
    rows = input.spacing.map { $0 / max(rowSpacing, 1e-6) } ?? 1
  }

  /// One to one.
  static let native = PixelStep(NetworkInput(), columnSpacing: 1, rowSpacing: 1)
}

extension SliceStack {
  /// See `PixelStep`.
  func step(_ input: NetworkInput) -> PixelStep {
    PixelStep(input, columnSpacing: columnSpacing, rowSpacing: rowSpacing)
  }

  /// The network's coordinate of a column, row or slice (possibly between two).
  func coordinate(column: Float) -> Float {
    (column - Float(width - 1) / 2) * Float(columnSpacing) / NetworkInput.unit
  }

  /// See `coordinate(column:)`.
  func coordinate(row: Float) -> Float {
    (row - Float(height - 1) / 2) * Float(rowSpacing) / NetworkInput.unit
  }

  /// See `coordinate(column:)`.
  func coordinate(slice: Int) -> Float {
    (Float(slice) - Float(count - 1) / 2) * Float(sliceSpacing) / NetworkInput.unit
  }
}
