import Annotation
import Project
import Volume

/// How much of every label there is, in millilitres: among the accepted slices, in what is proposed, and in all that is
/// shown.
struct LabelAmounts {
  private let segmentation: ShownSegmentation
  private let kept: SliceCounts?
  private let proposed: SliceCounts?
  private let millilitres: Double
  /// What the second number is of: "pred", or "imp" where there is only an import.
  let proposal: String

  init(_ open: OpenCase) {
    segmentation = open.shown
    kept = open.accepted.counts.isEmpty ? nil : open.accepted.counts
    let isPredicted = open.predicted.labels != nil
    proposed = isPredicted ? open.predicted.counts : open.imported?.counts
    proposal = isPredicted || open.imported == nil ? "pred" : "imp"
    millilitres = open.volume.geometry.voxelMillilitres
  }

  /// Whether there is anything to tell.
  var isEmpty: Bool { kept == nil && proposed == nil }

  /// Of the accepted slices; "" where there are none.
  func kept(_ label: UInt8) -> String { text(kept, label) }

  /// Of the prediction, or the import; "" where there is none.
  func proposed(_ label: UInt8) -> String { text(proposed, label) }

  /// Of what is shown slice by slice.
  func shown(_ label: UInt8) -> String { text(segmentation.voxels(of: label)) }

  private func text(_ counts: SliceCounts?, _ label: UInt8) -> String {
    guard let counts, label != Scribbles.background else { return "" }
    return text(counts[label])
  }

  private func text(_ voxels: Int) -> String { Numbers.millilitres(Double(voxels) * millilitres) }
}

extension Numbers {
  /// Millilitres in at most five characters: 0.05, 12.3, 1234, 123k.
  static func millilitres(_ value: Double) -> String {
    guard value.isFinite, value >= 0 else { return "-" }
    switch value {
    case 0: return "0"
    case ..<9.995: return fixed(value, 2)
    case ..<99.95: return fixed(value, 1)
    default: return count(Int(min(value.rounded(), 9e9)))
    }
  }
}
