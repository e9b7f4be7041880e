import Foundation
import Project
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
      let own = CaseFile(name: prediction.caseName, url: prediction)
      return [
        EvaluationPair(
          name: own.name, prediction: prediction,
          truth: try partners(of: [own], in: truth, .truth)[0],
          scribbles: try scribbles.map { try partners(of: [own], in: $0, .scribbles)[0] })
      ]
    }
    guard truth.isFolder else {
      throw Failure("\(prediction.path) is a folder; expected a folder of truths too.")
    }
    return try pairs(predictions(in: prediction), in: prediction, truth, scribbles)
  }

  private static func predictions(in folder: URL) throws -> [CaseFile] {
    let place = Project.isProject(folder) ? folder.appendingPathComponent("predictions") : folder
    let files = try CaseMaps(place).files
    guard !files.isEmpty else {
      throw Failure(
        "\(place.path) holds no label maps; expected CASE.nii.gz or CASE/label.nii.gz.")
    }
    return files
  }

  private static func pairs(
    _ files: [CaseFile], in folder: URL, _ truth: URL, _ scribbles: URL?
  ) throws -> [EvaluationPair] {
    let truths = try CaseMaps(truth).files
    guard !truths.isEmpty else {
      throw Failure(
        "\(truth.path) holds no dense truths; expected CASE.nii.gz or CASE/label.nii.gz, or a project that "
          + "names truths.")
    }
    let partners = try CaseFile.partners(of: files, among: truths)
    // Two predictions of the same case are called alike by the name of their truth.
    let shown = CaseName.shown(truths.map(\.name))
    let table = Dictionary(zip(truths.map(\.name), shown)) { first, _ in first }
    let names = partners.map { $0.flatMap { table[$0.name] } }
    let found = Set(names.compactMap(\.self))
    tell(missing: shown.filter { !found.contains($0) }, in: folder, of: truth)
    let skipped = try scribbles.map { try self.partners(of: files, in: $0, .scribbles) }
    return files.indices.map { index in
      let file = files[index]
      // A truth that is missing is told where it is read; the other cases are scored.
      return EvaluationPair(
        name: names[index] ?? file.name, prediction: file.url,
        truth: partners[index]?.url ?? truth.appendingPathComponent(file.name + ".nii.gz"),
        scribbles: skipped?[index])
    }.sorted { $0.name < $1.name }
  }

  /// The maps of some cases in a folder; a file is that of all of them.
  /// - Throws: `Failure` for a case that has none.
  private static func partners(
    of files: [CaseFile], in place: URL, _ content: MapName.Content
  ) throws -> [URL] {
    guard place.isFolder else { return files.map { _ in place } }
    let found = try CaseFile.partners(of: files, among: CaseMaps(place, of: content).files)
    let inner = content == .scribbles ? "scribble" : "label"
    return try zip(files, found).map { file, partner in
      guard let partner else {
        throw Failure(
          "\(place.path) has nothing for \(file.name); expected \(file.name).nii.gz or "
            + "\(file.name)/\(inner).nii.gz.")
      }
      return partner.url
    }
  }

  private static func tell(missing: [String], in prediction: URL, of truth: URL) {
    guard !missing.isEmpty else { return }
    let (has, verb) = missing.count == 1 ? ("has", "is") : ("have", "are")
    inform(
      "\(Words.count(missing.count, "case")) of \(truth.path) \(has) no prediction in \(prediction.path) and "
        + "\(verb) not counted: \(missing.prefix(5).joined(separator: ", "))\(missing.count > 5 ? ", …" : "")."
    )
  }
}
