import Foundation
import Viewer
import Volume

/// Files that `inkling evaluate` compares with each other.
struct EvaluationPair {
  let name: String
  let prediction: URL
  let truth: URL
  /// Scribbles whose slices are left out.
  let scribbles: URL?

  /// Pairs two files, or the files of two folders by the names of their cases.
  static func find(prediction: URL, truth: URL, scribbles: URL?) throws -> [EvaluationPair] {
    for url in [prediction, truth] + (scribbles.map { [$0] } ?? []) where !url.isPresent {
      throw Failure(MissingFile.sentence(url))
    }
    guard prediction.isFolder else {
      let name = prediction.caseName
      let truth = truth.isFolder ? try file(of: name, in: truth, named: "label") : truth
      return [
        EvaluationPair(
          name: name, prediction: prediction, truth: truth,
          scribbles: try scribbles.map { try scribbleFile(of: name, in: $0) })
      ]
    }
    guard truth.isFolder else {
      throw Failure("\(prediction.path) is a folder; expected a folder of truths too.")
    }
    let cases = try cases(in: prediction)
    guard !cases.isEmpty else {
      throw Failure(
        "\(prediction.path) holds no label maps; expected CASE.nii.gz or CASE/label.nii.gz.")
    }
    try warnOfMissing(cases.map(\.name), prediction: prediction, truth: truth)
    return try cases.map { name, url in
      // A truth that is missing is told where it is read; the other cases are scored.
      let known = try? file(of: name, in: truth, named: "label")
      return EvaluationPair(
        name: name, prediction: url,
        truth: known ?? truth.appendingPathComponent(name + ".nii.gz"),
        scribbles: try scribbles.map { try scribbleFile(of: name, in: $0) })
    }
  }

  /// The label maps of a folder: CASE.nii(.gz) and CASE/label.nii(.gz), without maps of uncertainty and
  /// probability, in the order of their names.
  private static func cases(in folder: URL) throws -> [(name: String, url: URL)] {
    var cases: [String: URL] = [:]
    for entry in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() {
      let url = folder.appendingPathComponent(entry)
      if url.isFolder {
        if let inner = niftiFile("label", in: url) { cases[entry] = inner }
      } else if url.isNiftiName && !entry.hasPrefix(".") {
        let stem = url.stem
        let extra = ["-uncertainty", "-probabilities"].contains { stem.hasSuffix($0) }
        if !extra { cases[stem] = url }
      }
    }
    return cases.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  private static func niftiFile(_ stem: String, in folder: URL) -> URL? {
    [".nii.gz", ".nii"].map { folder.appendingPathComponent(stem + $0) }.first { $0.isPresent }
  }

  /// CASE.nii.gz or CASE/label.nii.gz in a folder.
  private static func file(of name: String, in folder: URL, named inner: String) throws -> URL {
    if let url = niftiFile(name, in: folder)
      ?? niftiFile(inner, in: folder.appendingPathComponent(name))
    {
      return url
    }
    throw Failure(
      "\(folder.path) has nothing for \(name); expected \(name).nii.gz or \(name)/\(inner).nii.gz.")
  }

  private static func scribbleFile(of name: String, in url: URL) throws -> URL {
    url.isFolder ? try file(of: name, in: url, named: "scribble") : url
  }

  private static func warnOfMissing(_ found: [String], prediction: URL, truth: URL) throws {
    let missing = try cases(in: truth).map(\.name).filter { !found.contains($0) }
    guard !missing.isEmpty else { return }
    let (has, verb) = missing.count == 1 ? ("has", "is") : ("have", "are")
    inform(
      "\(Words.count(missing.count, "case")) of \(truth.path) \(has) no prediction in \(prediction.path) and "
        + "\(verb) not counted: \(missing.prefix(5).joined(separator: ", "))\(missing.count > 5 ? ", …" : "")."
    )
  }
}
