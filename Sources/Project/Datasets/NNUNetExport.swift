import Annotation
import Foundation
import Volume

/// A project as a dataset of nnU-Net, written whole or not at all.
package struct NNUNetExport {
  /// Which labels become labelsTr.
  package enum Content: String, CaseIterable, Sendable {
    /// What was drawn; other voxels have no label.
    case scribbles
    /// Accepted slices; other slices have no label.
    case accepted
    /// The whole segmentation: accepted slices, and what is shown elsewhere.
    case labels
  }

  /// The project.
  let project: Project
  /// Its classes as nnU-Net numbers them.
  package let labels: NNUNetLabels
  /// Which labels are written.
  let content: Content
  /// Whether images are copied instead of linked.
  let copies: Bool
  /// Whether cases without labels become test images; else they are refused.
  let testImages: Bool

  /// - Throws: `ProjectError.sentence` for classes that nnU-Net can't have.
  package init(
    _ project: Project, content: Content, copies: Bool = false, testImages: Bool = false
  ) throws {
    (self.project, self.content, self.copies) = (project, content, copies)
    self.testImages = testImages
    labels = try NNUNetLabels(project.description.classes)
  }

  private var isSparse: Bool { content != .labels }

  /// Writes the dataset.
  ///
  /// - Parameters:
  ///   - folder: `…/Dataset123_NAME`.
  ///   - tell: receives what was taken of each case, a sentence each.
  /// - Returns: how many cases have labels, and how many are test images.
  /// - Throws: `ProjectError.sentence` when the name is none of nnU-Net's, something is there, or a case can't be
  ///   written; it is named.
  package func write(
    to folder: URL, cases: [String], tell: (String) -> Void
  ) throws -> (training: Int, test: Int) {
    let name = try Self.name(of: folder)
    guard !project.owns(folder.appendingPathComponent("dataset.json")) else {
      throw ProjectError.sentence(
        "\(folder.path) lies in the project itself; choose another place.")
    }
    var (training, without) = ([String](), [String]())
    try WholeFolder.check(folder)
    try WholeFolder.make(folder) { making in
      for part in ["imagesTr", "labelsTr"] {
        try FileBytes.makeFolder(making.appendingPathComponent(part))
      }
      for caseName in cases {
        if try named(caseName, { try writeLabels(caseName, in: making, tell) }) {
          training.append(caseName)
        } else {
          without.append(caseName)
        }
      }
      try check(training, without)
      for (part, names) in [("imagesTr", training), ("imagesTs", without)] {
        for caseName in names {
          try named(caseName) {
            try writeImage(caseName, in: making.appendingPathComponent(part), tell)
          }
        }
      }
      try describe(name, cases: training.count, in: making)
    }
    return (training.count, without.count)
  }

  private func describe(_ name: String, cases: Int, in folder: URL) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let text = labels.description(name: name, cases: cases, isSparse: isSparse)
    try AtomicFile.write(
      try encoder.encode(text) + Data("\n".utf8), to: folder.appendingPathComponent("dataset.json"))
  }

  /// - Throws: `ProjectError.sentence` where cases have no labels and may not be test images, or none has any.
  private func check(_ training: [String], _ without: [String]) throws {
    if !without.isEmpty, !testImages {
      let (have, them, images) =
        without.count == 1 ? ("has", "it", "a test image") : ("have", "them", "test images")
      throw ProjectError.sentence(
        "\(without.joined(separator: ", ")) \(have) no \(words). Leave \(them) out with --case, or take \(them) "
          + "as \(images) with --test-images. Nothing was written.")
    }
    guard !training.isEmpty else {
      throw ProjectError.sentence(
        "No case has \(words): nnU-Net needs at least one that has. Nothing was written.")
    }
  }

  private var words: String {
    switch content {
    case .scribbles: "scribbles"
    case .accepted: "accepted slices"
    case .labels: "whole segmentation"
    }
  }

  /// Adds the case to errors that do not name it.
  private func named<Result>(_ caseName: String, _ work: () throws -> Result) throws -> Result {
    do { return try work() } catch {
      throw ProjectError.sentence("\(caseName): \(error) Nothing was written.")
    }
  }

  /// - Returns: whether there are labels; why not is told.
  private func writeLabels(
    _ caseName: String, in folder: URL, _ tell: (String) -> Void
  ) throws -> Bool {
    let header = try project.imageHeader(caseName)
    let export: ExportContent =
      switch content {
      case .scribbles: .scribbles(.inkling)
      case .accepted: .accepted(.inkling)
      case .labels: .labels
      }
    let made = try CaseExport(export, of: project, caseName, image: header, tell: tell)
    guard case .map(let map, let found) = made else {
      switch made {
      case .nothing(let why), .incomplete(let why): tell("\(caseName): \(why).")
      case .map: break
      }
      return false
    }
    tell("\(caseName): \(found).")
    let numbered = labels.renumbered(map, isSparse: isSparse)
    try header.write(
      .uint8(numbered.voxels), to: folder.appendingPathComponent("labelsTr/\(caseName).nii.gz"),
      kind: isSparse ? .scribbles(.ignoreLast) : .labels, description: "inkling export",
      calibrationMaximum: Double(labels.classes.count))
    return true
  }

  /// Links an image that nnU-Net can take as it is; else writes the frame as a file of its own.
  private func writeImage(
    _ caseName: String, in folder: URL, _ tell: (String) -> Void
  ) throws {
    try FileBytes.makeFolder(folder)
    let source = try project.imageURL(caseName)
    let target = folder.appendingPathComponent("\(caseName)_0000.nii.gz")
    let volume = try project.loadVolume(caseName)
    try project.checkImage(caseName, is: volume)
    let isPlain =
      volume.header.dimensionCount <= 3 && volume.nonFiniteCount == 0
      && source.lastPathComponent.lowercased().hasSuffix(".nii.gz")
    guard isPlain else {
      if volume.frames > 1 { tell("\(caseName): frame \(volume.frame) as an image of its own.") }
      if volume.nonFiniteCount > 0 {
        tell(
          "\(caseName): \(volume.nonFiniteCount) voxels that are no number get the smallest intensity."
        )
      }
      // No window: viewers then choose one.
      return try volume.header.write(
        .float32(volume.voxels), to: target, kind: .image, calibrationMaximum: 0)
    }
    do {
      let real = source.resolvingSymlinksInPath()
      if copies {
        try FileManager.default.copyItem(at: real, to: target)
      } else {
        try FileManager.default.createSymbolicLink(
          atPath: target.path, withDestinationPath: real.path)
      }
    } catch {
      throw ProjectError.unwritable(path: target.path, reason: SystemFault.reason(error))
    }
  }

  /// `Heart` of `…/Dataset123_Heart`.
  /// - Throws: `ProjectError.sentence` for other names.
  private static func name(of folder: URL) throws -> String {
    let name = folder.lastPathComponent
    guard let found = name.wholeMatch(of: /Dataset[0-9]{3}_(.+)/) else {
      throw ProjectError.sentence(
        "nnU-Net finds a dataset by its name: expected one such as Dataset123_Heart, found \(name)."
      )
    }
    return String(found.1)
  }
}
