import Foundation
import Volume

/// The images of a BIDS dataset: `sub-LABEL/[ses-LABEL/]anat/…_T1w.nii.gz`.
struct BIDSFolder: Equatable {
  /// An image.
  struct Image: Equatable {
    let url: URL
    /// `T1w`, `FLAIR`.
    let suffix: String
    /// Whether it lies in a folder anat.
    let isAnatomy: Bool
  }

  /// The dataset's folder.
  let folder: URL
  /// All images, in order.
  let images: [Image]
  /// The folders of the subjects.
  let subjects: [String]

  /// What lies beside images and is none.
  private static let noImages: Set = ["dseg", "probseg", "mask", "defacemask"]

  /// Nil where a folder is no such dataset.
  ///
  /// - names: those in the folder.
  /// - Throws: `ProjectError.unreadable`.
  init?(_ folder: URL, names: [String]) throws {
    let subjects = Self.folders(names, "sub-", in: folder)
    guard !subjects.isEmpty else { return nil }
    let files = try Self.files(of: subjects, in: folder)
    let images = files.compactMap { file -> Image? in
      guard let name = BIDSName(CaseName.stem(of: file)), !name.suffix.isEmpty,
        !Self.noImages.contains(name.suffix)
      else { return nil }
      return Image(
        url: file, suffix: name.suffix,
        isAnatomy: file.deletingLastPathComponent().lastPathComponent == "anat")
    }
    guard !images.isEmpty || names.contains("dataset_description.json") else { return nil }
    (self.folder, self.images, self.subjects) = (folder, images, subjects)
  }

  /// The images, and maps on them, in the folders of subjects.
  static func files(of subjects: [String], in folder: URL) throws -> [URL] {
    try subjects.flatMap { subject in
      let place = folder.appendingPathComponent(subject)
      let names = try FolderNames.list(place)
      let sessions = folders(names, "ses-", in: place).map(place.appendingPathComponent)
      return try ([place] + sessions).flatMap { visit in
        try FolderNames.list(visit).map(visit.appendingPathComponent)
          .filter { FolderNames.isFolder($0) && !$0.lastPathComponent.hasPrefix("ses-") }
          .flatMap { kind in
            try FolderNames.list(kind).map(kind.appendingPathComponent).filter(ImageFolder.isImage)
          }
      }
    }
  }

  /// Names of folders that begin so.
  static func folders(_ names: [String], _ start: String, in place: URL) -> [String] {
    names.filter { $0.hasPrefix(start) && FolderNames.isFolder(place.appendingPathComponent($0)) }
  }
}

extension FoundFolder {
  /// The images of one kind of a BIDS dataset.
  /// - Throws: `ProjectError.sentence` where there are several kinds and none is chosen, or none of the chosen kind.
  init(_ bids: BIDSFolder, _ choice: FolderChoice) throws {
    let anatomy = bids.images.filter(\.isAnatomy)
    let offered = choice.suffix != nil || anatomy.isEmpty ? bids.images : anatomy
    let counts = Dictionary(offered.map { ($0.suffix, 1) }, uniquingKeysWith: +)
    let words = counts.sorted { $0.key < $1.key }.map { "\($0.key) (\($0.value))" }
      .joined(separator: ", ")
    guard let suffix = choice.suffix ?? (counts.count == 1 ? counts.keys.first : nil) else {
      throw ProjectError.sentence(
        offered.isEmpty
          ? "\(bids.folder.path) is a BIDS dataset without images: expected sub-LABEL/anat/…_T1w.nii.gz."
          : "\(bids.folder.path) is a BIDS dataset with images of several kinds: \(words). "
            + "Choose one with --suffix.")
    }
    let chosen = offered.filter { $0.suffix == suffix }
    guard !chosen.isEmpty else {
      throw ProjectError.sentence(
        "\(bids.folder.path) has no image of the kind \(suffix): it has \(words).")
    }
    self.init(
      kind: .bids, items: chosen.map { Item(name: CaseName.of($0.url), image: $0.url) })
    let covered = Set(chosen.map { $0.url.pathComponents[bids.folder.pathComponents.count] })
    notes = [
      "BIDS dataset \(bids.folder.lastPathComponent): \(chosen.count) image\(chosen.count == 1 ? "" : "s") "
        + "\(suffix) of \(covered.count) subject\(covered.count == 1 ? "" : "s")."
    ]
    let without = bids.subjects.filter { !covered.contains($0) }
    if !without.isEmpty {
      notes.append("Without \(suffix): \(Self.few(without)) (\(without.count)).")
    }
  }
}
