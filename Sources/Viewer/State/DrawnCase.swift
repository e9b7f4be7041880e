import Annotation
import Project
import Volume

/// What a person has drawn and decided on a volume, as the project folder has it.
package struct DrawnCase: Sendable {
  /// Strokes and their history.
  let scribbles: Scribbles
  /// Frozen slices.
  let accepted: AcceptedLabels
  /// Decisions about slices.
  let review: ReviewSheet
  /// When and by whom strokes were finished.
  let stamps: [Int: StrokeStamp]
  /// A segmentation of another program; nil = there is none.
  let imported: ImportedSegmentation?
  /// Names and colours.
  let labels: LabelTable

  /// Reads it without a lock and without writing anything.
  /// - Throws: what reading strokes, labels and decisions throws.
  init(_ project: Project, _ name: String, image: ImageHeader) throws {
    let store = try ScribbleStore.open(project, name, image: image, readOnly: true)
    scribbles = store.scribbles
    stamps = store.stamps
    let decided = try store.decided(project, name)
    (accepted, review) = (decided.accepted, decided.review)
    imported = try ImportedSegmentation.load(project, name, geometry: image.geometry)
    labels = try Project.open(project.url).labelTable
  }
}

/// Changes whenever there is something new to read of it; costs six calls of stat(2).
struct DrawnSignature: Equatable {
  private let strokes: ScribbleReader.Signature
  private let labels: FileSignature
  private let review: FileSignature
  private let imported: FileSignature
  private let table: FileSignature

  init(_ project: Project, _ name: String) {
    strokes = ScribbleReader.signature(project, name)
    labels = FileSignature(of: project.labels(name))
    review = FileSignature(of: project.review(name))
    imported = FileSignature(of: project.imported(name))
    table = FileSignature(of: project.labelsFile)
  }
}
