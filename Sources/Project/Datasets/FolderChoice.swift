/// What a person has chosen of what a folder holds.
package struct FolderChoice: Equatable, Sendable {
  /// The name of the scribbles in each CASE folder.
  package var scribbleName: String
  /// The channel of an nnU-Net dataset, by number or name.
  package var channel: String?
  /// Which images of a BIDS dataset, such as `T1w`.
  package var suffix: String?
  /// Whether the test images of an nnU-Net dataset are taken too.
  package var testImages: Bool

  /// A choice; what is left out is what a folder has one of, or first.
  package init(
    scribbleName: String = "scribble.nii.gz", channel: String? = nil, suffix: String? = nil,
    testImages: Bool = false
  ) {
    self.scribbleName = scribbleName
    self.channel = channel
    self.suffix = suffix
    self.testImages = testImages
  }
}
