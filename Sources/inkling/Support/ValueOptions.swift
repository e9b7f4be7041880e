import ArgumentParser
import Project
import Volume

/// The options of `init` and `add` that say what numbers in label maps mean.
struct ValueOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What the scribbles' numbers mean: inkling (0 none, 255 background), ignore-last (0 background, "
        + "K+1 none) or ignore-255 (0 background, 255 none). Needed unless the file notes it, as "
        + "inkling's do, or over half of the voxels are 255 or K+1."))
  var scribbleEncoding: ScribbleEncoding?
  @Option(
    help: ArgumentHelp(
      "The same number by number: none, background, or a class by name or number, as in "
        + "0=none,4=background,1=RV. The project keeps it for later files and exports.",
      valueName: "values"))
  var scribbleValues: String?
  @Option(
    help: ArgumentHelp(
      "What the numbers in --truth and --prediction mean, where they are not those of the classes, as in "
        + "1001=RV,2012=LV; others count as background.", valueName: "values"))
  var labelValues: String?

  func validate() throws {
    guard scribbleEncoding == nil || scribbleValues == nil else {
      throw ValidationError(
        "--scribble-encoding and --scribble-values say the same thing: give one of them.")
    }
  }

  /// What was said of the scribbles' numbers; nil = nothing.
  func form(_ names: [UInt8: String]) throws -> ScribbleForm? {
    if let scribbleEncoding { return .encoding(scribbleEncoding) }
    return try scribbleValues.map {
      .values(try LabelValues($0, kind: .scribbles, names: names))
    }
  }

  /// What was said of the numbers of dense maps; nil = nothing.
  func labels(_ names: [UInt8: String]) throws -> LabelValues? {
    try labelValues.map { try LabelValues($0, kind: .labels, names: names) }
  }

  /// Keeps the values of scribbles in the project; the caller writes the description.
  func remember(in project: inout Project) throws {
    guard case .values(let values)? = try form(project.classNames) else { return }
    project.description.settings.scribbleValues = values
  }
}
