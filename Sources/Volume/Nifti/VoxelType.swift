/// The data types of voxels that are read, by their NIfTI codes.
package enum VoxelType: Int, Sendable, CaseIterable {
  /// Unsigned byte.
  case uint8 = 2
  /// Signed 16-bit number.
  case int16 = 4
  /// Signed 32-bit number.
  case int32 = 8
  /// 32-bit float.
  case float32 = 16
  /// 64-bit float.
  case float64 = 64
  /// Signed byte.
  case int8 = 256
  /// Unsigned 16-bit number.
  case uint16 = 512
  /// Unsigned 32-bit number.
  case uint32 = 768
  /// Signed 64-bit number.
  case int64 = 1024
  /// Unsigned 64-bit number.
  case uint64 = 1280

  /// Bytes per voxel.
  package var byteCount: Int {
    switch self {
    case .uint8, .int8: 1
    case .int16, .uint16: 2
    case .int32, .uint32, .float32: 4
    case .float64, .int64, .uint64: 8
    }
  }

  /// The usual name, such as "int16".
  package var name: String { "\(self)" }

  /// The name of a NIfTI data type that is not read.
  static func unreadName(_ code: Int) -> String {
    let names = [
      1: "1-bit", 32: "complex", 128: "RGB colour", 1536: "128-bit float", 1792: "complex",
      2048: "complex", 2304: "RGBA colour",
    ]
    return names[code].map { "\($0) voxels" } ?? "voxels of unknown data type \(code)"
  }
}

/// How stored numbers become intensities: `slope * stored + intercept`.
struct Scaling {
  let slope: Double
  let intercept: Double
  var isIdentity: Bool { slope == 1 && intercept == 0 }

  /// The scaling of a header; none where the slope is 0 (as the standard says) or not finite.
  init(_ header: ImageHeader) {
    let slope = header.real(.slope)
    let intercept = header.real(.intercept)
    let usable = slope.isFinite && intercept.isFinite && slope != 0
    self.slope = usable ? slope : 1
    self.intercept = usable ? intercept : 0
  }
}

extension VoxelType {
  /// Turns stored voxels into scaled floats.
  ///
  /// - Precondition: `raw` holds at least `output.count` voxels of this type.
  func decode(
    _ raw: UnsafeRawBufferPointer, bigEndian: Bool, scaling: Scaling,
    into output: UnsafeMutableBufferPointer<Float>
  ) {
    precondition(raw.count >= output.count * byteCount, "enough bytes for the voxels")
    func integers<T: FixedWidthInteger>(_ type: T.Type) {
      for index in output.indices {
        let stored = raw.loadUnaligned(fromByteOffset: index * MemoryLayout<T>.size, as: T.self)
        let value = bigEndian ? T(bigEndian: stored) : T(littleEndian: stored)
        output[index] = scaled(Double(value))
      }
    }
    func scaled(_ value: Double) -> Float {
      scaling.isIdentity ? Float(value) : Float(value * scaling.slope + scaling.intercept)
    }
    switch self {
    case .uint8: integers(UInt8.self)
    case .int8: integers(Int8.self)
    case .int16: integers(Int16.self)
    case .uint16: integers(UInt16.self)
    case .int32: integers(Int32.self)
    case .uint32: integers(UInt32.self)
    case .int64: integers(Int64.self)
    case .uint64: integers(UInt64.self)
    case .float32:
      for index in output.indices {
        let stored = raw.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self)
        let bits = bigEndian ? UInt32(bigEndian: stored) : UInt32(littleEndian: stored)
        output[index] = scaled(Double(Float(bitPattern: bits)))
      }
    case .float64:
      for index in output.indices {
        let stored = raw.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self)
        let bits = bigEndian ? UInt64(bigEndian: stored) : UInt64(littleEndian: stored)
        output[index] = scaled(Double(bitPattern: bits))
      }
    }
  }
}
