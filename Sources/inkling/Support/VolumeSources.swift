import Annotation
import ArgumentParser
import Foundation
import Prediction
import Project
import Viewer
import Volume

/// An image with what comes with it.
struct VolumeSource: Equatable {
  var image: URL
  var scribbles: URL?
  var truth: URL?
}

/// The options of `init` and `add` that name volumes.
struct VolumeSources: ParsableArguments {
  @Option(parsing: .upToNextOption, help: "Images, NIfTI files.")
  var volume: [String] = []
  @Option(
    parsing: .upToNextOption, help: "Scribbles, one file for each --volume in the same order.")
  var scribbles: [String] = []
  @Option(
    parsing: .upToNextOption,
    help: "Dense true label maps, one for each --volume; used for scores only, never to train.")
  var truth: [String] = []
  @Option(
    help: ArgumentHelp(
      "What the scribbles' numbers mean: inkling (0 none, 255 background), ignore-last (0 background, "
        + "K+1 none) or ignore-255 (0 background, 255 none). Needed unless the file notes it, as "
        + "inkling's do, or over half of the voxels are 255 or K+1."))
  var scribbleEncoding: ScribbleEncoding?
  @Option(
    help: ArgumentHelp(
      "Takes every FOLDER/CASE/image.nii.gz, with scribble.nii.gz and label.nii.gz (truth) where there "
        + "are such.", valueName: "folder"))
  var from: String?
  @Option(help: "Name of the scribble file in each CASE folder, for example scribble_few.nii.gz.")
  var scribbleName = "scribble.nii.gz"
  @Option(help: "Frame of 4D images, counted from 0.")
  var frame = 0

  /// - Throws: `ValidationError` unless there is one file of a kind for each volume, or none.
  func checkPairs() throws {
    for (name, files) in [("--scribbles", scribbles), ("--truth", truth)]
    where !files.isEmpty && files.count != volume.count {
      throw ValidationError(
        "\(name) names \(Words.count(files.count, "file")), --volume \(volume.count): give one for each, in order."
      )
    }
  }

  /// Whether nothing is named.
  var isEmpty: Bool { volume.isEmpty && from == nil }

  /// All volumes that the options name.
  func list() throws -> [VolumeSource] {
    let named = volume.indices.map { index in
      VolumeSource(
        image: fileURL(volume[index]),
        scribbles: scribbles.isEmpty ? nil : fileURL(scribbles[index]),
        truth: truth.isEmpty ? nil : fileURL(truth[index]))
    }
    return try named + (from.map { try cases(in: fileURL($0)) } ?? [])
  }

  private func cases(in folder: URL) throws -> [VolumeSource] {
    guard folder.isFolder else {
      throw Failure(
        "\(folder.path) is no folder; expected one that holds CASE/image.nii.gz, or images.")
    }
    let found = try ImageFolder(folder, scribbleName: scribbleName)
    guard !found.items.isEmpty else {
      throw Failure(
        "\(folder.path) holds neither CASE/image.nii.gz nor other NIfTI images. Name single images with "
          + "--volume.")
    }
    if !found.others.isEmpty {
      let shown =
        found.others.prefix(3).joined(separator: ", ") + (found.others.count > 3 ? ", …" : "")
      inform(
        found.hasCaseFolders
          ? "Passed over, without an image.nii.gz in a folder: \(shown) (\(found.others.count))."
          : "Passed over, no images: \(shown) (\(found.others.count)). Label maps are named with --scribbles "
            + "or --truth.")
    }
    let without = found.items.filter { $0.scribbles == nil }
    if found.hasCaseFolders, !without.isEmpty {
      let verb = without.count == 1 ? "has" : "have"
      inform("\(without.count) of \(found.items.count) cases \(verb) no \(scribbleName).")
    }
    return found.items.map {
      VolumeSource(image: $0.image, scribbles: $0.scribbles, truth: $0.truth)
    }
  }
}

/// What became of one volume, for `--json`.
struct CaseReport: Encodable {
  struct ScribbleReport: Encodable {
    var source: String
    var encoding: String
    /// Voxels by class name, and `background`.
    var voxels: [String: Int]
    var slices: [Int]
  }

  var name: String
  var image: String
  /// Which way i, j, k run in the patient, such as "LPS"; "unknown" where the header does not say.
  var orientation: String
  var truth: String?
  var scribbles: ScribbleReport?

  enum CodingKeys: String, CodingKey {
    case name = "case"
    case image, orientation, truth, scribbles
  }
}

extension CaseReport {
  /// One sentence for each encoding that the scribbles of many cases were taken for.
  static func summary(of reports: [CaseReport], classes: [String]) -> [String] {
    let found = reports.compactMap(\.scribbles)
    return Set(found.map(\.encoding)).sorted().map { encoding in
      let files = found.filter { $0.encoding == encoding }
      let voxels = (["background"] + classes).map { name in
        "\(files.reduce(0) { $0 + ($1.voxels[name] ?? 0) }) \(name)"
      }
      return
        "The scribbles of \(Words.count(files.count, "volume")) were taken as \(encoding). Voxels: "
        + voxels.joined(separator: ", ") + "."
    }
  }
}

extension Project {
  /// Adds a volume with its scribbles and says what was taken.
  mutating func take(
    _ source: VolumeSource, named name: String, options: VolumeSources, quiet: Bool = false
  ) throws -> CaseReport {
    // Better now than after an hour of training.
    let volume = try Volume.load(source.image, frame: options.frame)
    try SliceStack.check(volume)
    let name = try add(source.image, frame: options.frame, truth: source.truth, named: name)
    note(ImageIdentity(volume), of: name)
    let entry = try entry(name)
    return CaseReport(
      name: name, image: entry.image,
      orientation: volume.header.orientationLetters ?? "unknown", truth: entry.truth,
      scribbles: try source.scribbles.map {
        try takeScribbles(
          $0, case: name, encoding: options.scribbleEncoding, replacing: false, quiet: quiet)
      })
  }

  /// Imports scribbles into a case and says, unless `quiet`, what they were taken for.
  func takeScribbles(
    _ file: URL, case name: String, encoding: ScribbleEncoding?, replacing: Bool,
    quiet: Bool = false
  ) throws -> CaseReport.ScribbleReport {
    let image = try imageURL(name)
    let header = try ImageHeader.load(image)
    let classes = description.classes
    let imported = try ScribbleImport.load(
      file, encoding: encoding, classes: classes, geometry: header.geometry, image: image)
    try imported.store(in: self, name, image: header, replacing: replacing)
    if !quiet { inform("\(name): \(imported.sentence(classes: classes))") }
    let counts = imported.map.counts
    var voxels = ["background": counts[Int(Scribbles.background)]]
    for entry in classes { voxels[entry.name] = counts[Int(entry.id)] }
    return CaseReport.ScribbleReport(
      source: file.path, encoding: imported.encoding.rawValue, voxels: voxels,
      slices: imported.map.slices(along: try entry(name).sliceAxis) { $0 != 0 })
  }
}
