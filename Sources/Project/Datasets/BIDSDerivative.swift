import Foundation
import Volume

/// A folder of derivatives as BIDS wants them: `sub-01/anat/sub-01_desc-inkling_dseg.nii.gz` with its sidecars.
package struct BIDSDerivative: Equatable, Sendable {
  /// The folder that holds dataset_description.json.
  let folder: URL
  /// The version of this program.
  let version: String

  /// A derivative dataset at a folder, which need not be there.
  package init(_ folder: URL, version: String) { (self.folder, self.version) = (folder, version) }

  /// Where files on an image go.
  package struct Place: Equatable, Sendable {
    /// The label map.
    package let segmentation: URL
    /// The probabilities, a frame a class.
    package let probabilities: URL
    /// The image from the dataset's folder: `sub-01/anat/sub-01_T1w.nii.gz`.
    let source: String
    /// The dataset that the image belongs to.
    let root: URL
  }

  /// Where files on an image go, by its place in a BIDS dataset.
  /// - Throws: `ProjectError.sentence` for images that lie in none.
  package func place(of image: URL) throws -> Place {
    let parts = URL(fileURLWithPath: RelativePath.tidied(image.path)).pathComponents
    guard let name = BIDSName(CaseName.stem(of: image)), !name.suffix.isEmpty, parts.count > 3,
      let subject = parts.dropLast(2).lastIndex(of: name.entities[0]), parts.count - subject <= 4
    else {
      throw ProjectError.sentence(
        "\(image.path) is no image of a BIDS dataset: expected sub-LABEL/[ses-LABEL/]anat/sub-LABEL_…_T1w.nii.gz. "
          + "Leave out --bids.")
    }
    let inner = parts[subject..<(parts.count - 1)].joined(separator: "/")
    func file(_ suffix: String) -> URL {
      folder.appendingPathComponent("\(inner)/\(name.derived(suffix)).nii.gz")
    }
    return Place(
      segmentation: file("dseg"), probabilities: file("probseg"),
      source: parts[subject...].joined(separator: "/"),
      root: URL(
        fileURLWithPath: "/" + parts[1..<subject].joined(separator: "/"), isDirectory: true))
  }

  /// The places of some images.
  /// - Throws: `ProjectError.sentence` where two would be one file.
  package func places(of images: [URL]) throws -> [Place] {
    let places = try images.map(place)
    for (index, place) in places.enumerated() {
      let first = places.prefix(index).firstIndex { $0.segmentation == place.segmentation }
      guard let first else { continue }
      throw ProjectError.sentence(
        "\(images[first].path) and \(images[index].path) would both become "
          + "\(place.segmentation.lastPathComponent). Take one of them at a time.")
    }
    return places
  }

  /// Writes dataset_description.json where there is none.
  /// - Throws: `ProjectError.sentence` when the folder belongs to another program; `VolumeError.writeFailed`.
  package func describe(source place: Place) throws {
    let file = folder.appendingPathComponent("dataset_description.json")
    if let bytes = try FileBytes.read(file) {
      let known = try? JSONDecoder().decode(Description.self, from: Data(bytes))
      guard known?.GeneratedBy?.contains(where: { $0.Name == "inkling" }) == true else {
        throw ProjectError.sentence(
          "\(folder.path) holds a BIDS dataset that inkling has not made. Name another folder, such as "
            + "derivatives/inkling.")
      }
      return
    }
    try FileBytes.makeFolder(folder)
    try write(
      Description(
        Name: "Segmentations by inkling", BIDSVersion: "1.10.0", DatasetType: "derivative",
        GeneratedBy: [Generator(Name: "inkling", Version: version)],
        DatasetLinks: ["raw": RelativePath.from(folder, to: place.root)]), to: file)
  }

  /// Writes what stands beside a label map: names and colours of its labels, and where it comes from.
  /// - Throws: `VolumeError.writeFailed`.
  package func writeSidecars(_ place: Place, labels: LabelTable, words: String) throws {
    let stem = place.segmentation.deletingLastPathComponent()
      .appendingPathComponent(CaseName.stem(of: place.segmentation))
    func hex(_ colour: RGB) -> String {
      String(format: "#%02x%02x%02x", Int(colour.red), Int(colour.green), Int(colour.blue))
    }
    let rows =
      ["index\tname\tcolor", "0\tbackground\t#000000"]
      + labels.labels.map {
        "\($0.id)\t\($0.name.replacing("\t", with: " "))\t\(hex($0.colour))"
      }
    try AtomicFile.write(
      Data((rows.joined(separator: "\n") + "\n").utf8), to: stem.appendingPathExtension("tsv"))
    try write(
      Sidecar(Description: words, Sources: ["bids:raw:\(place.source)"]),
      to: stem.appendingPathExtension("json"))
  }

  /// Writes what stands beside probabilities: which frame is which class.
  /// - Throws: `VolumeError.writeFailed`.
  package func writeProbabilitySidecar(_ place: Place, names: [String]) throws {
    let stem = place.probabilities.deletingLastPathComponent()
      .appendingPathComponent(CaseName.stem(of: place.probabilities))
    try write(
      Sidecar(
        Description: "Probabilities of a trained network", Sources: ["bids:raw:\(place.source)"],
        LabelMap: names), to: stem.appendingPathExtension("json"))
  }

  private func write<T: Encodable>(_ value: T, to file: URL) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try AtomicFile.write(try encoder.encode(value) + Data("\n".utf8), to: file)
  }

  // MARK: Files in JSON, with the names that BIDS gives

  private struct Generator: Codable {
    var Name: String
    var Version: String?
  }

  private struct Description: Codable {
    var Name: String
    var BIDSVersion: String
    var DatasetType: String?
    var GeneratedBy: [Generator]?
    var DatasetLinks: [String: String]?
  }

  private struct Sidecar: Encodable {
    var Description: String
    var Sources: [String]
    var LabelMap: [String]?
  }
}
