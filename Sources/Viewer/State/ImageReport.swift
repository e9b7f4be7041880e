import Project

/// What reading all voxels of an image has told.
package struct ImageReport: Equatable, Sendable {
  /// The volume.
  let caseName: String
  /// What tells its image from others.
  let identity: ImageIdentity
  /// How it differs from the image that was drawn on; nil = not at all.
  let difference: String?
}
