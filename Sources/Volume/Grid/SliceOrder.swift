/// How a volume's voxels lie in the stack of slices that a network sees: (slices, rows, columns).
///
/// The same scan can be stored in 48 orders: any axis first, each running either way. A network that sees the patient's axes
/// gives the same answer to all of them; what it answers goes back into the file's own order.
package struct SliceOrder: Hashable, Sendable {
  /// Which way slices, rows and columns run.
  package enum Convention: String, CaseIterable, Sendable {
    /// As the file stores them, columns along the lower-numbered axis: all networks before version 0.11.
    case storage
    /// As the viewer shows them: columns and rows as `PlaneLayout` says, slices towards the head, the back or the left.
    /// The nearest axes where the image is oblique, as stored where its header says nothing of the patient.
    case patient
  }

  /// A direction of the stack: a voxel axis, and whether its index falls.
  struct Direction: Hashable, Sendable {
    var axis: Axis
    var falls = false
  }

  /// Voxels of the volume along its own axes.
  package let stored: GridSize
  private let columns: Direction, rows: Direction, slices: Direction

  /// The order of storage, slices across `axis`.
  package init(_ size: GridSize, across axis: Axis) {
    stored = size
    (columns, rows) = (Direction(axis: axis.inPlane.columns), Direction(axis: axis.inPlane.rows))
    slices = Direction(axis: axis)
  }

  /// - across: slices are counted along it
  package init(_ header: ImageHeader, across axis: Axis, _ convention: Convention) {
    guard convention == .patient, header.saysOrientation else {
      self.init(header.size, across: axis)
      return
    }
    self.init(patient: header.geometry, across: axis)
  }

  /// The patient's order of a geometry whose affine is to be believed.
  package init(patient geometry: Geometry, across axis: Axis) {
    let plane = PlaneLayout.plane(through: axis, in: geometry)
    let layout = PlaneLayout(geometry, plane)
    let grows = Orientation(of: geometry.affine).direction(of: axis).grows
    stored = geometry.size
    columns = Direction(axis: layout.rightAxis, falls: layout.rightFlipped)
    rows = Direction(axis: layout.downAxis, falls: layout.downFlipped)
    slices = Direction(axis: axis, falls: plane == .axial ? !grows : grows)
  }

  /// Columns, rows and slices of the stack.
  package var size: GridSize {
    GridSize(i: stored[columns.axis], j: stored[rows.axis], k: stored[slices.axis])
  }

  /// Millimetres between columns, rows and slices, from those between voxels along i, j, k.
  package func spacing(_ spacing: SIMD3<Double>) -> SIMD3<Double> {
    SIMD3(
      spacing[columns.axis.rawValue], spacing[rows.axis.rawValue], spacing[slices.axis.rawValue])
  }

  /// The place in the stack of a slice that has this number in the volume, and the other way round.
  package func mirrored(slice: Int) -> Int {
    slices.falls ? stored[slices.axis] - 1 - slice : slice
  }

  /// What belongs to each slice of the stack, in the volume's order, and the other way round.
  package func mirrored<Element>(slices values: [Element]) -> [Element] {
    slices.falls ? values.reversed() : values
  }

  /// A volume's voxels, i fastest, as (slices, rows, columns).
  package func stack<Element>(_ voxels: [Element]) -> [Element] {
    precondition(voxels.count == stored.count, "as many voxels as the grid has")
    if isStorage { return voxels }
    var stack: [Element] = []
    stack.reserveCapacity(voxels.count)
    forEachRow { start, step in
      var offset = start
      for _ in 0..<size.i {
        stack.append(voxels[offset])
        offset += step
      }
    }
    return stack
  }

  /// The stack's (slices, rows, columns) as a volume's voxels, i fastest: the inverse of `stack`.
  package func volume<Element>(_ stack: [Element]) -> [Element] {
    precondition(stack.count == stored.count, "as many voxels as the grid has")
    if isStorage { return stack }
    var (voxels, place) = (stack, 0)
    forEachRow { start, step in
      var offset = start
      for _ in 0..<size.i {
        voxels[offset] = stack[place]
        (offset, place) = (offset + step, place + 1)
      }
    }
    return voxels
  }

  /// One slice of the stack, (rows, columns), as the volume's slices across the same axis lie: see `Slice`.
  package func storedSlice<Element>(_ values: [Element]) -> [Element] {
    let lies = slices.axis.inPlane
    let (width, height) = (stored[lies.columns], stored[lies.rows])
    precondition(values.count == width * height, "a slice needs width x height values")
    if isStorage { return values }
    func step(_ axis: Axis) -> (first: Int, step: Int) {
      let (direction, step) = columns.axis == axis ? (columns, 1) : (rows, size.i)
      return direction.falls ? ((stored[axis] - 1) * step, -step) : (0, step)
    }
    let (column, row) = (step(lies.columns), step(lies.rows))
    return (0..<height).flatMap { y in
      (0..<width).map { values[column.first + $0 * column.step + row.first + y * row.step] }
    }
  }

  /// Whether the stack lies as the volume does.
  private var isStorage: Bool { self == SliceOrder(stored, across: .k) }

  /// Where each row of the stack begins among the voxels, and how far apart its columns lie there.
  private func forEachRow(_ take: (_ start: Int, _ step: Int) -> Void) {
    func places(_ direction: Direction) -> (first: Int, step: Int) {
      let steps = [1, stored.i, stored.i * stored.j]
      let (step, last) = (steps[direction.axis.rawValue], stored[direction.axis] - 1)
      return direction.falls ? (last * step, -step) : (0, step)
    }
    let (column, row, slice) = (places(columns), places(rows), places(slices))
    for z in 0..<size.k {
      for y in 0..<size.j {
        take(column.first + row.first + slice.first + y * row.step + z * slice.step, column.step)
      }
    }
  }
}

extension SliceOrder {
  /// The map in the order of the stack.
  package func stack(_ map: LabelMap) -> LabelMap {
    LabelMap(size: size, voxels: stack(map.voxels))
  }

  /// The numbers of a stack as a map of the volume.
  package func map(_ stack: [UInt8]) -> LabelMap {
    LabelMap(size: stored, voxels: volume(stack))
  }
}
