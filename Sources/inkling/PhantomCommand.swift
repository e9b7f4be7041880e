import ArgumentParser
import Foundation
import Simulation
import Volume

/// `inkling phantom`: synthetic cardiac volumes to try everything on.
struct PhantomCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "phantom",
    abstract: "Make a synthetic cardiac volume with its truth and scribbles.",
    discussion: """
      With a folder for output it writes image.nii.gz, label.nii.gz, scribble.nii.gz and labels.txt into it; \
      with NAME.nii.gz the image there and NAME-label.nii.gz, NAME-scribble.nii.gz beside it. Several cases \
      get a folder each, as `inkling init --from FOLDER` takes them. No patient is in the pictures.
      """)

  @Option(help: "A folder, or the name of the image (.nii or .nii.gz).")
  var output: String
  @Option(help: "The subject; the same number gives the same voxels.")
  var seed: UInt64 = 1
  @Option(help: "Phase of the beat: 0 = end of diastole, 1 = end of systole.")
  var phase = 0.0
  @Option(help: ArgumentHelp("Voxels along i, j and k.", valueName: "IxJxK"))
  var size = "128x128x8"
  @Option(help: ArgumentHelp("Millimetres between voxels along i, j and k.", valueName: "IxJxK"))
  var spacing = "1.4x1.4x8"
  @Option(help: "Deviation of the noise; blood is about 330.")
  var noise = 14.0
  @Option(help: "How many slices get scribbles; 0 for all.")
  var slices = 3
  @Option(help: "How the scribbles are encoded: inkling, ignore-last or ignore-255.")
  var scribbleEncoding = ScribbleEncoding.inkling
  @Option(help: "How many subjects, with seeds counted up from --seed.")
  var cases = 1
  @Flag(help: "Replace files that exist.")
  var force = false
  @Flag(help: "Print one JSON document: a list of the subjects.")
  var json = false

  func validate() throws {
    guard (0...1).contains(phase) else { throw ValidationError("--phase lies between 0 and 1.") }
    guard slices >= 0 else { throw ValidationError("--slices is 0 or more.") }
    guard noise >= 0 && noise < 1000 else { throw ValidationError("--noise lies in 0…1000.") }
    guard (1...9999).contains(cases) else { throw ValidationError("--cases lies in 1…9999.") }
    if cases > 1 && fileURL(output).isImageName {
      throw ValidationError("Several --cases need a folder for --output.")
    }
    _ = try settings(seed: seed)
  }

  func run() throws {
    let target = fileURL(output)
    let made = try (0..<cases).map { number in
      let settings = try settings(seed: seed &+ UInt64(number))
      let name = "phantom" + String(format: "%04d", number + 1)
      let folder = cases > 1 ? target.appendingPathComponent(name) : target
      return try write(settings, to: PhantomFiles(folder))
    }
    if json { try printJSON(made) }
  }

  /// What was made of one subject.
  private struct Made: Encodable {
    let image, truth, scribbles, labels: String
    let seed: UInt64
    let slices: [Int]
  }

  private func settings(seed: UInt64) throws -> PhantomSettings {
    let extents = size.split(separator: "x").compactMap { Int($0) }
    let steps = spacing.split(separator: "x").compactMap { Double($0) }
    guard extents.count == 3, extents.allSatisfy({ (1...2048).contains($0) }),
      extents[0] * extents[1] * extents[2] <= 1 << 28
    else {
      throw ValidationError("--size is three numbers of voxels, for example 128x128x8.")
    }
    guard steps.count == 3, steps.allSatisfy({ $0 > 0.001 && $0 < 1000 }) else {
      throw ValidationError("--spacing is three lengths in mm, for example 1.4x1.4x8.")
    }
    return PhantomSettings(
      seed: seed, phase: phase, size: GridSize(i: extents[0], j: extents[1], k: extents[2]),
      spacing: SIMD3(steps[0], steps[1], steps[2]), noise: noise)
  }

  private func write(_ settings: PhantomSettings, to files: PhantomFiles) throws -> Made {
    for file in files.all { try refuseToOverwrite(file, force: force) }
    try FileManager.default.createDirectory(
      at: files.image.deletingLastPathComponent(), withIntermediateDirectories: true)
    let phantom = Phantom(settings)
    try phantom.writeImage(to: files.image)
    let header = phantom.image.header
    try phantom.truth.write(to: files.label, like: header, description: "Truth of the phantom")
    let simulation = ScribbleSimulation(
      seed: settings.seed, axis: phantom.image.geometry.sliceAxis,
      sliceCount: slices == 0 ? nil : slices)
    let scribbles = scribbleEncoding.encode(
      simulation.scribbles(on: phantom.truth), classes: Phantom.classNames.count)
    try scribbles.write(
      to: files.scribble, like: header, description: "Simulated scribbles, \(scribbleEncoding)",
      kind: .scribbles(scribbleEncoding))
    try LabelTable.standard(names: Phantom.classNames).write(to: files.table)
    let slices = simulation.slices(of: phantom.truth)
    inform(
      "Wrote \(files.image.path), its truth, and scribbles (encoding \(scribbleEncoding.rawValue)) "
        + "on slices \(slices.map(String.init).joined(separator: ", ")).")
    return Made(
      image: files.image.path, truth: files.label.path, scribbles: files.scribble.path,
      labels: files.table.path, seed: settings.seed, slices: slices)
  }
}

/// Where the files of a phantom go.
private struct PhantomFiles {
  let image: URL
  let label: URL
  let scribble: URL
  let table: URL

  /// - target: a folder, or the image's own name.
  init(_ target: URL) {
    guard target.isImageName else {
      image = target.appendingPathComponent("image.nii.gz")
      label = target.appendingPathComponent("label.nii.gz")
      scribble = target.appendingPathComponent("scribble.nii.gz")
      table = target.appendingPathComponent("labels.txt")
      return
    }
    let stem = target.stem
    let folder = target.deletingLastPathComponent()
    image = target
    label = folder.appendingPathComponent("\(stem)-label.nii.gz")
    scribble = folder.appendingPathComponent("\(stem)-scribble.nii.gz")
    table = folder.appendingPathComponent("\(stem)-labels.txt")
  }

  var all: [URL] { [image, label, scribble, table] }
}
