import ArgumentParser
import Foundation
import Volume

/// `RV,Myo,LV`.
enum ClassNames {
  /// The table of `--label-table`. Of one with numbers that labels can't have, the lines that `--label-values` names.
  static func table(_ path: String, _ labelValues: String?) throws -> LabelTable {
    do {
      return try LabelTable.load(fileURL(path))
    } catch let error as VolumeError {
      guard case .labelTable = error, let labelValues else { throw error }
      return try LabelTable.load(fileURL(path), .values(labelValues))
    }
  }

  /// - Throws: `ValidationError` for empty and repeated names, and more than 253.
  static func parse(_ text: String) throws -> [String] {
    let names = text.split(separator: ",", omittingEmptySubsequences: false)
      .map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
    guard !names.contains(""), Set(names).count == names.count, names.count <= 253 else {
      throw ValidationError(
        "--classes wants up to 253 different names separated by commas, as in RV,Myo,LV; "
          + "found \"\(text)\".")
    }
    if let word = names.first(where: { ["none", "background"].contains($0.lowercased()) }) {
      throw ValidationError(
        "--classes can't name a class \(word): the word means what is no class. Background needs no name."
      )
    }
    guard !names.contains(where: { $0.contains("\"") || $0.contains(where: \.isNewline) }) else {
      throw ValidationError(
        "Class names can't hold quotes or line breaks: label tables have a line each, in quotes.")
    }
    return names
  }
}
