import Foundation
import Volume

/// The images in a folder: a folder for each case, or images side by side.
package struct ImageFolder: Equatable, Sendable {
  /// An image and what lies beside it.
  package struct Item: Equatable, Sendable {
    /// The image.
    package var image: URL
    /// Its scribbles.
    package var scribbles: URL?
    /// Its dense true label map.
    package var truth: URL?
  }

  /// The images in the order of their names.
  package var items: [Item]
  /// Whether each has a folder of its own.
  package var hasCaseFolders: Bool
  /// Names in the folder that are no images.
  package var others: [String]

  /// Looks through a folder: every CASE/image.nii.gz, and where there is none, every NIfTI file in it.
  ///
  /// Of images side by side, label maps are none: `p1_label.nii.gz` where there is a `p1.nii.gz`, and files whose header says so.
  /// - Throws: what Foundation says of folders that can't be read.
  package init(_ folder: URL, scribbleName: String = "scribble.nii.gz") throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { !$0.hasPrefix(".") }.sorted()
    var taken: Set<String> = []
    items = names.compactMap { name in
      let place = folder.appendingPathComponent(name)
      guard let image = Self.file("image", in: place) else { return nil }
      taken.insert(name)
      return Item(
        image: image, scribbles: Self.file(scribbleName, in: place),
        truth: Self.file("label", in: place))
    }
    hasCaseFolders = !items.isEmpty
    if items.isEmpty {
      let files = names.map(folder.appendingPathComponent).filter(Self.isNifti)
      let stems = Set(files.map(CaseName.stem))
      let images = files.filter { !Self.isLabelMap($0, among: stems) }
      taken = Set(images.map(\.lastPathComponent))
      items = images.map { Item(image: $0) }
    }
    others = names.filter { !taken.contains($0) }
  }

  /// What the names of label maps have behind those of their images.
  private static let labelEndings = [
    "label", "labels", "scribble", "scribbles", "seg", "segmentation", "mask", "uncertainty",
  ]

  private static func isLabelMap(_ file: URL, among stems: Set<String>) -> Bool {
    let stem = CaseName.stem(of: file)
    let ending = stem.split(whereSeparator: { "_-.".contains($0) }).last.map(String.init) ?? ""
    if labelEndings.contains(ending.lowercased()),
      stems.contains(String(stem.dropLast(ending.count + 1)))
    {
      return true
    }
    return (try? ImageHeader.load(file))?.isLabelMap == true
  }

  /// Whether something lies there under a name of NIfTI files; a link to nothing counts, so that it is spoken of.
  private static func isNifti(_ file: URL) -> Bool {
    let name = file.lastPathComponent.lowercased()
    var isFolder: ObjCBool = false
    guard name.hasSuffix(".nii") || name.hasSuffix(".nii.gz") else { return false }
    return FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder)
      ? !isFolder.boolValue : MissingFile.brokenLink(file) != nil
  }

  private static func file(_ name: String, in folder: URL) -> URL? {
    ["", ".nii.gz", ".nii"].map { folder.appendingPathComponent(name + $0) }.first(where: isNifti)
  }
}
