import Foundation
import Volume

/// A file, and what the case is called that it belongs to as far as its place tells.
package struct CaseFile: Equatable, Sendable {
  /// The file's name without its ending, or its folder's name; not yet freed of what makes it a label map's.
  package let name: String
  /// The file.
  package let url: URL

  /// A file by the name that it goes by.
  package init(name: String, url: URL) { (self.name, self.url) = (name, url) }

  /// An image or label map by its own name.
  package init(_ url: URL) { self.init(name: CaseName.stem(of: url), url: url) }
}

extension CaseFile {
  /// For each of some files the one of others that belongs to the same case; nil = none does.
  ///
  /// Equal names come first; then names without what makes them those of label maps or of a channel (`p1-labels`,
  /// `p1_0000`); then what BIDS calls a scan (`sub-01_T1w` and `sub-01_desc-x_dseg`).
  /// - Throws: `ProjectError.sentence` where several may be meant.
  package static func partners(of files: [CaseFile], among others: [CaseFile]) throws
    -> [CaseFile?]
  {
    var partners = [CaseFile?](repeating: nil, count: files.count)
    var free = Set(others.indices)
    for level in CaseName.Likeness.allCases {
      let open = files.indices.filter { partners[$0] == nil }
      let wanted = Dictionary(grouping: open) { level.name(of: files[$0].name) }
      let offered = Dictionary(grouping: free.sorted()) { level.name(of: others[$0].name) }
      for (name, own) in wanted.sorted(by: { $0.key < $1.key }) {
        guard let found = offered[name] else { continue }
        guard own.count == 1, found.count == 1 else {
          throw ambiguous(name, own.map { files[$0] }, found.map { others[$0] })
        }
        partners[own[0]] = others[found[0]]
        free.remove(found[0])
      }
    }
    return partners
  }

  private static func ambiguous(_ name: String, _ own: [CaseFile], _ found: [CaseFile])
    -> ProjectError
  {
    let (several, other) = own.count > 1 ? (own, found) : (found, own)
    let paths = several.prefix(3).map(\.url.path).joined(separator: " and ")
    return .sentence(
      "\(paths) may each belong to \(other[0].url.path): all are called \(name). Move away what is not meant, "
        + "or name single files.")
  }
}

extension CaseName {
  /// How much two names have to have in common to be those of one case, the strictest first.
  enum Likeness: CaseIterable {
    /// The same name.
    case same
    /// The same but for what makes one a label map's or a channel's.
    case base
    /// The same scan of the same subject.
    case scan

    /// What has to be equal.
    func name(of stem: String) -> String {
      let base = CaseName.withoutChannel(MapName(stem).base)
      return switch self {
      case .same: stem
      case .base: base
      case .scan: BIDSName(base)?.scan ?? base
      }
    }
  }

  /// What files of these names are called together in a report: without what makes them label maps', where all stay
  /// different so.
  package static func shown(_ stems: [String]) -> [String] {
    let plain = stems.map(Likeness.base.name)
    let counts = Dictionary(plain.map { ($0, 1) }, uniquingKeysWith: +)
    return zip(stems, plain).map { stem, plain in counts[plain] == 1 ? plain : stem }
  }
}
