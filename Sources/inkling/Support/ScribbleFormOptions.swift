import ArgumentParser
import Project
import Volume

/// The options of exports that say what numbers are written for scribbles.
struct ScribbleFormOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "inkling (0 none, 255 background), ignore-last (0 background, K+1 none: nnU-Net, PyMIC) or ignore-255 "
        + "(0 background, 255 none)."))
  var encoding: ScribbleEncoding?
  @Option(
    help: ArgumentHelp(
      "Any other numbers, as in 0=none,1=background,2=RV. Without either: the values that the project keeps "
        + "of its own scribble files, else inkling.", valueName: "values"))
  var scribbleValues: String?

  func validate() throws {
    guard encoding == nil || scribbleValues == nil else {
      throw ValidationError(
        "--encoding and --scribble-values say the same thing: give one of them.")
    }
  }

  /// Whether a person has chosen.
  var isNamed: Bool { encoding != nil || scribbleValues != nil }

  /// The numbers to write.
  func form(of project: Project) throws -> ScribbleForm {
    if let encoding { return .encoding(encoding) }
    let kept = project.description.settings.scribbleValues
    let values =
      try scribbleValues.map {
        try LabelValues($0, kind: .scribbles, names: project.classNames)
      } ?? kept
    return values.map { .values($0) } ?? .inkling
  }
}
