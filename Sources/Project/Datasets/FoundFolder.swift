import Foundation
import Volume

/// What a folder of images is, what was found in it and what was passed over.
///
/// The one place that tells an nnU-Net dataset, a BIDS dataset, a folder for each case and images side by side apart.
package struct FoundFolder: Equatable, Sendable {
  /// What a folder is.
  package enum Kind: Sendable {
    /// CASE/image.nii.gz.
    case cases
    /// Images, and label maps beside them.
    case sideBySide
    /// dataset.json, imagesTr, labelsTr.
    case nnunet
    /// sub-LABEL/[ses-LABEL/]anat/…_T1w.nii.gz.
    case bids
  }

  /// An image with what belongs to it.
  package struct Item: Equatable, Sendable {
    /// What the folder's form says that the case is called; nil = the image's name decides.
    package var name: String?
    /// The image.
    package var image: URL
    /// Its scribbles.
    package var scribbles: URL?
    /// Its dense true label map.
    package var truth: URL?
  }

  /// What the folder is.
  package var kind: Kind
  /// The images, in order.
  package var items: [Item]
  /// What a person should know of the images, a sentence each.
  package var notes: [String] = []
  /// What a person should know of the label maps, a sentence each.
  package var mapNotes: [String] = []
  /// Classes that the folder names.
  package var classes: [ClassEntry]?
  /// Why a dataset that names labels has no classes for us, as the end of "dataset.json has …".
  package var classFault: String?
  /// What the numbers of its scribbles mean, where it says so.
  package var encoding: ScribbleEncoding?

  /// Looks through a folder.
  /// - Throws: `ProjectError` where something has to be chosen, can't be chosen there, or can't be read.
  package init(_ folder: URL, choice: FolderChoice = FolderChoice()) throws {
    self = try Self.look(into: folder, choice)
    if kind != .nnunet, choice.channel != nil || choice.testImages {
      throw ProjectError.sentence(
        "\(folder.path) is no nnU-Net dataset (there is no dataset.json with imagesTr): leave out --channel "
          + "and --test-images.")
    }
    if kind != .bids, choice.suffix != nil {
      throw ProjectError.sentence(
        "\(folder.path) is no BIDS dataset (there is no sub-LABEL/anat/…_T1w.nii.gz): leave out --suffix."
      )
    }
  }

  private static func look(into folder: URL, _ choice: FolderChoice) throws -> FoundFolder {
    if let dataset = try NNUNetDataset(folder) {
      return try FoundFolder(dataset, choice, part: folder.lastPathComponent)
    }
    let names = try FolderNames.list(folder)
    let images = try ImageFolder(folder, names: names, scribbleName: choice.scribbleName)
    if !images.hasCaseFolders, let bids = try BIDSFolder(folder, names: names) {
      return try FoundFolder(bids, choice)
    }
    var found = FoundFolder(
      kind: images.hasCaseFolders ? .cases : .sideBySide,
      items: images.items.map {
        Item(image: $0.image, scribbles: $0.scribbles, truth: $0.truth)
      })
    (found.notes, found.mapNotes) = (images.notes, images.mapNotes)
    let without = found.items.count { $0.scribbles == nil }
    if images.hasCaseFolders, without > 0 {
      found.mapNotes.append(
        "\(without) of \(found.items.count) cases \(without == 1 ? "has" : "have") no \(choice.scribbleName)."
      )
    }
    return found
  }

  init(kind: Kind, items: [Item]) { (self.kind, self.items) = (kind, items) }

  /// `a, b, c, …`: the first of some names.
  package static func few(_ names: [String]) -> String {
    names.prefix(3).joined(separator: ", ") + (names.count > 3 ? ", …" : "")
  }
}
