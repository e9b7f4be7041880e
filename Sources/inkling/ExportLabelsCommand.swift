import ArgumentParser
import Project
import Volume

/// `inkling export labels`: the segmentation as it stands.
struct ExportLabelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "labels",
    abstract: "Write the segmentation: accepted slices, and predictions elsewhere.",
    discussion: """
      Without --accepted: dense label maps, 0 = background. Accepted slices are as they were accepted, the \
      others as predicted, and scribbled voxels keep the label that you drew. A volume with slices that are \
      neither is left out; the exit status is 1 then, with a list of such volumes.

      With --accepted: accepted slices alone, everything else "no label", to train other programs on what a \
      person has checked. --encoding and --scribble-values say which numbers are written then, and imply it.

      With --bids the folder becomes a BIDS derivative: sub-01/anat/sub-01_desc-inkling_dseg.nii.gz with a table of \
      names and colours (.tsv) and a sidecar (.json) each, and dataset_description.json. Images have to lie in a \
      BIDS dataset. Example:

        inkling export labels brains.inkling --output bids/derivatives/inkling --bids
      """)

  @OptionGroup var options: ExportOptions
  @Flag(help: "Accepted slices only; everything else is \"no label\".")
  var accepted = false
  @OptionGroup var numbers: ScribbleFormOptions

  @Flag(help: "Name and describe the files as BIDS derivatives.")
  var bids = false

  func validate() throws {
    guard !bids || !(accepted || numbers.isNamed) else {
      throw ValidationError(
        "--bids writes whole segmentations: leave out --accepted, --encoding and --scribble-values."
      )
    }
  }

  func run() throws {
    guard accepted || numbers.isNamed else {
      return try options.write(.labels, wantsAll: true, bids: bids)
    }
    let project = try Project.open(fileURL(options.project))
    try options.write(.accepted(numbers.form(of: project)))
  }
}
