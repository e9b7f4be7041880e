import Project
import Volume

/// What is to be done with a segmentation of another program.
package enum ImportWork: Equatable, Sendable {
  /// Read a file; `labels` are those of the project, `values` what its numbers mean (nil = each is the label of that number).
  case read(path: String, labels: LabelTable, values: LabelValues? = nil)
  /// Keep what was read in the project's folder.
  case keep(ImportedSegmentation, caseName: String, sentence: String)
  /// Take it away again.
  case clear
}

/// What has become of it.
package enum ImportNews: Sendable {
  /// A file was read; `missing` are labels that the project lacks.
  case read(ImportedSegmentation, caseName: String, missing: [Label], notes: [String])
  /// It is kept in the project's folder and can be shown, or was taken away (nil).
  case kept(ImportedSegmentation?, caseName: String, sentence: String)
}
