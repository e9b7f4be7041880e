import CNifti

/// What `inkling info` tells about an image: header, position, intensities.
package struct ImageSummary: Encodable, Sendable {
  /// Intensities after the header's scaling, of one frame.
  package struct Intensities: Encodable, Sendable {
    /// Smallest finite intensity.
    package let minimum: Float
    /// Largest finite intensity.
    package let maximum: Float
    /// Mean of the finite intensities.
    package let mean: Double
    /// Percentile -> intensity, read from at most 250 000 evenly spread voxels.
    package let percentiles: [String: Float]
    /// Voxels that are NaN or infinite.
    package let notFinite: Int
    /// Whether all finite intensities are equal.
    package let constant: Bool

    enum CodingKeys: String, CodingKey {
      case minimum = "min"
      case maximum = "max"
      case mean, percentiles, constant
      case notFinite = "nan_count"
    }
  }

  /// The file.
  package let file: String
  /// "NIfTI-1", "NIfTI-2" or "NRRD".
  package let format: String
  /// "little" or "big".
  package let byteOrder: String
  /// Voxels along i, j, k.
  package let size: [Int]
  /// Millimetres between voxels along i, j, k.
  package let spacing: [Double]
  /// Which way i, j, k run in the patient, such as "LPS".
  package let orientation: String
  /// Which side of the patient lies at which end of which axis, by the header.
  package let sides: String
  /// The axis that slices are counted along: "i", "j" or "k".
  package let sliceAxis: String
  /// The plane of those slices: "axial", "coronal" or "sagittal".
  package let plane: String
  /// Number of frames.
  package let frames: Int
  /// The frame whose intensities are given.
  package let frame: Int
  /// Data type on disk, such as "int16".
  package let dataType: String
  /// `scl_slope` and `scl_inter` as stored.
  package let scaling: [Double]
  /// Unit of length in the header: "mm", "m", "um" or "unknown".
  package let unit: String
  /// The codes of the two transforms, 0 = absent.
  package let qformCode: Int
  /// See `qformCode`.
  package let sformCode: Int
  /// Which transform is used: "sform", "qform" or "spacingOnly".
  package let transform: String
  /// Voxel index to RAS millimetres: three rows of four.
  package let affine: [[Double]]
  /// The header's description.
  package let description: String
  /// Bytes of header extensions.
  package let extensionBytes: Int
  /// What a person should know of, one sentence each.
  package let doubts: [String]
  /// Intensities of the frame.
  package let intensities: Intensities

  enum CodingKeys: String, CodingKey {
    case file, format, size, orientation, sides, plane, frames, frame, scaling, unit, transform,
      affine
    case description, doubts, intensities
    case byteOrder = "byte_order"
    case spacing = "spacing_mm"
    case sliceAxis = "slice_axis"
    case dataType = "data_type"
    case qformCode = "qform_code"
    case sformCode = "sform_code"
    case extensionBytes = "extension_bytes"
  }

  /// Sums up a volume that has been read.
  package init(_ volume: Volume) {
    let (header, geometry) = (volume.header, volume.geometry)
    file = volume.source.path
    format = header.origin?.format ?? "NIfTI-\(header.version)"
    byteOrder = header.origin?.bigEndian ?? header.bigEndian ? "big" : "little"
    size = Axis.allCases.map { geometry.size[$0] }
    spacing = Axis.allCases.map { geometry.spacing(along: $0) }
    orientation = header.orientationLetters ?? "unknown"
    sides = header.sides
    sliceAxis = geometry.sliceAxis.letter
    plane = PlaneLayout.plane(through: geometry.sliceAxis, in: geometry).rawValue
    frames = volume.frames
    frame = volume.frame
    dataType = header.voxelType?.name ?? "unknown"
    scaling = [header.real(.slope), header.real(.intercept)].map { $0.isFinite ? $0 : 0 }
    switch Int32((header.integer(.units) ?? 0) & 7) {
    case NIFTI_UNITS_METER: unit = "m"
    case NIFTI_UNITS_MM: unit = "mm"
    case NIFTI_UNITS_MICRON: unit = "um"
    default: unit = "unknown"
    }
    qformCode = header.integer(.qformCode) ?? 0
    sformCode = header.integer(.sformCode) ?? 0
    transform = header.transform.rawValue
    let steps = geometry.affine
    affine = (0..<3).map { [steps.i[$0], steps.j[$0], steps.k[$0], steps.origin[$0]] }
    description = header.text(.description)
    // The four bytes of the extension flag are always there.
    extensionBytes = header.extensions.count - 4
    intensities = ImageSummary.intensities(of: volume)
    doubts = volume.doubts + ImageSummary.doubts(about: intensities, frames: volume.frames)
  }

  private static func intensities(of volume: Volume) -> Intensities {
    var (low, high, sum) = (Float.infinity, -Float.infinity, 0.0)
    volume.voxels.withUnsafeBufferPointer { voxels in
      for value in voxels {
        low = min(low, value)
        high = max(high, value)
        sum += Double(value)
      }
    }
    let percents = [0.2, 1, 5, 25, 50, 75, 95, 99, 99.8]
    let values = IntensityWindow.percentiles(percents, of: volume.voxels)
    let names = percents.map { $0 == $0.rounded() ? "\(Int($0))" : "\($0)" }
    // Voxels that are not finite hold `low` in the volume; they are no part of the mean.
    let finite = volume.voxels.count - volume.nonFiniteCount
    let mean = (sum - Double(low) * Double(volume.nonFiniteCount)) / Double(max(1, finite))
    return Intensities(
      minimum: low, maximum: high, mean: mean,
      percentiles: Dictionary(uniqueKeysWithValues: zip(names, values)),
      notFinite: volume.nonFiniteCount, constant: low == high)
  }

  private static func doubts(about intensities: Intensities, frames: Int) -> [String] {
    var doubts: [String] = []
    if intensities.constant {
      doubts.append("All voxels have the same intensity: there is nothing to see or to learn.")
    }
    if intensities.notFinite > 0 {
      doubts.append(
        "\(intensities.notFinite) voxels are NaN or infinite; they are treated as the minimum.")
    }
    if frames > 1 { doubts.append("It has \(frames) frames; one at a time is used (--frame).") }
    return doubts
  }
}
