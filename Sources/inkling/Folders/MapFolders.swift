import ArgumentParser
import Foundation
import Project

/// Folders of label maps that are paired with images by the names of their cases.
struct MapFolders: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A folder of scribbles, CASE.nii.gz or CASE-scribbles.nii.gz, for the images that have none yet.",
      valueName: "folder"))
  var scribblesFrom: String?
  @Option(
    help: ArgumentHelp(
      "A folder of true label maps, CASE.nii.gz or CASE-labels.nii.gz, for the images that have none yet.",
      valueName: "folder"))
  var truthFrom: String?

  /// Gives images the maps that belong to them.
  /// - Throws: `ProjectError` where several maps may be meant; `Failure` where none belongs to any image.
  func pair(_ sources: [VolumeSource]) throws -> [VolumeSource] {
    var sources = sources
    if let scribblesFrom { try pair(&sources, \.scribbles, with: scribblesFrom, .scribbles) }
    if let truthFrom { try pair(&sources, \.truth, with: truthFrom, .truth) }
    return sources
  }

  private func pair(
    _ sources: inout [VolumeSource], _ kind: WritableKeyPath<VolumeSource, URL?>,
    with path: String, _ content: MapName.Content
  ) throws {
    let folder = fileURL(path)
    guard folder.isFolder else {
      throw Failure("\(folder.path) is no folder; expected one of label maps such as CASE.nii.gz.")
    }
    let maps = try CaseMaps(folder, of: content).files
    let open = sources.indices.filter { sources[$0][keyPath: kind] == nil }
    let names = VolumeSource.names(of: sources)
    let cases = open.map { CaseFile(name: names[$0], url: sources[$0].image) }
    let partners = try CaseFile.partners(of: cases, among: maps)
    for (index, partner) in zip(open, partners) { sources[index][keyPath: kind] = partner?.url }
    let found = partners.compactMap(\.self)
    guard !found.isEmpty || open.isEmpty else {
      throw Failure(
        "No image has a label map in \(folder.path): expected names such as \(cases[0].name).nii.gz, found "
          + (maps.isEmpty ? "none" : FoundFolder.few(maps.map(\.url.lastPathComponent))) + ".")
    }
    tell(zip(cases, partners).filter { $1 == nil }.map(\.0.name), "Nothing in \(folder.path) for")
    tell(
      maps.filter { !found.contains($0) }.map(\.url.lastPathComponent),
      "Passed over in \(folder.path), no image")
  }

  private func tell(_ names: [String], _ words: String) {
    guard !names.isEmpty else { return }
    inform("\(words): \(FoundFolder.few(names)) (\(names.count)).")
  }
}
