import Foundation
import Volume

/// How a project is trained; every value can be overridden on the command line of `inkling train`.
package struct ProjectSettings: Codable, Equatable, Sendable {
  /// `interactive` or `cohort`.
  package var preset: String
  /// Name of the training method.
  package var method: String
  /// A checkpoint to start from.
  package var initCheckpoint: String?
  /// Threads; nil = all processors.
  package var threads: Int?
  /// Margin in plane around all strokes, in millimetres; infinite margins are written as null.
  package var regionMarginMillimetres: Double?
  /// Further options of the method, by name.
  package var options: [String: String]
  /// Whether a person has named `preset`; else many volumes want another one.
  package var isPresetChosen = false
  /// Which weights the viewer starts training from.
  package var start = TrainingStart.weights
  /// How long training that the viewer starts takes.
  package var length = TrainingLength.planned
  /// What the numbers of the project's scribble files mean, where a person has said it.
  package var scribbleValues: LabelValues?
  var unknown = UnknownKeys()

  /// Settings; the defaults are those of a new project.
  package init(
    preset: String = "interactive", method: String = "scribsd+", initCheckpoint: String? = nil,
    threads: Int? = nil, regionMarginMillimetres: Double? = 20, options: [String: String] = [:]
  ) {
    self.preset = preset
    self.method = method
    self.initCheckpoint = initCheckpoint
    self.threads = threads
    self.regionMarginMillimetres = regionMarginMillimetres
    self.options = options
  }

  enum CodingKeys: String, CodingKey, CaseIterable {
    case preset, method
    case initCheckpoint = "init_checkpoint"
    case threads
    case regionMarginMillimetres = "region_margin_mm"
    case options
    case isPresetChosen = "preset_is_chosen"
    case start, minutes, steps
    case scribbleValues = "scribble_values"
  }

  /// Reads settings; what is missing has its default.
  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init()
    preset = try values.decodeIfPresent(String.self, forKey: .preset) ?? preset
    method = try values.decodeIfPresent(String.self, forKey: .method) ?? method
    initCheckpoint = try values.decodeIfPresent(String.self, forKey: .initCheckpoint)
    threads = try values.decodeIfPresent(Int.self, forKey: .threads)
    if values.contains(.regionMarginMillimetres) {
      regionMarginMillimetres = try values.decodeIfPresent(
        Double.self, forKey: .regionMarginMillimetres)
      guard (0...1000).contains(regionMarginMillimetres ?? 0) else {
        throw DecodingError.dataCorruptedError(
          forKey: .regionMarginMillimetres, in: values,
          debugDescription: "expected 0 to 1000 mm or null, found \(regionMarginMillimetres ?? 0)")
      }
    }
    options = try values.decodeIfPresent([String: String].self, forKey: .options) ?? options
    isPresetChosen = try values.decodeIfPresent(Bool.self, forKey: .isPresetChosen) ?? false
    if let word = try values.decodeIfPresent(String.self, forKey: .start) {
      guard let known = TrainingStart(rawValue: word) else {
        let words = TrainingStart.allCases.map(\.rawValue).joined(separator: ", ")
        throw DecodingError.dataCorruptedError(
          forKey: .start, in: values, debugDescription: "expected \(words), found \(word)")
      }
      start = known
    }
    try readLength(values)
    scribbleValues = try values.labelValues(forKey: .scribbleValues)
    unknown = try UnknownKeys(from: decoder, known: CodingKeys.allCases)
  }

  private mutating func readLength(_ values: KeyedDecodingContainer<CodingKeys>) throws {
    if let steps = try values.decodeIfPresent(Int.self, forKey: .steps) { length = .steps(steps) }
    if let minutes = try values.decodeIfPresent(Double.self, forKey: .minutes) {
      length = .minutes(minutes)
    }
    guard !length.isPossible else { return }
    throw DecodingError.dataCorruptedError(
      forKey: .steps, in: values,
      debugDescription: "expected \(TrainingLength.expected), found \(length.text)")
  }

  /// Writes settings, unknown keys included. What nobody has chosen is left out, so that older programs read it as before.
  package func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(preset, forKey: .preset)
    try values.encode(method, forKey: .method)
    try values.encodeIfPresent(initCheckpoint, forKey: .initCheckpoint)
    try values.encodeIfPresent(threads, forKey: .threads)
    try values.encode(regionMarginMillimetres, forKey: .regionMarginMillimetres)
    try values.encode(options, forKey: .options)
    if isPresetChosen { try values.encode(true, forKey: .isPresetChosen) }
    if start != .weights { try values.encode(start.rawValue, forKey: .start) }
    switch length {
    case .planned: break
    case .minutes(let minutes): try values.encode(minutes, forKey: .minutes)
    case .steps(let steps): try values.encode(steps, forKey: .steps)
    }
    try values.encodeIfPresent(scribbleValues?.text, forKey: .scribbleValues)
    try unknown.encode(to: encoder)
  }
}

extension KeyedDecodingContainer {
  /// Values as `LabelValues.text` writes them; nil where there are none.
  func labelValues(forKey key: Key) throws -> LabelValues? {
    guard let text = try decodeIfPresent(String.self, forKey: key) else { return nil }
    guard let values = LabelValues(kept: text) else {
      throw DecodingError.dataCorruptedError(
        forKey: key, in: self,
        debugDescription: "expected values such as 0=none,4=background,1=1, found \(text)")
    }
    return values
  }
}
