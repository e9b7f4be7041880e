import Foundation
import Volume

/// Which prediction something on screen comes from.
///
/// It stands in the file that holds the prediction, so that nothing else can make an old one look new:
/// in the first line of a live slice, and in the description of predictions/CASE.nii.gz.
package struct PredictionStamp: Hashable, Sendable {
  /// Number of the prediction, rising by one; also over runs.
  package var generation: Int
  /// Steps that the network had taken; nil = not recorded.
  package var step: Int?
  /// When it was predicted, whole seconds; nil = not recorded.
  package var time: Date?
  /// Where it comes from if no trainer has predicted it: "imported from FILE". It is not part of `text`.
  package var origin: String?

  /// A stamp; fractions of a second are dropped.
  package init(generation: Int, step: Int? = nil, time: Date? = nil, origin: String? = nil) {
    self.generation = generation
    self.step = step
    self.origin = origin
    self.time = time?.wholeSeconds
  }

  /// `generation 30 step 520 time 2026-08-01T10:00:05Z`; what is not known is left out.
  package var text: String {
    "generation \(generation)" + (step.map { " step \($0)" } ?? "")
      + (time.map { " time \($0.formatted(.iso8601))" } ?? "")
  }

  /// Reads the words of `text` wherever they begin in a sentence; nil without a generation.
  package init?(in sentence: some StringProtocol) {
    let words = String(sentence).split { $0 == " " || $0.isNewline }.map(String.init)
    guard let start = words.firstIndex(of: "generation") else { return nil }
    func value(_ name: String) -> String? {
      guard let place = words[start...].firstIndex(of: name), place + 1 < words.count else {
        return nil
      }
      return words[place + 1]
    }
    guard let generation = value("generation").flatMap({ Int($0) }), generation >= 0 else {
      return nil
    }
    self.init(
      generation: generation, step: value("step").flatMap { Int($0) },
      time: value("time").flatMap { try? Date($0, strategy: .iso8601) })
  }
}

/// The stamps of all slices of a volume as one text, kept in a comment of predictions/CASE.nii.gz.
///
/// A whole volume is put together from the slices of several predictions where one of them did not get through it.
/// ```
/// inkling slices
/// 0-11 generation 27 step 480 time 2026-08-01T10:00:05Z
/// 12 generation 30 step 520 time 2026-08-01T10:00:09Z
/// ```
package enum SliceStamps {
  static let firstLine = "inkling slices"

  /// The text for slices 0, 1, 2…
  package static func text(_ stamps: [PredictionStamp]) -> String {
    var lines = [firstLine]
    var start = 0
    while start < stamps.count {
      var end = start
      while end + 1 < stamps.count, stamps[end + 1] == stamps[start] { end += 1 }
      lines.append("\(start == end ? "\(start)" : "\(start)-\(end)") \(stamps[start].text)")
      start = end + 1
    }
    return lines.joined(separator: "\n")
  }

  /// Reads a text; nil when it is another text or does not name every slice.
  package static func read(_ text: String, slices: Int) -> [PredictionStamp]? {
    let lines = text.split(whereSeparator: \.isNewline)
    guard lines.first.map(String.init) == firstLine else { return nil }
    var stamps = [PredictionStamp?](repeating: nil, count: slices)
    for line in lines.dropFirst() {
      let range = line.prefix { $0 != " " }.split(separator: "-").compactMap { Int($0) }
      guard let first = range.first, let last = range.last, range.count <= 2,
        first >= 0, first <= last, last < slices, let stamp = PredictionStamp(in: line)
      else { return nil }
      for slice in first...last { stamps[slice] = stamp }
    }
    let known = stamps.compactMap { $0 }
    return known.count == slices ? known : nil
  }
}
