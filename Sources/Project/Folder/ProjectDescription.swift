import Foundation
import Volume

/// What project.json says. Keys that this version does not know are kept.
package struct ProjectDescription: Codable, Equatable, Sendable {
  /// The format version that this program writes; later ones are refused.
  package static let currentFormat = 1

  /// Format version.
  package var format: Int
  /// The volumes, in the order in which they were added.
  package var volumes: [VolumeEntry]
  /// Classes 1…K; ids may have gaps. Names and colours for display are in labels.txt.
  package var classes: [ClassEntry]
  /// How to train.
  package var settings: ProjectSettings
  var unknown = UnknownKeys()

  /// A description of the current format.
  package init(
    volumes: [VolumeEntry] = [], classes: [ClassEntry], settings: ProjectSettings = .init()
  ) {
    format = Self.currentFormat
    self.volumes = volumes
    self.classes = classes
    self.settings = settings
  }

  enum CodingKeys: String, CodingKey, CaseIterable {
    case format, volumes, classes, settings
  }

  /// Reads project.json; a missing `settings` means the defaults.
  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    format = try values.decode(Int.self, forKey: .format)
    volumes = try values.decode([VolumeEntry].self, forKey: .volumes)
    classes = try values.decode([ClassEntry].self, forKey: .classes)
    settings = try values.decodeIfPresent(ProjectSettings.self, forKey: .settings) ?? .init()
    unknown = try UnknownKeys(from: decoder, known: CodingKeys.allCases)
  }

  /// Writes project.json, unknown keys included.
  package func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(format, forKey: .format)
    try values.encode(volumes, forKey: .volumes)
    try values.encode(classes, forKey: .classes)
    try values.encode(settings, forKey: .settings)
    try unknown.encode(to: encoder)
  }
}

/// One volume of a project.
package struct VolumeEntry: Codable, Equatable, Sendable {
  /// CASE in all file names.
  package var caseName: String
  /// Path of the image, relative to the project folder where possible.
  package var image: String
  /// Frame of a 4D image, 0-based.
  package var frame: Int
  /// Axis along which slices are counted.
  package var sliceAxis: Axis
  /// Path of a dense true label map, relative to the project folder where possible.
  package var truth: String?
  /// What the numbers of the truth mean; nil = each is the class of that number.
  package var truthValues: LabelValues?
  /// Which image it is that was drawn on; nil in projects of older versions, until a viewer has noted it.
  var identity: ImageIdentity?
  var unknown = UnknownKeys()

  /// An entry of project.json.
  package init(
    caseName: String, image: String, frame: Int = 0, sliceAxis: Axis, truth: String? = nil
  ) {
    self.caseName = caseName
    self.image = image
    self.frame = frame
    self.sliceAxis = sliceAxis
    self.truth = truth
  }

  enum CodingKeys: String, CodingKey, CaseIterable {
    case caseName = "case"
    case image, frame
    case sliceAxis = "slice_axis"
    case truth
    case truthValues = "truth_values"
    case identity = "image_identity"
  }

  /// Reads an entry; a missing `frame` means 0. Case names that can't be file names are refused.
  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    caseName = try values.decode(String.self, forKey: .caseName)
    guard CaseName.isValid(caseName) else {
      throw DecodingError.dataCorruptedError(
        forKey: .caseName, in: values, debugDescription: "\"\(caseName)\" can't be a file name")
    }
    image = try values.decode(String.self, forKey: .image)
    frame = try values.decodeIfPresent(Int.self, forKey: .frame) ?? 0
    guard frame >= 0 else {
      throw DecodingError.dataCorruptedError(
        forKey: .frame, in: values, debugDescription: "expected 0 or more, found \(frame)")
    }
    let letter = try values.decode(String.self, forKey: .sliceAxis)
    guard let axis = Axis.allCases.first(where: { $0.letter == letter }) else {
      throw DecodingError.dataCorruptedError(
        forKey: .sliceAxis, in: values, debugDescription: "expected i, j or k, found \(letter)")
    }
    sliceAxis = axis
    truth = try values.decodeIfPresent(String.self, forKey: .truth)
    truthValues = try values.labelValues(forKey: .truthValues)
    // One that can't be read is noted anew; it is no reason to refuse the strokes.
    identity = try? values.decodeIfPresent(ImageIdentity.self, forKey: .identity)
    unknown = try UnknownKeys(from: decoder, known: CodingKeys.allCases)
  }

  /// Writes an entry, unknown keys included.
  package func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(caseName, forKey: .caseName)
    try values.encode(image, forKey: .image)
    try values.encode(frame, forKey: .frame)
    try values.encode(sliceAxis.letter, forKey: .sliceAxis)
    try values.encodeIfPresent(truth, forKey: .truth)
    try values.encodeIfPresent(truthValues?.text, forKey: .truthValues)
    try values.encodeIfPresent(identity, forKey: .identity)
    try unknown.encode(to: encoder)
  }
}

/// A class: the number in label maps, and its name.
package struct ClassEntry: Codable, Equatable, Sendable {
  /// 1…253.
  package var id: UInt8
  /// What people call it.
  package var name: String

  /// A class.
  package init(id: UInt8, name: String) {
    self.id = id
    self.name = name
  }
}
