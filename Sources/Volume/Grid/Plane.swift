/// Looking at a volume from the patient's axes: which voxel axis runs to the right of the screen, which
/// downwards, and which from slice to slice.

/// One of the three views of a patient.
package enum Plane: String, Codable, CaseIterable, Hashable, Sendable {
  /// Seen from the feet: right of the screen = patient's left, down = back.
  case axial
  /// Seen from the front: right of the screen = patient's left, down = feet.
  case coronal
  /// Seen from the patient's left: right of the screen = back, down = feet.
  case sagittal

  /// RAS coordinates (0 right, 1 front, 2 up) along screen right, screen down and through the slices; all
  /// three views run against the RAS direction on both screen axes, as radiologists expect.
  fileprivate var coordinates: (right: Int, down: Int, through: Int) {
    switch self {
    case .axial: (0, 1, 2)
    case .coronal: (0, 2, 1)
    case .sagittal: (1, 2, 0)
    }
  }
}

/// How a plane of a volume is laid out on the screen.
///
/// Slices keep the voxel index of their axis as number, whichever way it runs in the patient.
package struct PlaneLayout: Hashable, Sendable {
  /// The view.
  package let plane: Plane
  /// Voxel axis that runs along the columns.
  package let rightAxis: Axis
  /// Whether the voxel index falls from left to right.
  package let rightFlipped: Bool
  /// Voxel axis that runs down the rows.
  package let downAxis: Axis
  /// Whether the voxel index falls from top to bottom.
  package let downFlipped: Bool
  /// Voxel axis that runs from slice to slice.
  package let throughAxis: Axis
  /// Number of columns.
  package let columns: Int
  /// Number of rows.
  package let rows: Int
  /// Number of slices.
  package let slices: Int
  /// Millimetres from column to column.
  package let columnSpacing: Double
  /// Millimetres from row to row.
  package let rowSpacing: Double
  /// Millimetres from slice to slice.
  package let sliceSpacing: Double

  /// The layout of a plane for a geometry; oblique axes take the nearest patient direction.
  package init(_ geometry: Geometry, _ plane: Plane) {
    let orientation = Orientation(of: geometry.affine)
    let right = orientation.axis(along: plane.coordinates.right)
    let down = orientation.axis(along: plane.coordinates.down)
    let through = orientation.axis(along: plane.coordinates.through)
    self.plane = plane
    rightAxis = right.axis
    rightFlipped = right.grows
    downAxis = down.axis
    downFlipped = down.grows
    throughAxis = through.axis
    columns = geometry.size[right.axis]
    rows = geometry.size[down.axis]
    slices = geometry.size[through.axis]
    columnSpacing = geometry.spacing(along: right.axis)
    rowSpacing = geometry.spacing(along: down.axis)
    sliceSpacing = geometry.spacing(along: through.axis)
  }

  /// The voxel shown at a column and row of a slice.
  package func voxel(column: Int, row: Int, slice: Int) -> VoxelIndex {
    var voxel = VoxelIndex(i: 0, j: 0, k: 0)
    voxel[rightAxis] = rightFlipped ? columns - 1 - column : column
    voxel[downAxis] = downFlipped ? rows - 1 - row : row
    voxel[throughAxis] = slice
    return voxel
  }

  /// Where a voxel is shown: the inverse of `voxel(column:row:slice:)`.
  package func position(of voxel: VoxelIndex) -> (column: Int, row: Int, slice: Int) {
    (
      rightFlipped ? columns - 1 - voxel[rightAxis] : voxel[rightAxis],
      downFlipped ? rows - 1 - voxel[downAxis] : voxel[downAxis],
      voxel[throughAxis]
    )
  }

  /// The patient directions at the four edges of the screen.
  package var letters: (left: String, right: String, top: String, bottom: String) {
    let coordinates = plane.coordinates
    return (
      Orientation.letter(coordinate: coordinates.right, grows: true),
      Orientation.letter(coordinate: coordinates.right, grows: false),
      Orientation.letter(coordinate: coordinates.down, grows: true),
      Orientation.letter(coordinate: coordinates.down, grows: false)
    )
  }

  /// The plane whose slices are counted along a voxel axis.
  package static func plane(through axis: Axis, in geometry: Geometry) -> Plane {
    switch Orientation(of: geometry.affine).direction(of: axis).coordinate {
    case 0: .sagittal
    case 1: .coronal
    default: .axial
    }
  }
}
