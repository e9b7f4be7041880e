/// What is to be done with a file of label descriptions.
package enum LabelFileWork: Equatable, Sendable {
  /// Read it; its names and colours come back.
  case load(path: String)
  /// Write the project's names and colours into it.
  case save(path: String, replaces: Bool)
}
