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
  /// Names in the folder that are no images, and no label maps that are taken.
  package var others: [String] = []
  /// Label maps of which an image has several, so that none is taken.
  private var unclear: [String] = []

  /// Looks through a folder: every CASE/image.nii.gz, and where there is none, every image in it.
  ///
  /// Of images side by side, label maps are none: `p1_label.nii.gz` where there is a `p1.nii.gz`, and files whose header says so.
  /// - Throws: `ProjectError.unreadable`.
  package init(_ folder: URL, scribbleName: String = "scribble.nii.gz") throws {
    try self.init(folder, names: FolderNames.list(folder), scribbleName: scribbleName)
  }

  /// Looks through the names in a folder.
  init(_ folder: URL, names: [String], scribbleName: String) throws {
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
      let files = names.map(folder.appendingPathComponent).filter(Self.isImage)
      let stems = Set(files.map { CaseName.withoutChannel(CaseName.stem(of: $0)) })
      let images = files.filter { !Self.isLabelMap($0, among: stems) }
      items = images.map { Item(image: $0) }
      pair(with: files.filter { !images.contains($0) })
      taken = Set(
        items.flatMap { [$0.image, $0.scribbles, $0.truth] }.compactMap { $0?.lastPathComponent })
    }
    others = names.filter { !taken.contains($0) }
  }

  /// Gives each image the label maps whose names say that they are its own.
  private mutating func pair(with maps: [URL]) {
    let named = Dictionary(grouping: maps) { MapName(CaseName.stem(of: $0)).base }
    for index in items.indices {
      let stem = CaseName.stem(of: items[index].image)
      let own = (named[stem] ?? []) + (named[CaseName.withoutChannel(stem)] ?? [])
      func only(_ content: MapName.Content) -> URL? {
        let found = Set(own.filter { MapName(CaseName.stem(of: $0)).content == content })
        if found.count > 1 { unclear += found.map(\.lastPathComponent).sorted() }
        return found.count == 1 ? found.first : nil
      }
      items[index].scribbles = only(.scribbles)
      items[index].truth = only(.truth)
    }
  }

  /// What was passed over, a sentence or none.
  var notes: [String] {
    guard !others.isEmpty else { return [] }
    let what = hasCaseFolders ? "without an image.nii.gz in a folder" : "no images"
    return ["Passed over, \(what): \(FoundFolder.few(others)) (\(others.count))."]
  }

  /// Which label maps beside images were taken, a sentence each.
  var mapNotes: [String] {
    guard !hasCaseFolders else { return [] }
    var notes: [String] = []
    func taken(_ files: [URL], _ words: String) {
      guard !files.isEmpty else { return }
      notes.append(
        "Taken as \(words): \(FoundFolder.few(files.map(\.lastPathComponent))) (\(files.count)).")
    }
    taken(items.compactMap(\.scribbles), "scribbles")
    taken(items.compactMap(\.truth), "truth, for scores only")
    if !unclear.isEmpty {
      notes.append("Several for one image, so none is taken: \(unclear.joined(separator: ", ")).")
    }
    if others.contains(where: { URL(fileURLWithPath: $0).isImageName }) {
      notes.append(
        "Label maps of other names are paired with --scribbles-from or --truth-from FOLDER.")
    }
    return notes
  }

  private static func isLabelMap(_ file: URL, among stems: Set<String>) -> Bool {
    let name = MapName(CaseName.stem(of: file))
    if name.content != nil, stems.contains(name.base) { return true }
    return (try? ImageHeader.load(file))?.isLabelMap == true
  }

  /// Whether something lies there under a name of images; a link to nothing counts, so that it is spoken of.
  static func isImage(_ file: URL) -> Bool {
    file.isImageName && FolderNames.isThere(file) && !FolderNames.isFolder(file)
  }

  private static func file(_ name: String, in folder: URL) -> URL? {
    ([""] + ImageName.usualEndings).map { folder.appendingPathComponent(name + $0) }
      .first(where: isImage)
  }
}
