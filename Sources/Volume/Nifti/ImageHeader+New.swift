import CNifti

extension ImageHeader {
  /// The header of a new image: NIfTI-1, low byte first, lengths in millimetres, qform and sform both saying
  /// what the geometry says, with code 1 (scanner coordinates).
  ///
  /// - Precondition: 1 to 32 767 voxels along each axis.
  package init(geometry: Geometry, description: String = "") {
    var header = ImageHeader(
      version: 1, bigEndian: false, bytes: [UInt8](repeating: 0, count: 348),
      extensions: [0, 0, 0, 0])
    header.set(.headerSize, to: 348)
    header.set(.dimensions, 0, to: 3)
    for axis in Axis.allCases {
      precondition((1...32_767).contains(geometry.size[axis]), "extents that NIfTI-1 can hold")
      header.set(.dimensions, axis.rawValue + 1, to: Double(geometry.size[axis]))
      header.set(.pixelDimensions, axis.rawValue + 1, to: geometry.spacing(along: axis))
    }
    for index in 4...7 {
      header.set(.dimensions, index, to: 1)
      header.set(.pixelDimensions, index, to: 1)
    }
    header.set(.dataType, to: Double(VoxelType.float32.rawValue))
    header.set(.bitsPerVoxel, to: 32)
    header.set(.voxelOffset, to: 352)
    header.set(.slope, to: 1)
    header.set(.units, to: Double(NIFTI_UNITS_MM))
    header.set(.description, text: description)
    header.set(.magic, text: "n+1")
    header.place(geometry.affine)
    self = header
  }

  /// Writes an affine map into sform and qform, both with code 1.
  private mutating func place(_ affine: Affine) {
    for (coordinate, field) in [HeaderField.rowX, .rowY, .rowZ].enumerated() {
      for axis in Axis.allCases { set(field, axis.rawValue, to: affine[axis][coordinate]) }
      set(field, 3, to: affine.origin[coordinate])
    }
    func row(_ coordinate: Int) -> (Double, Double, Double, Double) {
      (
        affine.i[coordinate], affine.j[coordinate], affine.k[coordinate],
        affine.origin[coordinate]
      )
    }
    let matrix = nifti_dmat44(m: (row(0), row(1), row(2), (0, 0, 0, 1)))
    var (b, c, d, x, y, z) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    var handedness = 1.0
    nifti_dmat44_to_quatern(matrix, &b, &c, &d, &x, &y, &z, nil, nil, nil, &handedness)
    set(.quaternionB, to: b)
    set(.quaternionC, to: c)
    set(.quaternionD, to: d)
    set(.offsetX, to: x)
    set(.offsetY, to: y)
    set(.offsetZ, to: z)
    set(.pixelDimensions, 0, to: handedness)
    set(.qformCode, to: 1)
    set(.sformCode, to: 1)
  }
}
