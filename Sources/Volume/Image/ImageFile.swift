import Foundation

/// An opened image, whatever its format: its header, checked, and its voxels on request.
///
/// The first bytes decide which format it is; the name does not.
struct ImageFile {
  let url: URL
  /// That of a NIfTI file as it stands there; of other formats one that says the same.
  let header: ImageHeader
  /// How the file stores voxels.
  let type: VoxelType
  /// Who is who in a segmentation of 3D Slicer; nil for all other files.
  let segments: Segments?
  private let voxels: StoredVoxels

  /// Reads and checks the header; the voxels follow with `readVoxels`.
  init(_ url: URL) throws {
    let source = try ByteSource(url)
    let start = source.read(NiftiFile.recognisableBytes)
    if ImageHeader.recognise(start) != nil {
      try self.init(NiftiFile(source, after: start))
    } else if NrrdHeader.isRecognised(start) {
      try self.init(NrrdFile(url))
    } else {
      throw OtherFormat.fault(url, start, compressed: source.compressed)
    }
  }

  private init(_ file: NiftiFile) {
    (url, header, type, segments) = (file.source.url, file.header, file.type, nil)
    voxels = StoredVoxels(
      stream: file.source, type: type, bigEndian: header.bigEndian, isInterleaved: false)
  }

  private init(_ file: NrrdFile) {
    (url, header, type) = (file.url, file.header, file.layout.type)
    (segments, voxels) = (file.segments, file.voxels)
  }

  /// Reads one frame, some voxels at a time, scaled.
  ///
  /// - body: receives the offset of the first voxel and the voxels.
  func readVoxels(
    frame: Int, _ body: (Int, UnsafeBufferPointer<Float>) throws -> Void
  ) throws {
    let (count, frames) = (header.size.count, header.frames)
    guard (0..<frames).contains(frame) else {
      throw VolumeError.noSuchFrame(url, frame: frame, frames: frames)
    }
    guard voxels.isInterleaved, frames > 1 else {
      try voxels.stream.skip(frame * count * voxels.type.byteCount)
      try readStored(count, body)
      if frame == frames - 1 { try finish() }
      return
    }
    var one: [Float] = []
    try readStored(count * frames, inStepsOf: frames) { offset, batch in
      one.removeAll(keepingCapacity: true)
      for index in stride(from: frame, to: batch.count, by: frames) { one.append(batch[index]) }
      try one.withUnsafeBufferPointer { try body(offset / frames, $0) }
    }
    try finish()
  }

  /// Reads all frames, in the order in which the file has them.
  ///
  /// - body: receives frame, offset of the voxel, and the number.
  func readAllFrames(_ body: (Int, Int, Float) throws -> Void) throws {
    let (count, frames) = (header.size.count, header.frames)
    try readStored(count * frames, inStepsOf: voxels.isInterleaved ? frames : 1) { offset, batch in
      for (index, value) in batch.enumerated() {
        let place = offset + index
        if voxels.isInterleaved {
          try body(place % frames, place / frames, value)
        } else {
          try body(place / count, place % count, value)
        }
      }
    }
    try finish()
  }

  /// Reads the next stored numbers, some at a time, always a multiple of `step`.
  private func readStored(
    _ count: Int, inStepsOf step: Int = 1,
    _ body: (Int, UnsafeBufferPointer<Float>) throws -> Void
  ) throws {
    let (size, scaling) = (voxels.type.byteCount, Scaling(header))
    let batch = min(count, max(1, (1 << 18) / step) * step)
    let raw = UnsafeMutableRawBufferPointer.allocate(byteCount: batch * size, alignment: 16)
    let floats = UnsafeMutableBufferPointer<Float>.allocate(capacity: batch)
    defer {
      raw.deallocate()
      floats.deallocate()
    }
    floats.initialize(repeating: 0)
    var offset = 0
    while offset < count {
      let numbers = min(batch, count - offset)
      let wanted = UnsafeMutableRawBufferPointer(rebasing: raw[..<(numbers * size)])
      let found = try voxels.stream.read(into: wanted)
      if found < 0 { throw damage }
      guard found == wanted.count else {
        throw VolumeError.truncated(
          url, expectedBytes: count * size, foundBytes: offset * size + found)
      }
      let output = UnsafeMutableBufferPointer(rebasing: floats[..<numbers])
      voxels.type.decode(
        UnsafeRawBufferPointer(wanted), bigEndian: voxels.bigEndian, scaling: scaling, into: output)
      try body(offset, UnsafeBufferPointer(output))
      offset += numbers
    }
  }

  /// The checksum lies at the end of compressed data.
  private func finish() throws {
    if !voxels.stream.finish() { throw damage }
  }

  private var damage: VolumeError {
    .unreadable(url, reason: "its compressed data is damaged or incomplete (wrong checksum)")
  }
}

/// How a file stores its voxels, and where they come from.
struct StoredVoxels {
  let stream: any ByteStream
  /// The type of the bytes that the stream gives.
  let type: VoxelType
  let bigEndian: Bool
  /// Whether the frames of a voxel follow each other, and not the voxels of a frame.
  let isInterleaved: Bool
}
