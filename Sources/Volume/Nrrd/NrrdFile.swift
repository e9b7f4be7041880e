import Foundation

/// An opened NRRD file: its header as that of a NIfTI file, and its voxels.
struct NrrdFile {
  let url: URL
  let header: ImageHeader
  let layout: NrrdLayout
  /// Who is who, where 3D Slicer (or this program) has written a segmentation.
  let segments: Segments?
  let voxels: StoredVoxels

  /// More lines than that are skipped by no file that is meant to be read.
  private static let mostLines = 1_000_000

  init(_ url: URL) throws {
    self.url = url
    let text = try NrrdHeader(url)
    layout = try NrrdLayout(text)
    header = try text.imageHeader(layout)
    segments = Segments(text.keys)
    let stream = try NrrdFile.stream(text, layout)
    voxels = StoredVoxels(
      stream: stream, type: layout.encoding == .text ? .float64 : layout.type,
      bigEndian: layout.bigEndian, isInterleaved: layout.isInterleaved)
  }

  /// The voxels' bytes, after what is to be skipped.
  private static func stream(_ text: NrrdHeader, _ layout: NrrdLayout) throws -> any ByteStream {
    let source = try ByteSource(text.url)
    let packed = layout.encoding == .gzip
    guard !(packed && source.compressed) else {
      throw VolumeError.unsupported(
        text.url, found: "it is compressed twice; unpack it once with `gunzip`")
    }
    source.skip(text.byteCount)
    let start = text.byteCount + (try skipLines(text, in: source))
    let skip = try text.whole("byteskip") ?? 0
    let bytes = try ByteSource(text.url, from: packed ? start : 0)
    if packed, !bytes.compressed {
      throw VolumeError.badHeader(
        text.url, reason: "its encoding is gzip, but its voxels don't begin as gzip data do")
    }
    let fromEnd = skip == -1
    guard skip >= -1, !fromEnd || (layout.encoding == .raw && !source.compressed) else {
      throw text.wrong("byteskip", expected: "0 or more, or -1 with raw voxels")
    }
    try checkSize(layout, after: packed ? skip : start + max(0, skip), in: bytes)
    if packed {
      bytes.skip(skip)
      return bytes
    }
    let length = layout.extents.reduce(layout.frames * layout.type.byteCount, *)
    if fromEnd {
      guard source.fileSize - length >= start else {
        throw VolumeError.truncated(
          text.url, expectedBytes: length, foundBytes: max(0, source.fileSize - start))
      }
      source.skip(source.fileSize - length - start)
    } else {
      source.skip(skip)
    }
    return layout.encoding == .text ? TextNumbers(source) : source
  }

  /// - Returns: the number of bytes that were skipped.
  private static func skipLines(_ text: NrrdHeader, in source: ByteSource) throws -> Int {
    let lines = try text.whole("lineskip") ?? 0
    guard (0...mostLines).contains(lines) else {
      throw text.wrong("lineskip", expected: "a number of lines from 0 to \(mostLines)")
    }
    var (left, skipped) = (lines, 0)
    while left > 0, let byte = source.read(1).first {
      skipped += 1
      if byte == 10 { left -= 1 }
    }
    return skipped
  }

  private static func checkSize(
    _ layout: NrrdLayout, after start: Int, in source: ByteSource
  ) throws {
    try ImageSize.check(
      layout.extents + [layout.frames],
      voxelsPerFrame: layout.extents.reduce(1.0) { $0 * Double($1) },
      // A number of text takes at least a digit and a blank.
      bytesPerVoxel: layout.encoding == .text ? 2 : layout.type.byteCount, after: start,
      in: source)
  }
}
