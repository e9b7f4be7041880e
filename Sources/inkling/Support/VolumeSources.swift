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
  var prediction: URL?
  /// What the case is called where its folder says it; nil = the image's name decides.
  var name: String?
  /// What the scribbles' numbers mean where the folder says it and nobody has named it.
  var encoding: ScribbleEncoding?

  /// What the cases are called, in order; names may still occur twice.
  ///
  /// - images: what the images alone are called.
  static func names(of sources: [VolumeSource], images: [String]? = nil) -> [String] {
    zip(sources, images ?? CaseName.names(of: sources.map(\.image))).map { $0.name ?? $1 }
  }
}

/// The options of `init` and `add` that name volumes.
struct VolumeSources: ParsableArguments {
  @Option(parsing: .upToNextOption, help: "Images, or folders of DICOM files, each of one series.")
  var volume: [String] = []
  @Option(
    parsing: .upToNextOption, help: "Scribbles, one file for each --volume in the same order.")
  var scribbles: [String] = []
  @Option(
    parsing: .upToNextOption,
    help: "Dense true label maps, one for each --volume; used for scores only, never to train.")
  var truth: [String] = []
  @OptionGroup var values: ValueOptions
  @Option(
    parsing: .upToNextOption,
    help:
      "Dense masks to start from, one for each --volume: shown until you accept or reject their slices."
  )
  var prediction: [String] = []
  @Option(
    help: ArgumentHelp(
      "Takes every FOLDER/CASE/image.nii.gz, with scribble.nii.gz and label.nii.gz (truth) where there "
        + "are such; or the images of an nnU-Net dataset, of a BIDS dataset, or side by side.",
      valueName: "folder"))
  var from: String?
  @Option(help: "Name of the scribble file in each CASE folder, for example scribble_few.nii.gz.")
  var scribbleName = "scribble.nii.gz"
  @Option(
    help: "Name of a dense mask in each CASE folder to start from, for example prediction.nii.gz.")
  var predictionName: String?
  @OptionGroup var folder: FolderOptions
  @OptionGroup var maps: MapFolders
  @Option(help: "Frame of 4D images, counted from 0.")
  var frame = 0
  @OptionGroup var series: SeriesOption

  /// - Throws: `ValidationError` unless there is one file of a kind for each volume, or none.
  func checkPairs() throws {
    try folder.check(hasFolder: from != nil)
    for (name, files) in [
      ("--scribbles", scribbles), ("--truth", truth), ("--prediction", prediction),
    ]
    where !files.isEmpty && files.count != volume.count {
      throw ValidationError(
        "\(name) names \(Words.count(files.count, "file")), --volume \(volume.count): give one for each, in order."
      )
    }
  }

  /// - hasTable: whether a label table is named, whose lines --label-values may choose.
  /// - Throws: `ValidationError` for options that say something of files that are not named.
  func checkReach(hasTable: Bool = false) throws {
    guard predictionName == nil || from != nil else {
      throw ValidationError("--prediction-name looks into the folders of --from: name it.")
    }
    let hasDense = !truth.isEmpty || !prediction.isEmpty || from != nil
    guard values.labelValues == nil || hasDense || hasTable else {
      throw ValidationError(
        "--label-values says what numbers in --truth and --prediction mean: name such a file.")
    }
  }

  /// Whether nothing is named.
  var isEmpty: Bool { volume.isEmpty && from == nil }

  /// All volumes that the options name, and what the folder is that they name.
  ///
  /// - project: the folder beside which images of DICOM folders are put, to stay there.
  func list(for project: URL) throws -> (volumes: [VolumeSource], folder: FoundFolder?) {
    try StandardFiles.refuseInput(volume + scribbles + truth)
    let place = project.standardizedFileURL.deletingLastPathComponent()
    func image(_ path: String) throws -> URL {
      let url = fileURL(path)
      return try DicomFolder(url)?.image(series.series, in: place) ?? url
    }
    let named = try volume.indices.map { index in
      VolumeSource(
        image: try image(volume[index]),
        scribbles: scribbles.isEmpty ? nil : fileURL(scribbles[index]),
        truth: truth.isEmpty ? nil : fileURL(truth[index]),
        prediction: prediction.isEmpty ? nil : fileURL(prediction[index]))
    }
    guard let from else { return (try maps.pair(named), nil) }
    let (inFolder, found) = try look(into: fileURL(from), place)
    return (try maps.pair(named + inFolder), found)
  }

  /// Folders of DICOM files in a folder, or the folder itself if it is one, each as an image.
  private func dicomCases(in folder: URL, _ place: URL) throws -> [VolumeSource] {
    let inner = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { !$0.hasPrefix(".") }.sorted().map(folder.appendingPathComponent)
      .compactMap(DicomFolder.init)
    let found = inner.isEmpty ? [DicomFolder(folder)].compactMap(\.self) : inner
    return try found.map { VolumeSource(image: try $0.image(series.series, in: place)) }
  }

  /// The volumes of a folder, and what it is.
  private func look(
    into folder: URL, _ place: URL
  ) throws -> (volumes: [VolumeSource], folder: FoundFolder?) {
    guard folder.isFolder else {
      throw Failure(
        "\(folder.path) is no folder; expected one that holds CASE/image.nii.gz, or images.")
    }
    let found = try FoundFolder(folder, choice: self.folder.choice(scribbleName: scribbleName))
    if found.items.isEmpty {
      let converted = try dicomCases(in: folder, place)
      if !converted.isEmpty { return (converted, nil) }
    }
    guard !found.items.isEmpty else {
      throw Failure(
        "\(folder.path) holds neither CASE/image.nii.gz nor other images. Name single images with "
          + "--volume.")
    }
    (found.notes + found.mapNotes).forEach(inform)
    var volumes = VolumeSource.all(of: found)
    for index in volumes.indices {
      volumes[index].prediction = try mask(beside: volumes[index].image, found.kind == .cases)
    }
    let without = volumes.count { $0.prediction == nil }
    if let predictionName, without > 0 {
      inform("\(without) of \(volumes.count) cases have no \(predictionName).")
    }
    return (volumes, found)
  }

  /// The mask of --prediction-name in the folder of an image.
  private func mask(beside image: URL, _ hasFolder: Bool) throws -> URL? {
    guard let predictionName else { return nil }
    guard hasFolder else {
      throw Failure(
        "--prediction-name wants a folder for each case, as CASE/image.nii.gz. Name the masks with --prediction."
      )
    }
    let file = image.deletingLastPathComponent().appendingPathComponent(predictionName)
    return FileManager.default.fileExists(atPath: file.path) ? file : nil
  }
}

extension VolumeSource {
  /// The images of a folder.
  static func all(of folder: FoundFolder) -> [VolumeSource] {
    folder.items.map {
      VolumeSource(
        image: $0.image, scribbles: $0.scribbles, truth: $0.truth, name: $0.name,
        encoding: folder.encoding)
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
  /// The dense mask that it starts from.
  var prediction: String?

  enum CodingKeys: String, CodingKey {
    case name = "case"
    case image, orientation, truth, scribbles, prediction
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
    let header = volume.header
    try take(truthValues: options.values, of: name, header)
    let mask = try source.prediction.map {
      try SegmentationReader(
        $0, for: name, of: self, image: header, labels: labelTable,
        values: options.values.labels(classNames))
    }
    let entry = try entry(name)
    var report = CaseReport(
      name: name, image: entry.image,
      orientation: header.orientationLetters ?? "unknown", truth: entry.truth,
      scribbles: try source.scribbles.map {
        try takeScribbles(
          $0, case: name,
          form: try options.values.form(classNames)
            ?? source.encoding.map { .values(LabelValues($0, classes: largestClass)) },
          replacing: false, quiet: quiet)
      })
    if let mask {
      try take(mask, case: name, image: header, quiet: quiet)
      report.prediction = source.prediction?.path
    }
    return report
  }

  /// Notes what the numbers of a truth mean, and reads it: better a sentence now than after an hour of training.
  mutating func take(
    truthValues options: ValueOptions, of name: String, _ image: ImageHeader
  ) throws {
    guard try truthURL(name) != nil else { return }
    note(truthValues: try options.labels(classNames), of: name)
    _ = try truth(name, geometry: image.geometry)
  }

  /// Keeps a segmentation of another program as a case's, and adds the labels that the project lacks.
  mutating func take(
    _ read: SegmentationReader, case name: String, image: ImageHeader, quiet: Bool = false
  ) throws {
    read.notes.forEach(inform)
    if !read.missing.isEmpty {
      let table = labelTable.with(labelTable.labels + read.missing)
      description.classes = table.labels.map { ClassEntry(id: $0.id, name: $0.name) }
      try table.write(to: labelsFile)
      try write()
      inform("Labels added: \(read.missing.map(\.name).joined(separator: ", ")).")
    }
    try read.segmentation.write(to: self, name, like: image)
    if !quiet {
      inform("\(name): \(read.segmentation.stamp.origin ?? "imported"). Review it in the viewer.")
    }
  }

  /// Imports scribbles into a case and says, unless `quiet`, what they were taken for.
  func takeScribbles(
    _ file: URL, case name: String, form: ScribbleForm?, replacing: Bool, quiet: Bool = false
  ) throws -> CaseReport.ScribbleReport {
    let image = try imageURL(name)
    let header = try ImageHeader.load(image)
    let classes = description.classes
    let imported = try ScribbleImport.load(
      file, form: form, kept: description.settings.scribbleValues, classes: classes,
      geometry: header.geometry, image: image)
    try imported.store(in: self, name, image: header, replacing: replacing)
    if !quiet { inform("\(name): \(imported.sentence(classes: classes))") }
    let counts = imported.map.counts
    var voxels = ["background": counts[Int(Scribbles.background)]]
    for entry in classes { voxels[entry.name] = counts[Int(entry.id)] }
    return CaseReport.ScribbleReport(
      source: file.path, encoding: imported.form.text, voxels: voxels,
      slices: imported.map.slices(along: try entry(name).sliceAxis) { $0 != 0 })
  }
}
