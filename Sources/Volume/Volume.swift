import Foundation

/// One frame of an image: intensities on a grid that lies somewhere in a patient.
package struct Volume: Sendable {
  /// The image's own header, for writing label maps that lie on it.
  package let header: ImageHeader
  /// Grid, spacing and position.
  package let geometry: Geometry
  /// Which frame of the file this is, 0-based.
  package let frame: Int
  /// How many frames the file has.
  package let frames: Int
  /// Intensities after the header's scaling, i fastest; all finite.
  package let voxels: [Float]
  /// How many voxels were NaN or infinite; they have the smallest finite intensity instead, or 0.
  package let nonFiniteCount: Int
  /// The file that it was read from.
  package let source: URL

  /// A volume of given voxels.
  ///
  /// - Precondition: as many voxels as the header's grid has.
  package init(
    header: ImageHeader, voxels: [Float], frame: Int = 0, source: URL
  ) {
    precondition(voxels.count == header.size.count, "as many voxels as the grid has")
    self.header = header
    self.geometry = header.geometry
    self.frame = frame
    self.frames = header.frames
    self.source = source
    nonFiniteCount = voxels.reduce(0) { $0 + ($1.isFinite ? 0 : 1) }
    if nonFiniteCount == 0 {
      self.voxels = voxels
    } else {
      let finite = voxels.lazy.filter(\.isFinite).min() ?? 0
      self.voxels = voxels.map { $0.isFinite ? $0 : finite }
    }
  }

  /// Reads one frame of a NIfTI or NRRD file, compressed or not.
  ///
  /// - Throws: `VolumeError`.
  package static func load(_ url: URL, frame: Int = 0) throws -> Volume {
    let file = try ImageFile(url)
    var voxels: [Float] = []
    voxels.reserveCapacity(file.header.size.count)
    try file.readVoxels(frame: frame) { _, batch in voxels.append(contentsOf: batch) }
    return Volume(header: file.header, voxels: voxels, frame: frame, source: url)
  }

  /// Doubts about header and intensities that a person should know of when the image is opened, one sentence each.
  package var doubts: [String] {
    header.doubts + (FillValues(in: voxels).map { [$0.sentence(voxels: voxels.count)] } ?? [])
  }

  /// Slice number `index` across `axis`.
  package func slice(_ index: Int, along axis: Axis) -> Slice<Float> {
    Slice(of: voxels, size: geometry.size, index: index, along: axis)
  }
}

extension ImageHeader {
  /// Reads the header of an image and checks it, without reading voxels. One that is no NIfTI file gets a header that says
  /// the same.
  ///
  /// - Throws: `VolumeError`.
  package static func load(_ url: URL) throws -> ImageHeader { try ImageFile(url).header }

  /// The data type of the voxels on disk; nil for kinds that are not read.
  package var voxelType: VoxelType? { VoxelType(rawValue: integer(.dataType) ?? 0) }
}
