import Foundation

/// What a file's name says about the image in it: what it is called and which format it is written in.
///
/// The only place that knows endings. What a file that is read really holds, its first bytes say (`ImageFile`).
package struct ImageName: Hashable, Sendable {
  /// The formats that are written.
  package enum Format: Sendable {
    /// `.nii`, `.nii.gz`.
    case nifti
    /// `.nrrd`.
    case nrrd
    /// `.seg.nrrd`: a label map with names and colours, as 3D Slicer keeps segmentations.
    case segmentation
  }

  /// The name without its ending.
  package let stem: String
  /// The ending as it is written, dot included; empty where it is none of an image.
  package let ending: String
  /// The format that the ending stands for; nil: it is no image's name.
  package let format: Format?

  /// All endings, longer ones first.
  private static let endings: [(text: String, format: Format?)] = [
    (".seg.nrrd", .segmentation), (".nrrd", .nrrd), (".nii.gz", .nifti), (".nii", .nifti),
    // Compressed with another name: no image's name, but no part of what the image is called either.
    (".gz", nil),
  ]

  /// Looks at the last part of a path.
  package init(_ url: URL) {
    let name = url.lastPathComponent
    let lower = name.lowercased()
    let found = ImageName.endings.first { lower.hasSuffix($0.text) }
    stem = String(name.dropLast(found?.text.count ?? 0))
    ending = String(name.suffix(found?.text.count ?? 0))
    format = found?.format
  }

  /// Whether voxels are compressed in a file of this name.
  package var isCompressed: Bool {
    format == .nrrd || format == .segmentation || ending.lowercased().hasSuffix(".gz")
  }

  /// The ending of files that come with the one of this name and hold no segments.
  package var plainEnding: String {
    format == .segmentation ? String(ending.dropFirst(".seg".count)) : ending
  }

  /// The endings under which an image or label map may lie beside others, the usual one first.
  package static let usualEndings = [".nii.gz", ".nii", ".nrrd", ".seg.nrrd"]

  /// For messages: what names of images end in.
  package static let expected = ".nii.gz, .nii, .nrrd or .seg.nrrd"
}

extension URL {
  /// Whether the name ends as those of images do.
  package var isImageName: Bool { ImageName(self).format != nil }
}
