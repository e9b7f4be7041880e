/// The fields of NIfTI-1 and NIfTI-2 headers: where each lies and what it holds.
///
/// Offsets: nifti1.h and nifti2.h of the NIfTI Data Format Working Group.
package struct HeaderField: Hashable, Sendable {
  enum Kind: Hashable, Sendable {
    case uint8, int16, int32, int64, float32, float64
    case text(length: Int)

    var byteCount: Int {
      switch self {
      case .uint8: 1
      case .int16: 2
      case .int32, .float32: 4
      case .int64, .float64: 8
      case .text(let length): length
      }
    }
  }

  struct Place: Hashable, Sendable {
    let offset: Int
    let kind: Kind
  }

  /// The field's name in nifti1.h and nifti2.h.
  package let name: String
  /// How many values it holds.
  package let count: Int
  private let inNifti1: Place?
  private let inNifti2: Place?

  private init(_ name: String, count: Int = 1, _ one: (Int, Kind)?, _ two: (Int, Kind)?) {
    self.name = name
    self.count = count
    inNifti1 = one.map { Place(offset: $0.0, kind: $0.1) }
    inNifti2 = two.map { Place(offset: $0.0, kind: $0.1) }
  }

  /// Where the field lies in a header of NIfTI version 1 or 2; nil where that version has none.
  func place(version: Int) -> Place? {
    version == 1 ? inNifti1 : inNifti2
  }

  static let headerSize = HeaderField("sizeof_hdr", (0, .int32), (0, .int32))
  static let dataTypeText = HeaderField("data_type", (4, .text(length: 10)), nil)
  static let databaseName = HeaderField("db_name", (14, .text(length: 18)), nil)
  static let extents = HeaderField("extents", (32, .int32), nil)
  static let sessionError = HeaderField("session_error", (36, .int16), nil)
  static let regular = HeaderField("regular", (38, .uint8), nil)
  static let dimensionInfo = HeaderField("dim_info", (39, .uint8), (524, .uint8))
  static let dimensions = HeaderField("dim", count: 8, (40, .int16), (16, .int64))
  static let intentParameter1 = HeaderField("intent_p1", (56, .float32), (80, .float64))
  static let intentParameter2 = HeaderField("intent_p2", (60, .float32), (88, .float64))
  static let intentParameter3 = HeaderField("intent_p3", (64, .float32), (96, .float64))
  static let intentCode = HeaderField("intent_code", (68, .int16), (504, .int32))
  static let dataType = HeaderField("datatype", (70, .int16), (12, .int16))
  static let bitsPerVoxel = HeaderField("bitpix", (72, .int16), (14, .int16))
  static let sliceStart = HeaderField("slice_start", (74, .int16), (224, .int64))
  static let pixelDimensions = HeaderField("pixdim", count: 8, (76, .float32), (104, .float64))
  static let voxelOffset = HeaderField("vox_offset", (108, .float32), (168, .int64))
  static let slope = HeaderField("scl_slope", (112, .float32), (176, .float64))
  static let intercept = HeaderField("scl_inter", (116, .float32), (184, .float64))
  static let sliceEnd = HeaderField("slice_end", (120, .int16), (232, .int64))
  static let sliceCode = HeaderField("slice_code", (122, .uint8), (496, .int32))
  static let units = HeaderField("xyzt_units", (123, .uint8), (500, .int32))
  static let calibrationMaximum = HeaderField("cal_max", (124, .float32), (192, .float64))
  static let calibrationMinimum = HeaderField("cal_min", (128, .float32), (200, .float64))
  static let sliceDuration = HeaderField("slice_duration", (132, .float32), (208, .float64))
  static let timeOffset = HeaderField("toffset", (136, .float32), (216, .float64))
  static let largest = HeaderField("glmax", (140, .int32), nil)
  static let smallest = HeaderField("glmin", (144, .int32), nil)
  /// A sentence of at most 79 bytes about the file.
  package static let description = HeaderField(
    "descrip", (148, .text(length: 80)), (240, .text(length: 80)))
  static let auxiliaryFile = HeaderField(
    "aux_file", (228, .text(length: 24)), (320, .text(length: 24)))
  static let qformCode = HeaderField("qform_code", (252, .int16), (344, .int32))
  static let sformCode = HeaderField("sform_code", (254, .int16), (348, .int32))
  static let quaternionB = HeaderField("quatern_b", (256, .float32), (352, .float64))
  static let quaternionC = HeaderField("quatern_c", (260, .float32), (360, .float64))
  static let quaternionD = HeaderField("quatern_d", (264, .float32), (368, .float64))
  static let offsetX = HeaderField("qoffset_x", (268, .float32), (376, .float64))
  static let offsetY = HeaderField("qoffset_y", (272, .float32), (384, .float64))
  static let offsetZ = HeaderField("qoffset_z", (276, .float32), (392, .float64))
  static let rowX = HeaderField("srow_x", count: 4, (280, .float32), (400, .float64))
  static let rowY = HeaderField("srow_y", count: 4, (296, .float32), (432, .float64))
  static let rowZ = HeaderField("srow_z", count: 4, (312, .float32), (464, .float64))
  static let intentName = HeaderField(
    "intent_name", (328, .text(length: 16)), (508, .text(length: 16)))
  static let magic = HeaderField("magic", (344, .text(length: 4)), (4, .text(length: 8)))

  /// All fields, in the order of nifti1.h.
  package static let all: [HeaderField] = [
    headerSize, dataTypeText, databaseName, extents, sessionError, regular, dimensionInfo,
    dimensions, intentParameter1, intentParameter2, intentParameter3, intentCode, dataType,
    bitsPerVoxel, sliceStart, pixelDimensions, voxelOffset, slope, intercept, sliceEnd, sliceCode,
    units, calibrationMaximum, calibrationMinimum, sliceDuration, timeOffset, largest, smallest,
    description, auxiliaryFile, qformCode, sformCode, quaternionB, quaternionC, quaternionD,
    offsetX, offsetY, offsetZ, rowX, rowY, rowZ, intentName, magic,
  ]
}
