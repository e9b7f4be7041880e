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
      checkpoint says. --raw leaves all of that out: the labels are the largest, and --probabilities the very \
      numbers, of the network's own softmax over whole slices. Examples:

        inkling predict heart.inkling heart.nii.gz --output heart-labels.nii.gz --uncertainty
        inkling predict --model best.safetensors a.nii.gz b.nii.gz --output predictions/
      """)

  @Argument(
    help: ArgumentHelp("A project (unless --model is given), then images.", valueName: "path"))
  var paths: [String]
  @Option(help: "A checkpoint instead of a project.")
  var model: String?
  @Option(help: "A NIfTI file for one image, or a folder that gets CASE.nii.gz for each.")
  var output: String
  @Flag(help: "Write NAME-uncertainty.nii.gz too: entropy / ln(classes), 0 to 1.")
  var uncertainty = false
  @Flag(help: "Write NAME-probabilities/ with one map a class too.")
  var probabilities = false
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

  func validate() throws {
    guard !images.isEmpty else {
      throw ValidationError(
        model == nil
          ? "Name a project and at least one image." : "Name at least one image.")
    }
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
    let targets = try targets()
    var failures = FailureList(of: targets.count, "images")
    for target in targets {
      try failures.attempt(target.image.path) { try predict(target, trained, project) }
    }
    try failures.finish()
  }

  /// An image and the name of its label map.
  private struct Target {
    let image: URL
    let labels: URL
    var uncertainty: URL {
      labels.deletingLastPathComponent().appendingPathComponent(
        labels.stem + "-uncertainty" + labels.lastPathComponent.dropFirst(labels.stem.count))
    }
    var probabilities: URL {
      labels.deletingLastPathComponent().appendingPathComponent(labels.stem + "-probabilities")
    }
  }

  private func targets() throws -> [Target] {
    let place = fileURL(output)
    if place.isNiftiName && !place.isFolder {
      guard images.count == 1 else {
        throw ValidationError("\(images.count) images need a folder for --output, not a file name.")
      }
      let target = Target(image: try imageURL(images[0]), labels: place)
      try refuseToOverwrite([target])
      return [target]
    }
    let files = try images.map(imageURL)
    let targets = zip(files, CaseName.names(of: files)).map { image, name in
      Target(image: image, labels: place.appendingPathComponent(name + ".nii.gz"))
    }
    try refuseToOverwrite(targets)
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    return targets
  }

  /// - Throws: where a file would be replaced unasked, or an image that is read in any case.
  private func refuseToOverwrite(_ targets: [Target]) throws {
    let inputs = targets.map(\.image)
    for target in targets {
      try inkling.refuseToOverwrite(target.labels, force: force, inputs: inputs)
      if uncertainty {
        try inkling.refuseToOverwrite(target.uncertainty, force: force, inputs: inputs)
      }
      if probabilities, target.probabilities.isPresent, !force {
        throw Failure(
          "\(target.probabilities.path) exists already. Add --force to replace what it holds, or choose another name."
        )
      }
    }
  }

  private func predict(_ target: Target, _ model: TrainedModel, _ project: Project?) throws {
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
    try answer.labels.write(
      to: target.labels, like: volume.header, description: "inkling prediction")
    if uncertainty {
      try answer.uncertainty.write(
        to: target.uncertainty, like: volume.header, description: "inkling uncertainty",
        kind: .uncertainty)
    }
    if probabilities { try write(answer.probabilities, target, model, volume) }
    let counts = answer.labels.counts
    let found = model.record.classes.entries.map { "\($0.name) \(counts[Int($0.id)])" }
    inform(
      "\(target.image.path): wrote \(target.labels.path)\(own == nil ? "" : " (region, scribbles and component rule)"): "
        + "voxels \(found.joined(separator: ", ")).")
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

extension NetworkChoice: ExpressibleByArgument {}

extension Project {
  /// The case whose image a file is; nil if it is none of the project's.
  fileprivate func caseName(of image: URL) throws -> String? {
    try caseNames.first { try imageURL($0).isSameFile(as: image) }
  }
}
