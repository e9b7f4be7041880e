import ArgumentParser
import Foundation
import Prediction
import Project
import Trainer
import Volume

/// `inkling predict`: label maps of images from a trained network.
struct PredictCommand: Computes {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Predict label maps, written with the images' own headers.",
    discussion: """
      The first argument is a project, unless --model names a checkpoint. With a project and one of its own \
      volumes the labels are what training shows: inside the region of interest, scribbles and accepted \
      slices kept, stray components dropped. With --model, and for other images, they are the answer to the \
      image alone. Both ways the background is raised and outlines are moved to the image's edges, as the \
      checkpoint says. An image may be - (standard input) or a folder of DICOM files, which dcm2niix converts. --raw leaves all of that out: the labels are the largest, and --probabilities the very \
      numbers, of the network's own softmax over whole slices. Examples:

        inkling predict heart.inkling heart.nii.gz --output heart-labels.nii.gz --uncertainty
        inkling predict --model best.safetensors a.nii.gz b.nii.gz --output predictions/
        inkling predict heart.inkling nnUNet_raw/Dataset123_Heart/imagesTs --output predictions/

      A folder stands for the images in it, as with `inkling init --from`. Outputs are called as their cases, so \
      that `inkling evaluate` finds what belongs together: la_003.nii.gz for la_003_0000.nii.gz.
      """)

  @Argument(
    help: ArgumentHelp(
      "A project (unless --model is given), then images or folders of images.", valueName: "path"))
  var paths: [String]
  @Option(help: "A checkpoint instead of a project.")
  var model: String?
  @Option(
    help:
      "The file for one image (.nii.gz, .nrrd, .seg.nrrd), - for standard output, or a folder that gets CASE.nii.gz for each."
  )
  var output: String
  @Flag(help: "Write NAME-uncertainty.nii.gz too: entropy / ln(classes), 0 to 1.")
  var uncertainty = false
  @Flag(help: "Write NAME-probabilities/ with one map a class too.")
  var probabilities = false
  @OptionGroup var series: SeriesOption
  @Flag(
    help: ArgumentHelp(
      "The folder becomes a BIDS derivative: sub-01/anat/sub-01_desc-inkling_dseg.nii.gz and, with "
        + "--probabilities, …_probseg.nii.gz, each with its sidecar."))
  var bids = false
  @OptionGroup var folder: FolderOptions
  @Flag(help: "The network's own softmax: nothing raised, moved, drawn over or dropped.")
  var raw = false
  @Option(help: "teacher (the average, steadier) or student.")
  var net = NetworkChoice.teacher
  @Option(help: "Frame of 4D images, counted from 0.")
  var frame = 0
  @Option(help: "Threads; all processors that this process may use unless given.")
  var threads: Int?
  @OptionGroup var arithmetic: ArithmeticOptions
  @Flag(help: "Replace files that exist.")
  var force = false
  @Flag(help: "Print one JSON document: what was written for each image.")
  var json = false

  func validate() throws {
    guard !images.isEmpty else {
      throw ValidationError(
        model == nil
          ? "Name a project and at least one image." : "Name at least one image.")
    }
    guard
      !StandardFiles.isOutput(output) || (images.count == 1 && !uncertainty && !probabilities)
    else {
      throw ValidationError(
        "--output - is one file: name one image, without --uncertainty and --probabilities.")
    }
    try StandardFiles.check(output, json: json)
    if bids, uncertainty {
      throw ValidationError(
        "BIDS has no name for uncertainty maps: leave out --uncertainty or --bids.")
    }
    try folder.check(hasFolder: images.contains { fileURL($0).isFolder })
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads lies in 1…1024.")
    }
  }

  private var images: [String] { model == nil ? Array(paths.dropFirst()) : paths }

  func run() throws {
    let project = try model == nil ? Project.open(fileURL(paths[0])) : nil
    let url = model.map(fileURL) ?? project?.latestCheckpoint
    guard let url, url.isPresent else {
      throw Failure(
        model.map { MissingFile.sentence(fileURL($0)) }
          ?? "\(paths[0]) has no checkpoint yet. Train it first with `inkling train \(paths[0])`.")
    }
    let trained = TrainedModel(
      try Checkpoint.load(url), net: net, raw: raw,
      threads: threads ?? UsableProcessors.count)
    if let note = trained.record.settings.input.storageNote { inform("\(url.path): \(note)") }
    let file = try OutputFile(output)
    let targets = try targets(project, file.url)
    var failures = FailureList(of: targets.count, "images")
    var predicted: [Predicted] = []
    for target in targets {
      let done = try failures.attempt(target.image.path) {
        try predict(target, trained, project)
      }
      if let done { predicted.append(done) }
    }
    if json { try printJSON(Report(images: predicted, failures: failures.entries)) }
    try failures.finish()
    try file.deliver()
  }

  private struct Report: Encodable {
    let images: [Predicted]
    let failures: [FailureList.Entry]
  }

  /// What was written for an image.
  private struct Predicted: Encodable {
    let image, labels: String
    let uncertainty, probabilities: String?
    /// Voxels by class name.
    let voxels: [String: Int]
    /// Whether strokes, accepted slices and region of the project have their say.
    let isOfProject: Bool

    enum CodingKeys: String, CodingKey {
      case image, labels, uncertainty, probabilities, voxels
      case isOfProject = "of_project"
    }
  }

  /// An image and the name of its label map.
  private struct Target {
    let image: URL
    let labels: URL
    /// Where BIDS wants its files.
    var place: BIDSDerivative.Place?
    var uncertainty: URL {
      labels.deletingLastPathComponent().appendingPathComponent(
        labels.stem + "-uncertainty" + ImageName(labels).plainEnding)
    }
    var probabilities: URL {
      labels.deletingLastPathComponent().appendingPathComponent(labels.stem + "-probabilities")
    }
  }

  private func targets(_ project: Project?, _ place: URL) throws -> [Target] {
    let sources = try sources()
    let files = sources.map(\.image)
    if bids {
      let targets = zip(files, try derivative.places(of: files)).map {
        Target(image: $0, labels: $1.segmentation, place: $1)
      }
      try refuseToOverwrite(targets)
      if let first = targets.first?.place { try derivative.describe(source: first) }
      return targets
    }
    if place.isImageName && !place.isFolder {
      guard files.count == 1 else {
        throw ValidationError("\(files.count) images need a folder for --output, not a file name.")
      }
      let target = Target(image: files[0], labels: place)
      try refuseToOverwrite([target])
      return [target]
    }
    let targets = zip(files, try names(of: sources, project)).map { image, name in
      Target(image: image, labels: place.appendingPathComponent(name + ".nii.gz"))
    }
    try refuseToOverwrite(targets)
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    return targets
  }

  private var derivative: BIDSDerivative {
    BIDSDerivative(fileURL(output), version: Version.number)
  }

  /// The images that were named, those of folders one by one.
  private func sources() throws -> [VolumeSource] {
    try images.flatMap { path -> [VolumeSource] in
      func image() throws -> [VolumeSource] {
        [VolumeSource(image: try imageURL(path, series: series.series))]
      }
      guard fileURL(path).isFolder else { return try image() }
      let found = try FoundFolder(fileURL(path), choice: folder.choice())
      if found.items.isEmpty, DicomFolder(fileURL(path)) != nil { return try image() }
      guard !found.items.isEmpty else {
        throw Failure("\(path) is a folder without images. Name images, or a folder that has some.")
      }
      found.notes.forEach(inform)
      return VolumeSource.all(of: found)
    }
  }

  /// What the label maps are called: as the project's case where an image is one, else as the image or its folder says.
  private func names(of sources: [VolumeSource], _ project: Project?) throws -> [String] {
    var taken: [String] = []
    for (source, name) in zip(sources, VolumeSource.names(of: sources)) {
      let own = try project?.caseName(of: source.image)
      taken.append(CaseName.unique(own ?? name, among: taken))
    }
    return taken
  }

  /// - Throws: where a file would be replaced unasked, or an image that is read in any case.
  private func refuseToOverwrite(_ targets: [Target]) throws {
    let inputs = targets.map(\.image)
    for target in targets {
      try inkling.refuseToOverwrite(target.labels, force: force, inputs: inputs)
      if uncertainty {
        try inkling.refuseToOverwrite(target.uncertainty, force: force, inputs: inputs)
      }
      if probabilities, let place = target.place {
        try inkling.refuseToOverwrite(place.probabilities, force: force, inputs: inputs)
      } else if probabilities, target.probabilities.isPresent, !force {
        throw Failure(
          "\(target.probabilities.path) exists already. Add --force to replace what it holds, or choose another name."
        )
      }
    }
  }

  private func predict(
    _ target: Target, _ model: TrainedModel, _ project: Project?
  ) throws -> Predicted {
    let own = raw ? nil : try project?.caseName(of: target.image)
    let volume: Volume
    let answer: TrainedModel.Answer
    if let project, let own {
      (answer, volume) = try model.predict(own, of: project, probabilities: probabilities)
    } else {
      volume = try Volume.load(target.image, frame: frame)
      answer = try model.predict(volume, probabilities: probabilities)
    }
    volume.doubts.forEach { inform("\(target.image.path): \($0)") }
    try FileManager.default.createDirectory(
      at: target.labels.deletingLastPathComponent(), withIntermediateDirectories: true)
    try answer.labels.write(
      to: target.labels, like: volume.header, description: "inkling prediction",
      kind: .segments(project?.labelTable ?? model.labelTable, encoding: nil))
    if uncertainty {
      try answer.uncertainty.write(
        to: target.uncertainty, like: volume.header, description: "inkling uncertainty",
        kind: .uncertainty)
    }
    if let place = target.place {
      try describe(place, answer, model, volume, colours: project?.labelTable)
    } else if probabilities {
      try write(answer.probabilities, target, model, volume)
    }
    return report(target, answer, model, isOfProject: own != nil)
  }

  /// Says what was written.
  private func report(
    _ target: Target, _ answer: TrainedModel.Answer, _ model: TrainedModel, isOfProject: Bool
  ) -> Predicted {
    let counts = answer.labels.counts
    let found = model.record.classes.entries.map { (name: $0.name, voxels: counts[Int($0.id)]) }
    inform(
      "\(target.image.path): wrote \(StandardFiles.isOutput(output) ? "standard output" : target.labels.path)\(!isOfProject ? "" : " (region, scribbles and component rule)"): "
        + "voxels \(found.map { "\($0.name) \($0.voxels)" }.joined(separator: ", ")).")
    let maps = target.place?.probabilities ?? target.probabilities
    return Predicted(
      image: target.image.path, labels: target.labels.path,
      uncertainty: uncertainty ? target.uncertainty.path : nil,
      probabilities: probabilities ? maps.path : nil,
      voxels: Dictionary(found.map { ($0.name, $0.voxels) }) { first, _ in first },
      isOfProject: isOfProject)
  }

  /// Writes what BIDS wants beside the label map: sidecars and, where asked for, probabilities in one file.
  private func describe(
    _ place: BIDSDerivative.Place, _ answer: TrainedModel.Answer, _ model: TrainedModel,
    _ volume: Volume, colours: LabelTable?
  ) throws {
    let entries = model.record.classes.entries
    let table = LabelTable(
      labels: entries.enumerated().map { index, entry in
        let colour = colours?.label(id: entry.id)?.colour ?? LabelTable.colour(index)
        return Label(id: entry.id, name: entry.name, colour: colour)
      })
    try derivative.writeSidecars(place, labels: table, words: "Predicted by a trained network")
    guard probabilities else { return }
    try volume.header.write(
      .float32(answer.probabilities.flatMap(\.self)), frames: answer.probabilities.count,
      to: place.probabilities, kind: .values, description: "inkling probability")
    try derivative.writeProbabilitySidecar(
      place, names: ["background"] + entries.map(\.name))
  }

  private func write(
    _ maps: [[Float]], _ target: Target, _ model: TrainedModel, _ volume: Volume
  ) throws {
    try FileManager.default.createDirectory(
      at: target.probabilities, withIntermediateDirectories: true)
    let names = ["background"] + model.record.classes.entries.map(\.name)
    for (label, (name, map)) in zip(model.record.classes.labels, zip(names, maps)) {
      let file = "\(label)-\(name.replacing("/", with: "_")).nii.gz"
      try volume.header.write(
        .float32(map), to: target.probabilities.appendingPathComponent(file), kind: .values,
        description: "inkling probability")
    }
  }
}

extension TrainedModel {
  /// The names that the network has learnt, in standard colours.
  fileprivate var labelTable: LabelTable {
    LabelTable(
      labels: record.classes.entries.enumerated().map { index, entry in
        Label(id: entry.id, name: entry.name, colour: LabelTable.colour(index))
      })
  }
}

extension NetworkChoice: ExpressibleByArgument {}

extension Project {
  /// The case whose image a file is; nil if it is none of the project's.
  fileprivate func caseName(of image: URL) throws -> String? {
    try caseNames.first { try imageURL($0).isSameFile(as: image) }
  }
}
