import ArgumentParser
import Project
import Volume

/// `inkling export scribbles`: sparse label maps in the encoding that another program wants.
struct ExportScribblesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scribbles",
    abstract: "Write the scribbles as label maps, with an ITK-SNAP label file beside.",
    discussion: "Strokes that are not saved in CASE.nii.gz yet are included.")

  @OptionGroup var options: ExportOptions
  @OptionGroup var numbers: ScribbleFormOptions

  func run() throws {
    let project = try Project.open(fileURL(options.project))
    try options.write(.scribbles(numbers.form(of: project)))
  }
}
