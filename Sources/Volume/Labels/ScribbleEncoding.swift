/// The ways with a name in which a label map on disk says "no scribble here" and "background scribble".
///
/// | encoding | no scribble | background | class c |
/// |---|---|---|---|
/// | `inkling` | 0 | 255 | c |
/// | `ignore-last` | K+1 | 0 | c |
/// | `ignore-255` | 255 | 0 | c |
package enum ScribbleEncoding: String, Codable, CaseIterable, Sendable {
  /// 0 = no scribble, 255 = background scribble: this program's own.
  case inkling
  /// 0 = background, K+1 = no scribble: ACDC scribbles, nnU-Net, PyMIC.
  case ignoreLast = "ignore-last"
  /// 0 = background, 255 = no scribble.
  case ignore255 = "ignore-255"

  /// The label of background scribbles in the encoding `inkling`.
  package static let background: UInt8 = 255

  /// The value for "no scribble" on disk, for K classes.
  func none(classes: Int) -> Int { LabelValues(self, classes: classes).number(for: .none) ?? 0 }

  /// Turns a map in this encoding into `inkling`: 0 no scribble, 1…K class, 255 background.
  ///
  /// - classes: K, at most 253.
  /// - Throws: `VolumeError.encoding` where a value means nothing in this encoding, or where over half of
  ///   the voxels are another encoding's "no scribble", which shows that this one is not meant.
  package func decode(_ raw: LabelMap, classes: Int) throws -> LabelMap {
    precondition((1...253).contains(classes), "1 to 253 classes")
    let counts = raw.counts
    let values = LabelValues(self, classes: classes)
    try checkMeaning(of: counts, values, classes: classes)
    try checkMajority(of: counts, classes: classes)
    return values.scribbles(in: NumberMap(raw)) ?? raw
  }

  /// Turns a map of the encoding `inkling` into this one: the inverse of `decode`.
  package func encode(_ scribbles: LabelMap, classes: Int) -> LabelMap {
    precondition((1...253).contains(classes), "1 to 253 classes")
    let values = LabelValues(self, classes: classes)
    // Labels that are no class stay what they are.
    var table = (0...255).map { UInt8($0) }
    table[0] = UInt8(clamping: values.number(for: .none) ?? 0)
    table[255] = UInt8(clamping: values.number(for: .background) ?? 0)
    return LabelMap(size: scribbles.size, voxels: scribbles.voxels.map { table[Int($0)] })
  }

  /// The encoding that the voxels show beyond doubt: over half of them 255 or K+1; else nil.
  package static func detect(_ raw: LabelMap, classes: Int) -> ScribbleEncoding? {
    let counts = raw.counts
    if counts[255] * 2 > raw.voxels.count { return .ignore255 }
    if classes < 254, counts[classes + 1] * 2 > raw.voxels.count { return .ignoreLast }
    return nil
  }

  private func checkMeaning(of counts: [Int], _ values: LabelValues, classes: Int) throws {
    guard
      let stray = counts.indices.first(where: {
        counts[$0] > 0 && values.meaning(of: $0) == nil
      })
    else { return }
    throw VolumeError.encoding(
      reason: "\(counts[stray]) voxels have the value \(stray), which means nothing in the "
        + "scribble encoding \(rawValue) with \(classes) classes. Name the right --scribble-encoding "
        + "(inkling, ignore-last, ignore-255) and all classes, or say it with --scribble-values.")
  }

  private func checkMajority(of counts: [Int], classes: Int) throws {
    let total = counts.reduce(0, +)
    for other in ScribbleEncoding.allCases where other != self {
      let value = other.none(classes: classes)
      guard value != none(classes: classes), counts[value] * 2 > total else { continue }
      throw VolumeError.encoding(
        reason:
          "\(counts[value]) of \(total) voxels are \(value), which is \"no scribble\" in the "
          + "encoding \(other.rawValue) but not in \(rawValue), the encoding named or noted. "
          + "Name --scribble-encoding \(other.rawValue), or check the file.")
    }
  }
}

/// Finding out which encoding a file has.
extension ScribbleEncoding {
  /// The encoding that this program noted in a header when it wrote the scribbles; nil for others' files.
  package static func recorded(in header: ImageHeader) -> ScribbleEncoding? {
    ScribbleEncoding(rawValue: header.text(.intentName))
  }

  /// The encoding of a file of scribbles: the one named by the user, else the one noted in the header, else
  /// the one that the voxels show beyond doubt.
  ///
  /// - Throws: `VolumeError.encoding` where none of these gives an answer: nothing is guessed.
  package static func determine(
    for raw: LabelMap, header: ImageHeader, named: ScribbleEncoding?, classes: Int
  ) throws -> ScribbleEncoding {
    if let known = named ?? recorded(in: header) ?? detect(raw, classes: classes) { return known }
    throw VolumeError.encoding(
      reason: "The scribbles do not show which encoding they have: expected over half of the "
        + "voxels to be 255 or \(classes + 1) (no scribble). Name it with --scribble-encoding: "
        + "inkling (0 = no scribble, 255 = background), ignore-255 or ignore-last "
        + "(0 = background).")
  }
}

extension MapKind {
  /// Scribbles in an encoding.
  package static func scribbles(_ encoding: ScribbleEncoding) -> MapKind {
    .scribbleMap(encoding: encoding.rawValue)
  }
}
