import Foundation
import Volume

/// A file's name as BIDS builds names: `sub-01_ses-1_T1w`, entities joined by `_` and what was measured behind them.
package struct BIDSName: Equatable, Sendable {
  /// `sub-01`, `ses-1`, … in the order of the name.
  package let entities: [String]
  /// `T1w`, `dseg`; empty where the name ends with an entity.
  package let suffix: String

  /// Nil where a file's name without its ending is not built so.
  package init?(_ stem: String) {
    var parts = stem.split(separator: "_", omittingEmptySubsequences: false).map(String.init)
    guard let last = parts.last else { return nil }
    suffix = last.contains("-") ? "" : last
    if !suffix.isEmpty { parts.removeLast() }
    let areEntities = parts.allSatisfy { part in
      let halves = part.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
      return halves.count == 2 && halves.allSatisfy { !$0.isEmpty }
    }
    guard parts.first?.hasPrefix("sub-") == true, areEntities else { return nil }
    entities = parts
  }

  /// What a program that works on images adds to their names.
  private static let added = ["desc-", "seg-", "label-", "space-", "res-", "den-", "atlas-"]

  /// The entities of the scan itself: those that image and segmentation have in common.
  package var scan: String {
    entities.filter { entity in !Self.added.contains { entity.hasPrefix($0) } }
      .joined(separator: "_")
  }

  /// The name of what this program makes of the image.
  ///
  /// - suffix: `dseg`, `probseg`
  package func derived(_ suffix: String) -> String {
    let kept = entities.filter { entity in
      !["desc-", "seg-", "label-"].contains { entity.hasPrefix($0) }
    }
    return (kept + ["desc-inkling", suffix]).joined(separator: "_")
  }
}
