import Foundation
import Volume

/// A dataset folder of nnU-Net: `imagesTr/CASE_0000.nii.gz`, `labelsTr/CASE.nii.gz`, dataset.json.
struct NNUNetDataset {
  /// The dataset's folder.
  let folder: URL
  /// What dataset.json says.
  let description: NNUNetDescription

  /// The files of a case.
  struct Case: Equatable {
    let name: String
    let image: URL
    let label: URL?
  }

  /// The dataset that a folder is, or whose imagesTr or imagesTs it is; nil = neither.
  /// - Throws: `ProjectError` where dataset.json can't be used.
  init?(_ place: URL) throws {
    let outer = place.standardizedFileURL.deletingLastPathComponent()
    let isPart = ["imagesTr", "imagesTs"].contains(place.lastPathComponent)
    let folder = isPart ? outer : place
    let file = folder.appendingPathComponent("dataset.json")
    guard FileSignature(of: file).size >= 0,
      FolderNames.isFolder(folder.appendingPathComponent("imagesTr"))
        || isPart || (try? Self.lists(file)) == true
    else { return nil }
    self.folder = folder
    description = try NNUNetDescription(file)
  }

  private static func lists(_ file: URL) throws -> Bool {
    try !NNUNetDescription(file).listed.isEmpty
  }

  /// The number of a channel that a person has named or numbered.
  /// - Throws: `ProjectError.sentence` when there is none such.
  func channel(_ wish: String?) throws -> Int {
    let channels = description.channels
    guard let wish else { return 0 }
    let named = channels.firstIndex { $0.lowercased() == wish.lowercased() }
    if let number = Int(wish) ?? named, channels.indices.contains(number) { return number }
    throw ProjectError.sentence(
      "\(folder.path) has no channel \(wish): it has \(channelWords). Name one by number or name.")
  }

  /// `0 T2, 1 ADC`.
  var channelWords: String {
    description.channels.enumerated().map { "\($0) \($1)" }.joined(separator: ", ")
  }

  /// The cases of a part, `Tr` or `Ts`, by name; and the names of files there that belong to no case.
  ///
  /// Datasets of the Medical Segmentation Decathlon have no number of a channel in the name.
  func cases(_ part: String, channel: Int) throws -> (cases: [Case], others: [String]) {
    if part == "Tr", !description.listed.isEmpty { return (listedCases(channel), []) }
    let place = folder.appendingPathComponent("images\(part)")
    let names = try FolderNames.list(place)
    let stems = names.filter { $0.hasSuffix(description.ending) }
      .map { String($0.dropLast(description.ending.count)) }
    let numbered = stems.filter { CaseName.channel(of: $0) != nil }
    let chosen =
      numbered.isEmpty ? stems : numbered.filter { CaseName.channel(of: $0) == channel }
    let cases = chosen.map { stem in
      let name = numbered.isEmpty ? stem : String(stem.dropLast(5))
      return Case(
        name: name, image: place.appendingPathComponent(stem + description.ending),
        label: label(of: name, part))
    }
    let used = Set(numbered.isEmpty ? stems : numbered).map { $0 + description.ending }
    return (cases, names.filter { !used.contains($0) })
  }

  /// Whether files hold channels as frames.
  func hasChannelsAsFrames() throws -> Bool {
    guard description.channels.count > 1, description.listed.isEmpty else { return false }
    let names = try FolderNames.list(folder.appendingPathComponent("imagesTr"))
    return names.contains { $0.hasSuffix(description.ending) }
      && !names.contains {
        CaseName.channel(of: String($0.dropLast(description.ending.count))) != nil
      }
  }

  /// Names of label maps whose image is not there.
  func orphans(among cases: [Case]) throws -> [String] {
    let place = folder.appendingPathComponent("labelsTr")
    guard description.listed.isEmpty, FolderNames.isFolder(place) else { return [] }
    let known = Set(cases.map { $0.name + description.ending })
    return try FolderNames.list(place).filter {
      $0.hasSuffix(description.ending) && !known.contains($0)
    }
  }

  private func label(of name: String, _ part: String) -> URL? {
    let file = folder.appendingPathComponent("labels\(part)/\(name)\(description.ending)")
    return FolderNames.isThere(file) ? file : nil
  }

  private func listedCases(_ channel: Int) -> [Case] {
    func place(_ path: String) -> URL {
      path.hasPrefix("/") ? URL(fileURLWithPath: path) : folder.appendingPathComponent(path)
    }
    return description.listed.sorted { $0.key < $1.key }.compactMap { name, files in
      guard files.images.indices.contains(channel) else { return nil }
      return Case(
        name: name, image: place(files.images[channel]).standardizedFileURL,
        label: files.label.map { place($0).standardizedFileURL })
    }
  }
}
