import Foundation

/// The whole numbers of a label map's file, before anybody has said what they mean: they may be larger than labels are.
package struct NumberMap: Sendable {
  /// Voxels along each axis.
  package let size: GridSize
  /// From 0 to `LabelValues.largest`, i fastest.
  package let numbers: [Int32]
  /// The file's header; nil for maps that come from no file.
  package let header: ImageHeader?

  /// The labels of a map as numbers.
  package init(_ map: LabelMap, header: ImageHeader? = nil) {
    (size, numbers, self.header) = (map.size, map.voxels.map(Int32.init), header)
  }

  /// Reads a file of whole numbers.
  ///
  /// - geometry, image, note: as `LabelMap.load` takes them.
  /// - Throws: `VolumeError`, among them `notALabel` for values that are not whole numbers up to `LabelValues.largest`.
  package static func load(
    _ url: URL, expecting geometry: Geometry? = nil, of image: URL? = nil,
    note: (String) -> Void = { _ in }
  ) throws -> NumberMap {
    do {
      let (map, header) = try LabelMap.loadWithHeader(
        url, expecting: geometry, of: image, note: note)
      return NumberMap(map, header: header)
    } catch let error as VolumeError {
      guard case .notALabel = error, let map = try NumberMap(Volume.load(url)) else { throw error }
      return map
    }
  }

  /// Nil where a value is no such number.
  private init?(_ volume: Volume) throws {
    guard volume.nonFiniteCount == 0 else { return nil }
    var numbers: [Int32] = []
    numbers.reserveCapacity(volume.voxels.count)
    for value in volume.voxels {
      let whole = value.rounded()
      guard abs(value - whole) < 1e-3, whole >= 0, whole <= Float(LabelValues.largest) else {
        return nil
      }
      numbers.append(Int32(whole))
    }
    (size, self.numbers, header) = (volume.geometry.size, numbers, volume.header)
  }

  /// The numbers as labels; nil where one is too large.
  package var bytes: LabelMap? { map { UInt8(exactly: $0) } }

  /// A map of what a function makes of each number; nil where it makes nothing of one.
  func map(_ body: (Int) -> UInt8?) -> LabelMap? {
    var voxels: [UInt8] = []
    voxels.reserveCapacity(numbers.count)
    for number in numbers {
      guard let byte = body(Int(number)) else { return nil }
      voxels.append(byte)
    }
    return LabelMap(size: size, voxels: voxels)
  }
}
