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
  @Option(
    help: ArgumentHelp(
      "inkling (0 none, 255 background), ignore-last (0 background, K+1 none: nnU-Net, PyMIC) or ignore-255 "
        + "(0 background, 255 none)."))
  var encoding = ScribbleEncoding.inkling

  func run() throws { try options.write(.scribbles(encoding)) }
}
