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
  /// Where `spacing` is nil: slices of more columns or rows than this are looked at as if they had just so many; nil = at their
  /// own pixels, however many.
  public var side: Int?

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
  /// - width, height: of the slice
  init(
    _ input: NetworkInput, columnSpacing: Double, rowSpacing: Double, width: Int, height: Int
  ) {
    let own = max(1, Double(max(width, height)) / Double(input.side ?? .max))
    func step(_ spacing: Double) -> Double {
      let step = input.spacing.map { $0 / max(spacing, 1e-6) } ?? own
      // So near to its own pixels that interpolation would only blur them.
      return abs(step - 1) < 0.03 ? 1 : step
    }
    (columns, rows) = (step(columnSpacing), step(rowSpacing))
  }

  /// One to one.
  static let native = PixelStep(
    NetworkInput(), columnSpacing: 1, rowSpacing: 1, width: 1, height: 1)
}

extension SliceStack {
  /// See `PixelStep`.
  func step(_ input: NetworkInput) -> PixelStep {
    PixelStep(
      input, columnSpacing: columnSpacing, rowSpacing: rowSpacing, width: width, height: height)
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
