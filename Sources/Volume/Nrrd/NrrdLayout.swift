import Foundation

/// How the voxels of an NRRD file lie in it.
struct NrrdLayout {
  enum Encoding: Sendable { case raw, gzip, text }

  let type: VoxelType
  let bigEndian: Bool
  let encoding: Encoding
  /// Samples along the axes of space: two or three.
  let extents: [Int]
  /// Which axes of the file these are.
  let spaceAxes: [Int]
  /// Frames, 1 where there is no axis of them.
  let frames: Int
  /// Whether the frames of a voxel follow each other.
  let isInterleaved: Bool

  /// The most samples along an axis: what the header of a label map can say.
  private static let mostSamples = 32_767

  /// - Throws: `VolumeError` for what contradicts itself and what is not read.
  init(_ header: NrrdHeader) throws {
    try NrrdLayout.refuseDetached(header)
    type = try NrrdLayout.type(header)
    encoding = try NrrdLayout.encoding(header)
    bigEndian = try NrrdLayout.isBigEndian(header, type, encoding)
    let sizes = try NrrdLayout.sizes(header)
    let frameAxis = try NrrdLayout.frameAxis(header, sizes)
    spaceAxes = sizes.indices.filter { $0 != frameAxis }
    extents = spaceAxes.map { sizes[$0] }
    frames = frameAxis.map { sizes[$0] } ?? 1
    isInterleaved = frameAxis == 0
  }

  private static func refuseDetached(_ header: NrrdHeader) throws {
    guard let file = header.text("datafile") else { return }
    let target = header.url.deletingPathExtension().path + ".nrrd"
    throw VolumeError.unsupported(
      header.url,
      found: "its voxels lie in another file (\(file.prefix(60).plainLine)), expected both in one. "
        + "`unu save -f nrrd -e gzip -i \(header.url.path.shellWord) -o "
        + "\(target.shellWord)` or 3D Slicer makes one file")
  }

  private static func type(_ header: NrrdHeader) throws -> VoxelType {
    let stated = try header.needed("type").lowercased()
    let name = stated.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    if name == "block" {
      throw VolumeError.unsupported(
        header.url, found: "its type is block; expected whole numbers or floats, one a voxel")
    }
    guard let type = types[name] else {
      throw header.wrong("type", expected: "a type of numbers such as short or float")
    }
    return type
  }

  /// All names that the format has for types.
  private static let types: [String: VoxelType] = {
    let names: [(VoxelType, String)] = [
      (.int8, "signed char,int8,int8_t"), (.uint8, "uchar,unsigned char,uint8,uint8_t"),
      (.int16, "short,short int,signed short,signed short int,int16,int16_t"),
      (.uint16, "ushort,unsigned short,unsigned short int,uint16,uint16_t"),
      (.int32, "int,signed int,int32,int32_t"),
      (.uint32, "uint,unsigned int,uint32,uint32_t"),
      (
        .int64,
        "longlong,long long,long long int,signed long long,signed long long int,int64,int64_t"
      ),
      (
        .uint64,
        "ulonglong,unsigned long long,unsigned long long int,uint64,uint64_t"
      ),
      (.float32, "float"), (.float64, "double"),
    ]
    return Dictionary(
      uniqueKeysWithValues: names.flatMap { type, list in
        list.split(separator: ",").map { (String($0), type) }
      })
  }()

  private static func encoding(_ header: NrrdHeader) throws -> Encoding {
    switch try header.needed("encoding").lowercased() {
    case "raw": return .raw
    case "gzip", "gz": return .gzip
    case "ascii", "text", "txt": return .text
    case let other:
      throw VolumeError.unsupported(
        header.url,
        found: "its encoding is \(other.prefix(20).plainLine), expected raw, gzip or ascii. "
          + "`unu save -f nrrd -e gzip -i IN.nrrd -o OUT.nrrd` or 3D Slicer writes it anew")
    }
  }

  private static func isBigEndian(
    _ header: NrrdHeader, _ type: VoxelType, _ encoding: Encoding
  ) throws -> Bool {
    guard encoding != .text, type.byteCount > 1 else { return false }
    switch try header.needed("endian").lowercased() {
    case "little": return false
    case "big": return true
    default: throw header.wrong("endian", expected: "little or big")
    }
  }

  private static func sizes(_ header: NrrdHeader) throws -> [Int] {
    let dimension = try header.whole("dimension") ?? 0
    guard (2...4).contains(dimension) else {
      throw VolumeError.unsupported(
        header.url, found: "it has \(dimension) dimensions, expected 2 to 4")
    }
    guard let words = try header.words("sizes", count: dimension) else {
      throw VolumeError.badHeader(header.url, reason: "it has no field \"sizes\"")
    }
    return try words.map { word in
      guard let size = Int(word), (1...mostSamples).contains(size) else {
        throw header.wrong("sizes", expected: "whole numbers from 1 to \(mostSamples)")
      }
      return size
    }
  }

  // MARK: Axes

  /// The axis that is none of space; nil where all are.
  private static func frameAxis(_ header: NrrdHeader, _ sizes: [Int]) throws -> Int? {
    let kinds = try header.words("kinds", count: sizes.count)?.map { $0.lowercased() }
    let spatial: Set = ["domain", "space", "???", "none"]
    var others = sizes.indices.filter { axis in kinds.map { !spatial.contains($0[axis]) } ?? false }
    if let directions = try header.vectors("spacedirections") {
      guard directions.count == sizes.count else {
        throw header.wrong("spacedirections", expected: "\(sizes.count) entries")
      }
      others = Set(others).union(directions.indices.filter { directions[$0] == nil }).sorted()
    }
    if others.isEmpty { return sizes.count == 4 ? 3 : nil }
    guard let axis = others.first, others.count == 1, sizes.count > 2 else {
      throw VolumeError.unsupported(
        header.url,
        found: "\(others.count) of its \(sizes.count) axes are none of space, expected one at most")
    }
    if sizes[axis] > 1 { try refuseComponents(kinds?[axis] ?? "", sizes[axis], header) }
    guard axis == 0 || axis == sizes.count - 1 else {
      throw VolumeError.unsupported(
        header.url, found: "its frames lie along axis \(axis), expected the first or the last")
    }
    return axis
  }

  /// Kinds of axes along which samples follow each other in time or in a list, and not the parts of one number.
  private static func refuseComponents(_ kind: String, _ count: Int, _ header: NrrdHeader) throws {
    if ["", "list", "time", "point", "???", "none", "domain", "space"].contains(kind) { return }
    let isColour = kind.contains("color")
    throw VolumeError.unsupported(
      header.url,
      found:
        "its voxels are \(isColour ? "colours" : "of kind \(kind.prefix(30).plainLine)") of \(count) numbers, "
        + "expected one number a voxel")
  }
}
