/// What the numbers in a label map's file mean: no scribble, background, or a class.
///
/// The one place that decides it: the three named scribble encodings are such values too, see `init(_:classes:)`.
package struct LabelValues: Hashable, Sendable {
  /// What a number means.
  package enum Meaning: Hashable, Sendable {
    /// Nothing is drawn here.
    case none
    /// Background: drawn as such, or, in dense maps, no organ.
    case background
    /// A class, by its number in the project.
    case label(UInt8)
  }

  /// A number and its meaning.
  package struct Entry: Hashable, Sendable {
    /// The number in the file.
    package let number: Int
    /// What it means.
    package let meaning: Meaning
  }

  /// In the order in which they were named; of several numbers with one meaning the first is the one that is written.
  package let entries: [Entry]

  /// The largest number that is read: FreeSurfer's end at 14175, and 16 bits hold it.
  package static let largest = 32_767

  /// Values of given entries.
  init(entries: [Entry]) { self.entries = entries }

  /// The values of a named encoding, for K classes.
  package init(_ encoding: ScribbleEncoding, classes: Int) {
    let (none, background) =
      switch encoding {
      case .inkling: (0, Int(ScribbleEncoding.background))
      case .ignoreLast: (classes + 1, 0)
      case .ignore255: (255, 0)
      }
    entries =
      [
        Entry(number: none, meaning: .none), Entry(number: background, meaning: .background),
      ] + (1...max(1, classes)).map { Entry(number: $0, meaning: .label(UInt8($0))) }
  }

  /// What a number means; nil where nothing is said of it.
  package func meaning(of number: Int) -> Meaning? {
    entries.first { $0.number == number }?.meaning
  }

  /// The number that is written for a meaning; nil where there is none.
  package func number(for meaning: Meaning) -> Int? {
    entries.first { $0.meaning == meaning }?.number
  }

  /// The classes that some number means.
  package var labels: Set<UInt8> {
    Set(entries.compactMap { if case .label(let id) = $0.meaning { id } else { nil } })
  }
}

extension LabelValues {
  /// The scribbles of a file: 0 no scribble, 1…253 class, 255 background. Nil where it has a number that nothing is said of.
  package func scribbles(in file: NumberMap) -> LabelMap? {
    let table = bytes(background: ScribbleEncoding.background)
    return file.map { table[$0] }
  }

  /// The dense labels of a file; what nothing is said of is background.
  package func labels(in file: NumberMap) -> LabelMap {
    let table = bytes(background: 0)
    let voxels = file.numbers.map { table[Int($0)] ?? 0 }
    return LabelMap(size: file.size, voxels: voxels)
  }

  private func bytes(background: UInt8) -> [UInt8?] {
    var table = [UInt8?](repeating: nil, count: LabelValues.largest + 1)
    for entry in entries where table.indices.contains(entry.number) {
      table[entry.number] =
        switch entry.meaning {
        case .none: 0
        case .background: background
        case .label(let id): id
        }
    }
    return table
  }

  /// Scribbles as these numbers say them: the inverse of `scribbles(in:)`.
  ///
  /// - Throws: `VolumeError.labelValues` where something was drawn that no number means, or a number is too large for the
  ///   bytes of a file.
  package func encode(_ scribbles: LabelMap) throws -> LabelMap {
    var table = [UInt8](repeating: 0, count: 256)
    let counts = scribbles.counts
    for byte in 0...255 where counts[byte] > 0 {
      let meaning: Meaning =
        byte == 0
        ? .none : byte == Int(ScribbleEncoding.background) ? .background : .label(UInt8(byte))
      guard let number = number(for: meaning) else {
        let what =
          meaning == .none ? "no scribble" : meaning == .background ? "background" : "class \(byte)"
        throw VolumeError.labelValues(
          reason: "\(counts[byte]) voxels are \(what), for which \(text) has no number. Add one.")
      }
      guard let value = UInt8(exactly: number) else {
        throw VolumeError.labelValues(
          reason:
            "Files are written with numbers from 0 to 255, found \(number) in \(text). Choose others "
            + "with --scribble-values, or name an --encoding.")
      }
      table[byte] = value
    }
    return LabelMap(size: scribbles.size, voxels: scribbles.voxels.map { table[Int($0)] })
  }
}
