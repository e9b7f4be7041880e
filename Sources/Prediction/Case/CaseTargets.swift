import Annotation
import Foundation
import Project
import Volume

/// Everything that one volume's scribbles and accepted slices teach, and where in the volume.
package struct CaseTargets: Sendable, Equatable {
  /// The case.
  package let caseName: String
  /// Columns and rows of a slice, and number of slices.
  package let width: Int, height: Int, count: Int
  /// Millimetres between columns, between rows and between slices.
  package let columnSpacing: Double, rowSpacing: Double, sliceSpacing: Double
  /// Slices that teach something, by their place in the stack.
  package let slices: [Int: SliceTargets]
  /// Labels of another program, by slice: the target of every pixel, -1 = none.
  package let imported: [Int: [Int8]]
  /// The classes among them, by their numbers in the project.
  package let importedLabels: Set<UInt8>
  /// The part of every slice that is trained on and predicted.
  package let region: RegionOfInterest
  /// Whether there is a stroke anywhere.
  package let hasStrokes: Bool
  /// Whether the targets are dense truth instead of what a person has drawn: never shown as a prediction.
  package let isTruth: Bool
  /// Voxels with each label 0…255 that scribbles and accepted slices have.
  package let counts: [UInt8: Int]
  /// Labels of strokes that are no class.
  package var unknownLabels: Set<UInt8>
  /// For every output 0…K, the slices whose scribbles (or accepted labels) show it, ascending.
  package let slicesOfOutput: [[Int]]

  /// Gathers the targets of a volume.
  ///
  /// - margins: of the region of interest, and of what counts as background
  package init(
    caseName: String, _ drawn: DrawnLabels, classes: ClassTable, margins: Margins
  ) {
    self.caseName = caseName
    let scribbles = drawn.scribbles
    (width, height, count) = (scribbles.size.i, scribbles.size.j, scribbles.size.k)
    columnSpacing = drawn.spacing.x
    rowSpacing = drawn.spacing.y
    sliceSpacing = drawn.spacing.z
    let shorterSide = min(Double(width) * columnSpacing, Double(height) * rowSpacing)
    let near = drawn.box(margins.background(ofSide: shorterSide))
    region = drawn.box(margins.region)
    hasStrokes = scribbles.voxels.contains { $0 != 0 }
    isTruth = drawn.truth != nil
    unknownLabels =
      isTruth
      ? [] : Set(scribbles.voxels).filter { $0 != 0 && classes.targets[Int($0)] < 0 }
    let assumed =
      region.frame(sliceWidth: width)
      + near.sampleOutside(width: width, height: height, every: margins.backgroundStride)
    slices = drawn.targets(classes, assumed: assumed)
    imported = drawn.importedTargets(classes)
    importedLabels = drawn.importedLabels
    (counts, slicesOfOutput) = CaseTargets.tally(slices, classes)
  }

  private static func tally(
    _ slices: [Int: SliceTargets], _ classes: ClassTable
  ) -> ([UInt8: Int], [[Int]]) {
    var counts: [UInt8: Int] = [:]
    var slicesOfOutput = [[Int]](repeating: [], count: classes.outputs)
    for index in slices.keys.sorted() {
      let found = slices[index]?.counts(outputs: classes.outputs) ?? []
      for (output, voxels) in found.enumerated() where voxels > 0 {
        slicesOfOutput[output].append(index)
        counts[output == 0 ? Scribbles.background : classes.labels[output], default: 0] += voxels
      }
    }
    return (counts, slicesOfOutput)
  }

  /// See `PixelStep`.
  package func step(_ input: NetworkInput) -> PixelStep {
    PixelStep(
      input, columnSpacing: columnSpacing, rowSpacing: rowSpacing, width: width, height: height)
  }

  /// Slices that teach something, ascending.
  package var taughtSlices: [Int] { slices.keys.sorted() }
}

extension CaseTargets {
  /// What decides whether a case has to be read again.
  package struct Signature: Equatable, Sendable {
    let scribbles: ScribbleReader.Signature
    let accepted: FileSignature
    /// Nil where nothing is imported, so that decisions make no difference.
    let imported: [FileSignature]?

    package init(_ project: Project, _ caseName: String) {
      scribbles = ScribbleReader.signature(project, caseName)
      accepted = FileSignature(of: project.labels(caseName))
      let file = FileSignature(of: project.imported(caseName))
      imported = file.size < 0 ? nil : [file, FileSignature(of: project.review(caseName))]
    }
  }

  /// How what lies in a project folder becomes targets.
  package struct Reading: Sendable {
    /// In which order the network sees voxels.
    package var order: SliceOrder.Convention
    /// Of the region of interest, and of what counts as background.
    package var margins: Margins
    /// Teach the dense truth instead of scribbles.
    package var fromTruth: Bool

    /// Scribbles of whole slices in the patient's order unless given.
    package init(
      order: SliceOrder.Convention = NetworkInput().order, margins: Margins = Margins(),
      fromTruth: Bool = false
    ) {
      (self.order, self.margins, self.fromTruth) = (order, margins, fromTruth)
    }
  }

  /// Reads a case's scribbles and accepted slices from the project folder.
  ///
  /// - Returns: the targets, and sentences about damage.
  /// - Throws: `ProjectError`, `VolumeError`; `ProjectError.sentence` when truth is to be taught and there is none.
  package static func read(
    _ project: Project, _ caseName: String, on image: ImageHeader, classes: ClassTable,
    _ reading: Reading
  ) throws -> (targets: CaseTargets, messages: [String]) {
    let (entry, geometry) = (try project.entry(caseName), image.geometry)
    let snapshot = try ScribbleReader.read(project, caseName, geometry: geometry)
    let accepted = try AcceptedLabels.load(
      project.labels(caseName), geometry: geometry, sliceAxis: entry.sliceAxis)
    var truth: LabelMap?
    if reading.fromTruth {
      guard let found = try project.truth(caseName, geometry: geometry) else {
        throw ProjectError.sentence(
          "The method \"full\" learns from dense truth, and \(caseName) has none. Name it with "
            + "`inkling init --truth`, or choose a method that learns from scribbles.")
      }
      truth = found
    }
    var messages = snapshot.messages
    var imported: LabelMap?
    do {
      imported = try reading.fromTruth ? nil : importedLabels(project, caseName, geometry)
    } catch {
      messages.append("The imported labels of \(caseName) teach nothing: \(error)")
    }
    let drawn = DrawnLabels(
      scribbles: snapshot.map, accepted: accepted, truth: truth, imported: imported,
      order: SliceOrder(image, across: entry.sliceAxis, reading.order), spacing: geometry.spacing)
    let targets = CaseTargets(
      caseName: caseName, drawn, classes: classes, margins: reading.margins)
    return (targets, messages)
  }

  /// Labels of another program on slices that nobody has rejected: 0 no label, 1…K class, 255 background; nil = there are none.
  private static func importedLabels(
    _ project: Project, _ caseName: String, _ geometry: Geometry
  ) throws -> LabelMap? {
    guard let found = try ImportedSegmentation.load(project, caseName, geometry: geometry) else {
      return nil
    }
    let open = found.slices(openIn: try ReviewSheet.load(project.review(caseName)))
    let axis = try project.entry(caseName).sliceAxis
    var map = LabelMap(size: found.labels.size)
    for index in open {
      var slice = found.labels.slice(index, along: axis)
      for pixel in slice.values.indices where slice.values[pixel] == 0 {
        slice.values[pixel] = Scribbles.background
      }
      map.setSlice(index, along: axis, to: slice)
    }
    return map
  }
}
