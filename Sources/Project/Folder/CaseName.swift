import Foundation
import Volume

/// CASE: the name of a volume in all file names of a project.
package enum CaseName {
  /// The image's stem without the number of nnU-Net's first channel (`_0000`), or its folder's name when the file is
  /// called image; made fit for a file name.
  package static func of(_ image: URL) -> String {
    let stem = withoutChannel(stem(of: image))
    return fit(
      isGeneric(stem)
        ? image.standardizedFileURL.deletingLastPathComponent().lastPathComponent : stem)
  }

  /// A stem without `_0000`: nnU-Net numbers the channels of a case from there.
  static func withoutChannel(_ stem: String) -> String {
    stem.hasSuffix("_0000") && stem.count > 5 ? String(stem.dropLast(5)) : stem
  }

  /// Whether a stem ends as those of nnU-Net's images do: `_` and the four digits of a channel.
  static func channel(of stem: String) -> Int? {
    let digits = stem.suffix(4)
    guard stem.count > 5, stem.dropLast(4).last == "_", digits.allSatisfy(\.isASCIIDigit) else {
      return nil
    }
    return Int(digits)
  }

  /// Whether a file's name says nothing about which image it is: its folder's name is taken instead.
  private static func isGeneric(_ stem: String) -> Bool { stem.lowercased() == "image" }

  /// A name made fit for files.
  static func fit(_ name: String) -> String {
    let clean = String(
      String.UnicodeScalarView(
        name.unicodeScalars.map { $0.value < 32 || $0.value == 127 || $0 == "/" ? "_" : $0 }))
    let shown = clean.drop { $0 == "." || $0 == "-" }
    return shown.isEmpty || name == "/" ? "volume" : String(shown).cut(toBytes: mostNewBytes)
  }

  /// The longest name that is given, in bytes: what this program puts around it (`replaced-TIME-`, `-uncertainty.nii.gz`,
  /// numbers) then still makes a name that every file system takes.
  private static let mostNewBytes = 180

  /// The longest name that is read: of a longer one the journal could not have been written.
  private static let mostBytes = FileName.mostBytes - ".journal".utf8.count

  /// The file's name without its ending.
  package static func stem(of image: URL) -> String { ImageName(image).stem }

  /// `name`, or `name-2`, `name-3`… when it is taken.
  ///
  /// `x-uncertainty` is taken where there is a case `x`, because predictions/ has a file of that name.
  package static func unique(_ name: String, among taken: [String]) -> String {
    if !clashes(name, with: taken) { return name }
    var number = 2
    while clashes("\(name)-\(number)", with: taken) { number += 1 }
    return "\(name)-\(number)"
  }

  private static func clashes(_ name: String, with taken: [String]) -> Bool {
    taken.contains {
      $0 == name || $0 == name + uncertaintySuffix || $0 + uncertaintySuffix == name
    }
  }

  /// Whether a name from project.json can be a file name and nothing else.
  static func isValid(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count <= mostBytes && !name.hasPrefix(".") && !name.hasPrefix("-")
      && !name.unicodeScalars.contains { $0.value < 32 || $0.value == 127 || $0 == "/" }
  }

  /// Names for images that are new among the cases of a project, in order.
  ///
  /// Each is its image's name alone where no other image has that; else the folders in front tell them apart, as in
  /// sub-1_T1 and sub-2_T1. Only what has the same name and folders gets a number.
  ///
  /// - beside: the images of the project and their names, which stay.
  package static func names(
    of images: [URL], beside cases: [(name: String, image: URL)] = []
  ) -> [String] {
    let all = cases.map(\.image) + images
    let numbered = numberedStems(of: all)
    let plain = all.map { numbered.contains(stem(of: $0)) ? fit(stem(of: $0)) : of($0) }
    let same = Dictionary(grouping: all.indices) { plain[$0] }
    var taken = cases.map(\.name)
    for index in all.indices.dropFirst(cases.count) {
      let name = plain[index]
      let others = (same[name] ?? []).filter { $0 != index }.map { all[$0] }
      let folders = difference(of: all[index], from: others)
      taken.append(unique(folders.isEmpty ? name : fit("\(folders)_\(name)"), among: taken))
    }
    return Array(taken.suffix(images.count))
  }

  /// Stems whose `_0000` is the first of consecutive numbers rather than a channel: there are `p_0001`, `p_0002`, … too.
  private static func numberedStems(of images: [URL]) -> Set<String> {
    let stems = images.map(stem)
    let others = Set(stems.filter { (channel(of: $0) ?? 0) > 0 }.map { $0.dropLast(5) })
    return Set(stems.filter { $0.hasSuffix("_0000") && others.contains($0.dropLast(5)) })
  }

  /// The folders of an image by which it is told from others, joined by `_`; empty where there are no others, or no such folders.
  private static func difference(of image: URL, from others: [URL]) -> String {
    guard !others.isEmpty else { return "" }
    func folders(_ url: URL) -> [String] {
      let folder = url.standardizedFileURL.deletingLastPathComponent()
      return (isGeneric(stem(of: url)) ? folder.deletingLastPathComponent() : folder)
        .pathComponents.reversed()
    }
    let own = folders(image)
    let all = [own] + others.map(folders)
    // As many folders as tell all of them apart, so that their names are built alike.
    let depth = (1...(all.map(\.count).max() ?? 1)).first { depth in
      Set(all.map { $0.prefix(depth) }).count == Set(all).count
    }
    // What all have in common, such as anat, tells nothing.
    let telling = own.indices.prefix(depth ?? 0).filter { level in
      all.contains { level >= $0.count || $0[level] != own[level] }
    }
    return telling.reversed().map { own[$0] }.filter { $0 != "/" }.joined(separator: "_")
  }

  /// What follows CASE in the name of the uncertainty map.
  static let uncertaintySuffix = "-uncertainty"
}

extension Character {
  /// 0 to 9.
  fileprivate var isASCIIDigit: Bool { ("0"..."9").contains(self) }
}
