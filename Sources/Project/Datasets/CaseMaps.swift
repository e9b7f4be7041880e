import Foundation
import Volume

/// The label maps in a folder, each with the name of its case.
package struct CaseMaps: Equatable, Sendable {
  /// The maps, in the order of the names.
  package var files: [CaseFile]
  /// Classes that the folder's form names.
  package var classes: [ClassEntry] = []

  /// Looks for CASE.nii.gz and CASE/label.nii.gz; in a project for its scribbles or the truths that it names, in an
  /// nnU-Net dataset for labelsTr, in a BIDS dataset for every `_dseg`.
  ///
  /// - content: what is looked for; scribbles are called CASE/scribble.nii.gz.
  /// - Throws: `ProjectError` where the folder can't be read.
  package init(_ folder: URL, of content: MapName.Content = .truth) throws {
    if Project.isProject(folder) {
      let project = try Project.open(folder)
      classes = project.description.classes
      files = try project.caseNames.compactMap { name in
        let drawn = project.scribbles(name)
        let file =
          content == .scribbles
          ? FolderNames.isThere(drawn) ? drawn : nil : try project.truthURL(name)
        return file.map { CaseFile(name: name, url: $0) }
      }
      return
    }
    if let dataset = try NNUNetDataset(folder) {
      let found = try FoundFolder(
        dataset, FolderChoice(), part: folder.lastPathComponent)
      classes = found.classes ?? []
      files = found.items.compactMap { item in
        (content == .scribbles ? item.scribbles : item.truth).map {
          CaseFile(name: item.name ?? "", url: $0)
        }
      }
      return
    }
    let names = try FolderNames.list(folder)
    files = Self.plain(names, in: folder, content)
    let subjects = BIDSFolder.folders(names, "sub-", in: folder)
    if files.isEmpty, !subjects.isEmpty {
      files = try BIDSFolder.files(of: subjects, in: folder)
        .filter { BIDSName(CaseName.stem(of: $0))?.suffix == "dseg" }.map { CaseFile($0) }
    }
  }

  /// Maps of uncertainty and probability are left out, and so is what lies beside a map that says what is looked for:
  /// the image `p1` and the scribbles `p1_scribble` beside the truth `p1_label`.
  private static func plain(
    _ names: [String], in folder: URL, _ content: MapName.Content
  ) -> [CaseFile] {
    let inner = content == .scribbles ? "scribble" : "label"
    var maps: [String: URL] = [:]
    for name in names {
      let url = folder.appendingPathComponent(name)
      if FolderNames.isFolder(url) {
        if let file = map(inner, in: url) { maps[name] = file }
      } else if ImageFolder.isImage(url) {
        let stem = CaseName.stem(of: url)
        let extra = ["-uncertainty", "-probabilities"].contains { stem.hasSuffix($0) }
        if !extra { maps[stem] = url }
      }
    }
    let said = Set(maps.keys.map { MapName($0) }.filter { $0.content == content }.map(\.base))
    func isMeant(_ stem: String, _ url: URL) -> Bool {
      let name = MapName(stem)
      if name.content == content || !said.contains(name.base) { return true }
      return name.content == nil && (try? ImageHeader.load(url))?.isLabelMap == true
    }
    return maps.filter { isMeant($0.key, $0.value) }.sorted { $0.key < $1.key }
      .map { CaseFile(name: $0.key, url: $0.value) }
  }

  private static func map(_ name: String, in folder: URL) -> URL? {
    ImageName.usualEndings.map { folder.appendingPathComponent(name + $0) }
      .first { FileManager.default.fileExists(atPath: $0.path) }
  }
}
