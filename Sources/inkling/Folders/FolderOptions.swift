import ArgumentParser
import Project

/// The options that choose among what a folder of images holds.
struct FolderOptions: ParsableArguments {
  @Option(help: "Channel of an nnU-Net dataset, by number or name (default: the first).")
  var channel: String?
  @Option(help: "Which images of a BIDS dataset, such as T1w, where it has several kinds.")
  var suffix: String?
  @Flag(help: "Take the test images (imagesTs) of an nnU-Net dataset too.")
  var testImages = false

  /// - Throws: `ValidationError` where something is chosen though no folder is named.
  func check(hasFolder: Bool) throws {
    guard hasFolder || (channel == nil && suffix == nil && !testImages) else {
      throw ValidationError("--channel, --suffix and --test-images choose in a folder: name one.")
    }
  }

  /// What is chosen.
  func choice(scribbleName: String = FolderChoice().scribbleName) -> FolderChoice {
    FolderChoice(
      scribbleName: scribbleName, channel: channel, suffix: suffix, testImages: testImages)
  }
}
