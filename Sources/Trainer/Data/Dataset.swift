import Foundation
import Prediction
import Project
import Volume

/// The volumes of a project with what is drawn on them, as it is now.
///
/// Geometry is read once; scribbles and accepted slices again whenever their files change; images on demand.
final class Dataset {
  /// What training looks at: a value, so that a batch can be prepared while scribbles are read again.
  struct Snapshot: Sendable {
    /// All cases, in the project's order.
    let cases: [CaseTargets]
    let classes: ClassTable
    let images: ImageCache
    /// What an accepted pixel counts for, where a scribbled one counts 1.
    let denseWeight: Float
    /// Labels that the network has given; nil while there are none.
    let pseudo: PseudoLabels?
  }

  let project: Project
  let classes: ClassTable
  /// Header of every case's image as training began, in the project's order.
  private let headers: [ImageHeader]
  /// How every case's voxels lie in its stack of slices, in the project's order.
  let orders: [SliceOrder]
  private(set) var cases: [CaseTargets]
  /// Labels that the network has given to the volumes; nil while there are none.
  var pseudo: PseudoLabels?
  /// Sentences about damaged or foreign files that reading has found and nobody has taken yet.
  private var messages: [String]
  /// Of each case's files as they were read; nil = reading has failed and is tried again.
  private var signatures: [CaseTargets.Signature?]
  /// What was said about each case that can't be read, and when.
  private var complaints: [Int: (sentence: String, time: ContinuousClock.Instant)] = [:]
  /// Time between two attempts to read such a case.
  var retryAfter = Duration.seconds(2)
  private let images: ImageCache
  private let options: Options

  struct Options {
    /// Which targets the files give, in which order.
    var reading = CaseTargets.Reading()
    /// All accepted pixels of a slice together count at most this many times the scribbles of a slice.
    var acceptedShare: Float = 1
    /// Bytes of images to keep.
    var imageBytes = 2 << 30

    /// Scribbles of whole slices or of a region, images in memory as far as they fit.
    init(margin: Double? = nil) { reading.margins.region = margin }

    /// As a run's settings say.
    init(_ settings: TrainingSettings) {
      reading = CaseTargets.Reading(
        order: settings.input.order, margins: settings.margins,
        fromTruth: settings.learnsFromTruth)
      acceptedShare = settings.acceptedShare
      imageBytes = settings.imageMegabytes << 20
    }
  }

  /// Reads geometry and scribbles of all cases.
  ///
  /// - reads: told the number of the case that is read next, from 1 on
  /// - Throws: `ProjectError`, `VolumeError`, `TrainerError`.
  init(_ project: Project, _ options: Options, reads: (Int) -> Void = { _ in }) throws {
    self.project = project
    self.options = options
    classes = try ClassTable(of: project.description.classes)
    images = ImageCache(project, options.reading.order, limit: options.imageBytes)
    var headers: [ImageHeader] = []
    var cases: [CaseTargets] = []
    var messages: [String] = []
    signatures = project.caseNames.map { CaseTargets.Signature(project, $0) }
    for (index, name) in project.caseNames.enumerated() {
      reads(index + 1)
      let header = try Dataset.header(project, name)
      // At a glance; all voxels are compared when they are read.
      try project.checkImage(name)
      let (targets, found) = try CaseTargets.read(
        project, name, on: header, classes: classes, options.reading)
      headers.append(header)
      cases.append(targets)
      messages += found
    }
    (self.headers, self.cases, self.messages) = (headers, cases, messages)
    orders = try zip(headers, project.caseNames).map {
      SliceOrder($0, across: try project.entry($1).sliceAxis, options.reading.order)
    }
    self.messages += Dataset.unoriented(headers, project.caseNames, options.reading.order)
  }

  /// A sentence about images that say nothing of the patient's axes; empty where there are none.
  private static func unoriented(
    _ headers: [ImageHeader], _ names: [String], _ order: SliceOrder.Convention
  ) -> [String] {
    let without = zip(headers, names).filter { !$0.0.saysOrientation }.map(\.1)
    guard order == .patient, !without.isEmpty else { return [] }
    let shown = without.prefix(3).joined(separator: ", ") + (without.count > 3 ? ", …" : "")
    return [
      "No usable orientation in the header of \(shown) (\(without.count) of \(names.count)): seen in the order of storage."
    ]
  }

  private static func header(_ project: Project, _ name: String) throws -> ImageHeader {
    let url = try project.imageURL(name)
    guard FileManager.default.fileExists(atPath: url.path) else {
      throw ProjectError.volumeMoved(caseName: name, path: url.path, project: project.url.path)
    }
    return try ImageHeader.load(url)
  }

  /// The header of a case's image, for maps that lie on it.
  /// - Throws: `VolumeError`; `TrainerError` when another image has taken its place since training began.
  func header(_ index: Int) throws -> ImageHeader {
    let url = try project.imageURL(cases[index].caseName)
    let header = try ImageHeader.load(url)
    let size = headers[index].size
    guard header.size == size else {
      throw TrainerError.sentence(
        "\(url.path) has \(header.size) voxels now, it had \(size) when training began. "
          + "Put the image back, or train again with the new one.")
    }
    return header
  }

  /// Reads the cases whose files have changed since they were read last.
  ///
  /// A file that can't be read at the moment leaves what was known and one message; it is tried again later.
  /// - Returns: the names of cases that teach something else now.
  func refresh() -> [String] {
    var changed: [String] = []
    for (index, name) in project.caseNames.enumerated() {
      let signature = CaseTargets.Signature(project, name)
      guard signature != signatures[index] else { continue }
      let now = ContinuousClock.now
      if let last = complaints[index], now - last.time < retryAfter { continue }
      do {
        let (targets, found) = try CaseTargets.read(
          project, name, on: headers[index], classes: classes, options.reading)
        messages += found
        // A label that is not learnt teaches nothing.
        cases[index].unknownLabels = targets.unknownLabels
        if targets != cases[index] { changed.append(name) }
        cases[index] = targets
        signatures[index] = signature
        complaints[index] = nil
      } catch {
        signatures[index] = nil
        let complaint = "The scribbles of \(name) could not be read again: \(error)"
        if complaints[index]?.sentence != complaint { messages.append(complaint) }
        complaints[index] = (complaint, now)
      }
    }
    return changed
  }

  /// Takes the sentences that reading has left.
  func takeMessages() -> [String] {
    defer { messages = [] }
    return messages
  }

  /// Where a case's voxels lie.
  func geometry(_ index: Int) -> Geometry { headers[index].geometry }

  /// The cases as they are now.
  var snapshot: Snapshot {
    Snapshot(
      cases: cases, classes: classes, images: images, denseWeight: denseWeight, pseudo: pseudo)
  }

  /// The image of a case.
  func stack(_ index: Int) throws -> SliceStack { try images.stack(cases[index].caseName) }

  /// What is missing before training can start.
  var check: ScribbleCheck {
    var counts: [UInt8: Int] = [:]
    for item in cases { counts.merge(item.counts, uniquingKeysWith: +) }
    let imported = cases.reduce(into: Set<UInt8>()) { $0.formUnion($1.importedLabels) }
    return ScribbleCheck(
      counts: counts, classes: project.description.classes, imported: imported)
  }

  /// What a person should know of the strokes while training goes on; empty = nothing.
  var notice: String {
    check.sentence.map { "Keeps to the strokes it had. \($0)" } ?? unlearntSentence ?? check.hint
      ?? ""
  }

  /// What to say of strokes whose label is no class of this run; nil = there are none.
  private var unlearntSentence: String? {
    let labels = cases.reduce(into: Set<UInt8>()) { $0.formUnion($1.unknownLabels) }.sorted()
    guard !labels.isEmpty else { return nil }
    let names = labels.map { "\($0)" }.joined(separator: ", ")
    return
      "Not learnt in this run: label \(names). Once it has a name, stop and train again."
  }

  /// min(1, share · scribbled pixels a scribbled slice / accepted pixels an accepted slice).
  private var denseWeight: Float {
    if options.reading.fromTruth { return 1 }
    var (scribbled, scribbledSlices, accepted, acceptedSlices) = (0, 0, 0, 0)
    for item in cases {
      for slice in item.slices.values {
        if !slice.points.isEmpty { scribbledSlices += 1 }
        if !slice.dense.isEmpty { acceptedSlices += 1 }
        scribbled += slice.points.count
        if !slice.dense.isEmpty { accepted += item.region.width * item.region.height }
      }
    }
    guard scribbled > 0, accepted > 0 else { return 1 }
    let mean = Float(scribbled) / Float(scribbledSlices)
    return min(1, options.acceptedShare * mean / (Float(accepted) / Float(acceptedSlices)))
  }
}
