import Foundation

/// What can be wrong with a file of voxels: what was expected, what was found, what to do.
package enum VolumeError: Error, Equatable, Sendable {
  /// There is no such file, or a link whose target is missing.
  case missing(URL)
  /// The path is a folder, or something else that is not a file.
  case notAFile(URL, found: String)
  /// The system refuses to open or read it.
  case unreadable(URL, reason: String)
  /// It does not begin as any image does.
  case notAnImage(URL, found: String)
  /// It is an image in a format that Inkling does not read; the advice says how it is converted.
  case otherFormat(URL, name: String, advice: String)
  /// It is NIfTI or NRRD, of a kind that Inkling does not read.
  case unsupported(URL, found: String)
  /// Its header contradicts itself.
  case badHeader(URL, reason: String)
  /// There are fewer bytes than the header promises.
  case truncated(URL, expectedBytes: Int, foundBytes: Int)
  /// It would not fit into memory, or its header promises more than the file can hold.
  case tooLarge(URL, voxels: String, bytes: String, reason: String)
  /// The frame asked for does not exist.
  case noSuchFrame(URL, frame: Int, frames: Int)
  /// A label map has another number of voxels than the image.
  case sizeMismatch(label: URL, image: URL?, labelSize: GridSize, imageSize: GridSize)
  /// A label map lies elsewhere than the image.
  case affineMismatch(label: URL, image: URL?, largestCornerMillimetres: Double)
  /// A label map holds something that is not a label.
  case notALabel(URL, value: String, voxel: VoxelIndex)
  /// Scribbles do not fit the encoding they are said to have.
  case encoding(reason: String)
  /// A label table cannot be read.
  case labelTable(reason: String)
  /// It is not clear what the numbers of a label map mean.
  case labelValues(reason: String)
  /// The file could not be written; the old one, if any, is untouched.
  case writeFailed(URL, String)
}

extension VolumeError: CustomStringConvertible, LocalizedError {
  /// One or two sentences for the user.
  package var description: String {
    switch self {
    case .missing(let url): MissingFile.sentence(url)
    case .notAFile(let url, let found):
      "\(url.path) is \(found); expected an image in a file (\(ImageName.expected))."
    case .unreadable(let url, let reason): "\(url.path) cannot be read: \(reason)."
    case .notAnImage(let url, let found):
      "\(url.path) is no image: \(found). Expected NIfTI (.nii, .nii.gz) or NRRD (.nrrd)."
    case .otherFormat(let url, let name, let advice):
      "\(url.path) is \(name); expected NIfTI or NRRD. \(advice)."
    case .unsupported(let url, let found): "\(url.path) cannot be used: \(found)."
    case .badHeader(let url, let reason): "\(url.path) has a damaged header: \(reason)."
    case .truncated(let url, let expected, let found):
      "\(url.path) is incomplete or damaged: expected \(expected) bytes of voxels, found \(found). "
        + "Copy or convert the file again."
    case .tooLarge(let url, let voxels, let bytes, let reason):
      "\(url.path) announces \(voxels) voxels (\(bytes)), \(reason)."
    case .noSuchFrame(let url, let frame, let frames):
      "\(url.path) has no frame \(frame): it has \(frames), counted from 0."
    case .sizeMismatch(let label, let image, let labelSize, let imageSize):
      "\(label.path) does not lie on \(VolumeError.name(image)): it has \(labelSize) voxels, "
        + "expected \(imageSize). \(VolumeError.advice(image, label))"
    case .affineMismatch(let label, let image, let distance):
      "\(label.path) does not lie on \(VolumeError.name(image)): corners differ by up to "
        + "\(String(format: "%.3g", distance)) mm. \(VolumeError.advice(image, label))"
    case .notALabel(let url, let value, let voxel):
      "\(url.path) is not a label map: voxel (\(voxel.i), \(voxel.j), \(voxel.k)) is \(value); "
        + "expected whole numbers from 0 to 255."
    case .encoding(let reason), .labelTable(let reason), .labelValues(let reason): reason
    case .writeFailed(let url, let reason):
      "\(url.path) could not be written: \(reason). Nothing there was changed."
    }
  }

  /// The same sentences, for callers that know only of `Error`.
  package var errorDescription: String? { description }

  private static func name(_ image: URL?) -> String { image?.path ?? "the image" }

  private static func advice(_ image: URL?, _ label: URL) -> String {
    "Run `inkling check \(image?.path ?? "IMAGE") \(label.path)` to see both headers."
  }
}
