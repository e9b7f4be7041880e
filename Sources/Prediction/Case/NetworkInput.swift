import Volume

/// What the network sees of a slice: the slice, some neighbours, and where in the volume each pixel lies.
package struct NetworkInput: Equatable, Sendable {
  /// Coordinates as input channels.
  package enum Position: String, CaseIterable, Sendable {
    /// None: the network can't tell one place from another.
    case none
    /// Column and row.
    case plane
    /// Column, row and slice.
    case space

    /// Channels that they take.
    package var channels: Int {
      switch self {
      case .none: 0
      case .plane: 2
      case .space: 3
      }
    }
  }

  /// In which order it sees a volume's voxels.
  package var order = SliceOrder.Convention.patient
  /// The slice with its neighbours: 1, 3, 5…
  package var slices = 1
  /// Coordinates, in units of 50 mm from the middle of the volume (`SliceStack.zero`).
  ///
  /// In one volume an organ lies in about the same place on all slices, which three scribbled slices can teach.
  package var position = Position.none
  /// Millimetres between the network's pixels, along rows and columns alike; nil = the volumes' own pixels.
  package var spacing: Double?
  /// Where `spacing` is nil: slices of more columns or rows than this are looked at as if they had just so many; nil = at their
  /// own pixels, however many.
  package var side: Int?

  /// What to say of weights that have learnt in the order of storage; nil = they have not.
  package var storageNote: String? {
    order == .patient
      ? nil
      : "These weights have learnt in the order in which files store their voxels (inkling before 0.11): images that are "
        + "stored in another order get worse answers. Weights that are trained anew see the patient's axes."
  }

  /// One slice, no coordinates.
  package init() {}

  /// Input channels of the network.
  package var channels: Int { slices + position.channels }

  /// Coordinates are counted in this many millimetres.
  package static let unit: Float = 50
}

/// How many columns and rows of a slice lie between two neighbouring pixels of the network.
package struct PixelStep: Equatable, Sendable {
  package var columns: Double
  package var rows: Double

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
  package static let native = PixelStep(
    NetworkInput(), columnSpacing: 1, rowSpacing: 1, width: 1, height: 1)
}

extension SliceStack {
  /// See `PixelStep`.
  package func step(_ input: NetworkInput) -> PixelStep {
    PixelStep(
      input, columnSpacing: columnSpacing, rowSpacing: rowSpacing, width: width, height: height)
  }

  /// The network's coordinate of a column, row or slice (possibly between two).
  package func coordinate(column: Float) -> Float {
    (column - Float(zero.x)) * Float(columnSpacing) / NetworkInput.unit
  }

  /// See `coordinate(column:)`.
  package func coordinate(row: Float) -> Float {
    (row - Float(zero.y)) * Float(rowSpacing) / NetworkInput.unit
  }

  /// See `coordinate(column:)`.
  package func coordinate(slice: Int) -> Float {
    (Float(slice) - Float(zero.z)) * Float(sliceSpacing) / NetworkInput.unit
  }
}
