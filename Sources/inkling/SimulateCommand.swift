import ArgumentParser
import Foundation
import Simulation
import Volume

/// `inkling simulate`: scribbles from dense masks.
struct SimulateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate", abstract: "Draw scribbles as a person might, from a dense truth.")

  @Argument(help: "The dense truth, a label map: 0 = background, other numbers = classes.")
  var truth: String
  @Option(help: "The file to write; - is standard output.")
  var output: String
  @Option(help: "How many slices get scribbles, spread over the extent of the classes; 0 for all.")
  var slices = 3
  @Option(help: "Random choices; the same number gives the same scribbles.")
  var seed: UInt64 = 1
  @Option(help: "How the scribbles are encoded: inkling, ignore-last or ignore-255.")
  var scribbleEncoding = ScribbleEncoding.inkling
  @Option(help: "The axis that slices are counted along: i, j or k (default: the widest spacing).")
  var sliceAxis: Axis?
  @Flag(help: "Replace the file if it exists.")
  var force = false
  @Flag(help: "Print one JSON document.")
  var json = false

  func validate() throws {
    guard slices >= 0 else { throw ValidationError("--slices is 0 or more.") }
    try StandardFiles.check(output, json: json)
    guard StandardFiles.isOutput(output) || fileURL(output).isImageName else {
      throw ValidationError("--output ends in \(ImageName.expected).")
    }
  }

  func run() throws {
    let output = try OutputFile(output)
    let (target, source) = (output.url, try imageURL(truth))
    try refuseToOverwrite(target, force: force, inputs: [source])
    let (map, header) = try LabelMap.loadWithHeader(source)
    let counts = map.counts
    guard let classes = (1...255).last(where: { counts[$0] > 0 }) else {
      throw Failure("\(truth) holds background alone; expected a label map with classes 1…K.")
    }
    guard classes <= 253 else {
      throw Failure(
        "\(truth) has the label \(classes); expected a dense truth with labels 0…253, not scribbles."
      )
    }
    let simulation = ScribbleSimulation(
      seed: seed, axis: sliceAxis ?? header.geometry.sliceAxis,
      sliceCount: slices == 0 ? nil : slices)
    let scribbles = simulation.scribbles(on: map)
    try scribbleEncoding.encode(scribbles, classes: classes).write(
      to: target, like: header, description: "Simulated scribbles, seed \(seed)",
      kind: .scribbles(scribbleEncoding))
    try output.deliver()
    try report(scribbles, on: simulation.slices(of: map), classes: classes, in: target)
  }

  /// What was drawn.
  private struct Drawn: Encodable {
    let scribbles, encoding: String
    let slices: [Int]
    /// Voxels of the background and of every class, by number.
    let background: Int
    let classes: [Int: Int]
  }

  private func report(
    _ scribbles: LabelMap, on slices: [Int], classes: Int, in target: URL
  ) throws {
    let counts = scribbles.counts
    let background = counts[Int(ScribbleEncoding.background)]
    let classCounts = (1...classes).filter { counts[$0] > 0 }.map { "class \($0): \(counts[$0])" }
    inform(
      "Wrote \(target.path) (encoding \(scribbleEncoding.rawValue)), slices "
        + slices.map(String.init).joined(separator: ", ") + ". Voxels: "
        + (["background: \(background)"] + classCounts).joined(separator: ", ") + ".")
    guard json else { return }
    let drawn = (1...classes).filter { counts[$0] > 0 }.map { ($0, counts[$0]) }
    try printJSON(
      Drawn(
        scribbles: target.path, encoding: scribbleEncoding.rawValue, slices: slices,
        background: background, classes: Dictionary(uniqueKeysWithValues: drawn)))
  }
}
