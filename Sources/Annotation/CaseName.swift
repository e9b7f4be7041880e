import Foundation

/// CASE: the name of a volume in all file names of a project.
public enum CaseName {
  /// The image's stem, or its folder's name when the file is called image; made fit for a file name.
  public static func of(_ image: URL) -> String {
    let stem = stem(of: image)
    let name =
      stem.lowercased() == "image"
      ? image.standardizedFileURL.deletingLastPathComponent().lastPathComponent : stem
    let clean = String(
      String.UnicodeScalarView(
        name.unicodeScalars.map { $0.value < 32 || $0.value == 127 || $0 == "/" ? "_" : $0 }))
    let shown = clean.drop { $0 == "." || $0 == "-" }
    return shown.isEmpty || name == "/" ? "volume" : String(shown.prefix(150))
  }

  /// The file's name without .nii or .nii.gz.
  public static func stem(of image: URL) -> String {
    var name = image.lastPathComponent
    for suffix in [".gz", ".nii"] where name.lowercased().hasSuffix(suffix) {
      name.removeLast(suffix.count)
    }
    return name
  }

  /// `name`, or `name-2`, `name-3`… when it is taken.
  ///
  /// `x-uncertainty` is taken where there is a case `x`, because predictions/ has a file of that name.
  public static func unique(_ name: String, among taken: [String]) -> String {
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
    !name.isEmpty && name.utf8.count <= 200 && !name.hasPrefix(".") && !name.hasPrefix("-")
      && !name.unicodeScalars.contains { $0.value < 32 || $0.value == 127 || $0 == "/" }
  }

  /// What follows CASE in the name of the uncertainty map.
  static let uncertaintySuffix = "-uncertainty"
}
