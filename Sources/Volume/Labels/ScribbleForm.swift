/// How a person says what the numbers of scribbles mean: by an encoding's name, or number by number.
package enum ScribbleForm: Hashable, Sendable {
  /// One of the three that have a name.
  case encoding(ScribbleEncoding)
  /// Any other.
  case values(LabelValues)

  /// This program's own.
  package static let inkling = ScribbleForm.encoding(.inkling)
  /// ACDC scribbles, nnU-Net, PyMIC.
  package static let ignoreLast = ScribbleForm.encoding(.ignoreLast)
  /// 255 = no scribble.
  package static let ignore255 = ScribbleForm.encoding(.ignore255)

  /// The values, for K classes.
  package func values(classes: Int) -> LabelValues {
    switch self {
    case .encoding(let encoding): LabelValues(encoding, classes: classes)
    case .values(let values): values
    }
  }

  /// For sentences: `ignore-last`, `0=none,1=RV`.
  package func text(names: [UInt8: String]) -> String {
    switch self {
    case .encoding(let encoding): encoding.rawValue
    case .values(let values): values.text(names: names)
    }
  }

  /// For reports and files: `ignore-last`, `0=none,1=1`.
  package var text: String {
    switch self {
    case .encoding(let encoding): encoding.rawValue
    case .values(let values): values.text
    }
  }
}

/// In a file's header: an encoding's name is the intent's name, other values are a comment.
extension ScribbleForm {
  private static let firstLine = "inkling scribble values"

  /// What this program noted in a header when it wrote the scribbles; nil for others' files.
  package static func recorded(in header: ImageHeader) -> ScribbleForm? {
    if let encoding = ScribbleEncoding.recorded(in: header) { return .encoding(encoding) }
    let lines = header.comments.map { $0.split(separator: "\n") }
    // Of several the last is the one that was added when the file was written.
    guard header.text(.intentName) == "values",
      let text = lines.last(where: { $0.count == 2 && $0[0] == firstLine[...] })?[1]
    else { return nil }
    return LabelValues(kept: String(text)).map { .values($0) }
  }

  /// A header with the note, where an intent's name can't say it.
  package func noted(in header: ImageHeader) -> ImageHeader {
    guard case .values(let values) = self else { return header }
    return header.adding(comment: "\(Self.firstLine)\n\(values.text)")
  }

  /// The kind of map, for the header.
  package var kind: MapKind {
    switch self {
    case .encoding(let encoding): .scribbles(encoding)
    case .values: .scribbleMap(encoding: "values")
    }
  }
}
